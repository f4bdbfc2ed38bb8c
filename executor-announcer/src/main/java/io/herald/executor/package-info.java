/**
 * The executor that runs one task, checks its health and announces it: the way in.
 *
 * <p>Each concern has a room below, named from the ground up: {@code options}, {@code process},
 * {@code probe}, {@code health}, {@code announce}, {@code lifecycle} (what follows from what) and
 * {@code wire} (the agent's executor API). {@code sidecar} and {@code decorator} are other ways in.
 * No room imports this package.
 */
@NullMarked
package io.herald.executor;

import org.jspecify.annotations.NullMarked;
