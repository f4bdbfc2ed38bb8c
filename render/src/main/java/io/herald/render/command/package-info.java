/**
 * Running the operator's commands for a file, in bounded time. What may not live here: when they
 * are run, and anything of a task.
 */
@NullMarked
package io.herald.render.command;

import org.jspecify.annotations.NullMarked;
