/**
 * Long lists, page by page: in an order that doesn't depend on what changes meanwhile, the
 * services' lock held for a few hundred entities at a time. What is there from the first page to
 * the last is listed once.
 *
 * <p>What may not live here: how an item is written.
 */
@NullMarked
package io.herald.api.paging;

import org.jspecify.annotations.NullMarked;
