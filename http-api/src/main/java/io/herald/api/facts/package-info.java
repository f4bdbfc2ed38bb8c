/**
 * What {@code /v2} tells beside the services: where the cluster is known from, what is wrong with
 * it, and what DNS makes of it. Whoever serves the API fills these in.
 *
 * <p>What may not live here: HTTP and JSON.
 */
@NullMarked
package io.herald.api.facts;

import org.jspecify.annotations.NullMarked;
