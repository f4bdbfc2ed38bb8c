/**
 * Documents that people write, YAML and JSON, read strictly: a tree that knows its lines, typed
 * fields, and errors with file, line and field, all at once. What may not live here: what a
 * document means.
 */
@NullMarked
package io.herald.settings.document;

import org.jspecify.annotations.NullMarked;
