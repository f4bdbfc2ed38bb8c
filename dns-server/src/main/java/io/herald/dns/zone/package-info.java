/**
 * The zone: the reference-counted union of the contributions, held as packed nodes with prepared
 * answers (writer: {@link io.herald.dns.zone.Zone}, readers: {@link
 * io.herald.dns.zone.AnswerIndex}), and the answering of a query from it ({@link
 * io.herald.dns.zone.QueryResponder}). Bytes in, bytes out: no socket, no thread, nothing of Mesos.
 */
@NullMarked
package io.herald.dns.zone;

import org.jspecify.annotations.NullMarked;
