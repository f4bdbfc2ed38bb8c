/** From the API's JSON to the nouns of {@code model}. Fields that are not known are skipped. */
@NullMarked
package io.herald.client.json;

import org.jspecify.annotations.NullMarked;
