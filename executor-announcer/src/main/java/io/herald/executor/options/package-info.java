/**
 * What the command line of {@code herald executor} and {@code herald announce} sets, with the
 * defaults and the range of each value. The same record configures the decorators of other
 * executors.
 *
 * <p>Plain values: nothing here opens a file, resolves a name or connects.
 */
@NullMarked
package io.herald.executor.options;

import org.jspecify.annotations.NullMarked;
