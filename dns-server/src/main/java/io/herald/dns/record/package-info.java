/**
 * The nouns of DNS that the naming makes and the zone holds: owner names in wire form, types,
 * records, contributions; the header of a message; values as text. No I/O, nothing of Mesos.
 */
@NullMarked
package io.herald.dns.record;

import org.jspecify.annotations.NullMarked;
