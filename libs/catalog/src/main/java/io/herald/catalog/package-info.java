/**
 * One live snapshot of the cluster, and its changes as numbered batches.
 *
 * <p>What lives here: the catalog, its listeners' contract, the batches. What may not: anything
 * that knows where the snapshot comes from ({@code source}) or what is made of it (DNS, load
 * balancing).
 */
@NullMarked
package io.herald.catalog;

import org.jspecify.annotations.NullMarked;
