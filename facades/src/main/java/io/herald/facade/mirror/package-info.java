/**
 * Every instance as a facade last saw it, with what a facade has to say of it and the services
 * don't keep: when it came, and what it was before a change. Knows nothing of the APIs that are
 * made of it.
 */
@NullMarked
package io.herald.facade.mirror;

import org.jspecify.annotations.NullMarked;
