/**
 * Clients by their addresses: networks, and how many connections each client may hold. No socket
 * lives here.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.net;
