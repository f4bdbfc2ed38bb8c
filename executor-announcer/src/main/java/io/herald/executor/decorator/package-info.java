/**
 * Announcing for existing executors: decorators for {@code org.apache.mesos.Executor} and for
 * executors over the v1 HTTP API. Everything to and from the wrapped executor passes through; the
 * announcement follows from it.
 *
 * <p>Nothing here starts, watches or ends a process: the wrapped executor does.
 */
@NullMarked
package io.herald.executor.decorator;

import org.jspecify.annotations.NullMarked;
