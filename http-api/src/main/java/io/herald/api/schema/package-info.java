/**
 * JSON Schema (2020-12), as OpenAPI 3.1 uses it, in the words of this API: what a document may hold
 * is written down beside the code that writes it.
 *
 * <p>What may not live here: a particular document's schema.
 */
@NullMarked
package io.herald.api.schema;

import org.jspecify.annotations.NullMarked;
