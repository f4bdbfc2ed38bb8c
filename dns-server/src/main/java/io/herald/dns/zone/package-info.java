/**
 * The zone: the reference-counted union of the contributions, held as packed nodes with prepared
 * answers (writer: {@link io.herald.dns.zone.Zone}, readers: {@link
 * io.herald.dns.zone.AnswerIndex}). The nodes' memory is {@link io.herald.dns.zone.slab}'s.
 *
 * <p>What lives here: names, records, serials and their changes. What may not: messages and how
 * they are answered, sockets, threads, anything of Mesos.
 */
@NullMarked
package io.herald.dns.zone;

import org.jspecify.annotations.NullMarked;
