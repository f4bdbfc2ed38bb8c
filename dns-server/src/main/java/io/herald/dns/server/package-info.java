/**
 * The DNS server put together, in three lifetimes: the process ({@link
 * io.herald.dns.server.DnsService}, its sockets, {@code ProcessScope}), the cluster that is
 * followed, and one configuration in force ({@code ServingState}).
 *
 * <p>What lives here: which part gets what, and start, reload and close in order. What may not:
 * what a part does.
 */
@NullMarked
package io.herald.dns.server;

import org.jspecify.annotations.NullMarked;
