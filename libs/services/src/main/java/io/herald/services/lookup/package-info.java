/**
 * How host names are looked up: with the operating system's resolver.
 *
 * <p>What may not live here: which hosts there are, and what their addresses are used for.
 */
@NullMarked
package io.herald.services.lookup;

import org.jspecify.annotations.NullMarked;
