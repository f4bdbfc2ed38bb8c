/**
 * The message from a scheduler to the executor, made and read. It travels in {@code TaskInfo.data}.
 */
@NullMarked
package io.herald.jobs.handoff;

import org.jspecify.annotations.NullMarked;
