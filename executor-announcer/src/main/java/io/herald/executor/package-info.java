/**
 * The executor that runs one task, checks its health and announces it: its options and its way in.
 *
 * <p>Each concern has a room below: {@code process}, {@code health}, {@code announce}, {@code
 * lifecycle} (what follows from what) and {@code wire} (the agent's executor API).
 */
@NullMarked
package io.herald.executor;

import org.jspecify.annotations.NullMarked;
