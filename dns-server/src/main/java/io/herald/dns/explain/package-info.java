/**
 * Why a name is answered as it is: the records at it, which rule made each from which entity, or
 * why it has none.
 *
 * <p>What lives here: reading a {@link io.herald.dns.naming.view.NamingSnapshot} for one name, and
 * the findings as text. What may not: rules of naming (the snapshot applies them) and anything on
 * the query path; an explanation reads the whole snapshot.
 */
@NullMarked
package io.herald.dns.explain;

import org.jspecify.annotations.NullMarked;
