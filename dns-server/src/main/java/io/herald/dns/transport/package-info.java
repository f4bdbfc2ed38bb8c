/**
 * The sockets: UDP and TCP listeners that carry queries to a {@link
 * io.herald.dns.zone.QueryResponder} and its replies back, and the counters of what passes. Nothing
 * here knows what a record is.
 */
@NullMarked
package io.herald.dns.transport;

import org.jspecify.annotations.NullMarked;
