/**
 * What follows from what: a launch, a health check, an exit, a kill on the one side; status
 * updates, membership and signals on the other.
 *
 * <p>Here the agent only takes status updates; {@code wire} delivers them.
 */
@NullMarked
package io.herald.executor.lifecycle;

import org.jspecify.annotations.NullMarked;
