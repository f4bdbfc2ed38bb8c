/**
 * What follows from what: a launch, a health check, an exit, a kill on the one side; status
 * updates, membership and signals on the other.
 *
 * <p>The agent is known here as something that takes status updates; how they reach it is the
 * business of {@code wire}.
 */
@NullMarked
package io.herald.executor.lifecycle;

import org.jspecify.annotations.NullMarked;
