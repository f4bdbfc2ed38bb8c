/**
 * The sockets: UDP, TCP and TLS listeners that carry queries to a {@link
 * io.herald.dns.answer.QueryResponder} and its replies back, hand what it leaves to the {@link
 * io.herald.dns.transport.SlowPath}, and count what passes. What may not live here: what a record
 * is.
 */
@NullMarked
package io.herald.dns.transport;

import org.jspecify.annotations.NullMarked;
