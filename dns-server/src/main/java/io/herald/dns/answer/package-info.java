/**
 * Answering a query from the zones ({@link io.herald.dns.answer.QueryResponder}): the message read
 * in place, EDNS and its options, cookies, what the server says of itself in class CHAOS, the
 * limits of responses.
 *
 * <p>What lives here: bytes in, bytes out. What may not: sockets, threads, the making of zones.
 */
@NullMarked
package io.herald.dns.answer;

import org.jspecify.annotations.NullMarked;
