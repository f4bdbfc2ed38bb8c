/**
 * The naming's state for its readers: everything that has or could have names. Records and problems
 * are computed on demand.
 *
 * <p>What may not live here: what readers make of it; see {@code dns.explain} and {@code dns.http}.
 */
@NullMarked
package io.herald.dns.naming.view;

import org.jspecify.annotations.NullMarked;
