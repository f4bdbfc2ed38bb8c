/**
 * What others read of the naming: everything that has or could have names, with records and
 * problems that are made when asked for.
 *
 * <p>What may not live here: what is asked for, and by whom; see {@code dns.explain} and {@code
 * dns.http}.
 */
@NullMarked
package io.herald.dns.naming.view;

import org.jspecify.annotations.NullMarked;
