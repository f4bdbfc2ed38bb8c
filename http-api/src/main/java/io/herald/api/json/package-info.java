/**
 * The nouns of the cluster as JSON: one class for each, which writes it and describes it. Every
 * route, watch and list uses these, so that an instance looks the same everywhere.
 *
 * <p>What may not live here: routes, queries, and anything that reads the cluster.
 */
@NullMarked
package io.herald.api.json;

import org.jspecify.annotations.NullMarked;
