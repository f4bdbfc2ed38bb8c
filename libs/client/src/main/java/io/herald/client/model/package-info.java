/**
 * The nouns of the API as a client sees them: instances, services, names, selections. Immutable,
 * without input or output.
 */
@NullMarked
package io.herald.client.model;

import org.jspecify.annotations.NullMarked;
