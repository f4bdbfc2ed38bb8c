/**
 * The records of one entity: pure functions from what an entity is to its contribution to the zone.
 *
 * <p>What may not live here: anything that remembers, and answers or packets.
 */
@NullMarked
package io.herald.dns.naming.records;

import org.jspecify.annotations.NullMarked;
