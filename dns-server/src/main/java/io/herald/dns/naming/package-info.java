/**
 * From the catalog's entities to DNS records: which names a task, framework, agent and the masters
 * have, and with which addresses and ports, as Mesos-DNS gives them.
 *
 * <p>What lives here: pure functions from an entity to its contribution, and {@link
 * io.herald.dns.naming.Naming}, which turns the catalog's batches into the zone's. What may not:
 * anything of answers, packets, serials or HTTP.
 */
@NullMarked
package io.herald.dns.naming;

import org.jspecify.annotations.NullMarked;
