/**
 * The DNS names of a cluster's services, as Mesos-DNS gives them: {@link
 * io.herald.dns.naming.Naming} reads {@link io.herald.services.Services} and writes records into
 * the zone.
 *
 * <p>What lives here: how a batch of the services becomes a change of the zone. Forms of names,
 * records and claims have rooms of their own below. What may not: what an instance is and how it is
 * reached, which the services decide; anything of answers, packets, serials or HTTP.
 */
@NullMarked
package io.herald.dns.naming;

import org.jspecify.annotations.NullMarked;
