/**
 * The filters of {@code /v2} as parameters of a query: the same on every list and watch.
 *
 * <p>What may not live here: what a filter matches, which is {@link
 * io.herald.watch.InstanceFilter}'s.
 */
@NullMarked
package io.herald.api.filter;

import org.jspecify.annotations.NullMarked;
