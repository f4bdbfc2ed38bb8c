/**
 * A route of {@code /v2}, declared once: its path, parameters, replies and examples. The router
 * reads requests by the declaration, and the OpenAPI document is written from it.
 *
 * <p>What may not live here: a particular route.
 */
@NullMarked
package io.herald.api.endpoint;

import org.jspecify.annotations.NullMarked;
