/**
 * Long runs under faults, and the books that are kept of them.
 *
 * <p>A run is random by a seed that it prints. What it finds wrong is written down with the time
 * and fails it at the end; nothing is judged by milliseconds.
 */
@NullMarked
package io.herald.soak;

import org.jspecify.annotations.NullMarked;
