/**
 * What is rendered where, as the operator writes it, and reading it. What may not live here:
 * rendering.
 */
@NullMarked
package io.herald.render.config;

import org.jspecify.annotations.NullMarked;
