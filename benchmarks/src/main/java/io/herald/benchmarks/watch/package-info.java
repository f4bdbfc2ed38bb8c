/**
 * Measurements of how fast watching clients hear of a change, and of what they cost. Nothing here
 * is judged by a test.
 */
@NullMarked
package io.herald.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
