/**
 * Records as text, for the API and for explanations.
 *
 * <p>What lives here: the spelling of values. What may not: what the text is for.
 */
@NullMarked
package io.herald.dns.text;

import org.jspecify.annotations.NullMarked;
