/**
 * The message from a scheduler to the executor, made and read. It travels in {@code TaskInfo.data}.
 * What Aurora's scheduler or client puts there instead is read into the same message ({@link
 * io.herald.jobs.handoff.HandoffDecoder}).
 */
@NullMarked
package io.herald.jobs.handoff;

import org.jspecify.annotations.NullMarked;
