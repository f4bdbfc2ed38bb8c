/**
 * The DNS server put together: sources, catalog, naming, zone, sockets and the HTTP API, started
 * and ended in order. What is decided here is which part gets what; nothing else.
 */
@NullMarked
package io.herald.dns.server;

import org.jspecify.annotations.NullMarked;
