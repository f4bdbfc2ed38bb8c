/**
 * Who has which name: collisions, names that are free to take, the names that addresses lead back
 * to.
 *
 * <p>What may not live here: how records are made of names.
 */
@NullMarked
package io.herald.dns.naming.claims;

import org.jspecify.annotations.NullMarked;
