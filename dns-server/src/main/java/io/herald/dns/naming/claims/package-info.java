/**
 * Which names are taken: collisions, names that are free, the names that addresses point to.
 *
 * <p>What may not live here: how records are made of names.
 */
@NullMarked
package io.herald.dns.naming.claims;

import org.jspecify.annotations.NullMarked;
