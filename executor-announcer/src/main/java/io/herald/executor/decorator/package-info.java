/**
 * Announcing for executors that are there already: decorators for {@code org.apache.mesos.Executor}
 * and for executors over the v1 HTTP API. What the wrapped executor is told and what it says passes
 * through; the announcement follows from it.
 *
 * <p>Nothing here starts, checks on or ends a process: that is the wrapped executor's.
 */
@NullMarked
package io.herald.executor.decorator;

import org.jspecify.annotations.NullMarked;
