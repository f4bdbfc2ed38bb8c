/**
 * From the naming's changes to the zones: in pieces, each record into its zone, and from when on a
 * zone is answered from.
 *
 * <p>What may not live here: how names are made, how they are answered.
 */
@NullMarked
package io.herald.dns.loading;

import org.jspecify.annotations.NullMarked;
