/**
 * Processes and what belongs to them: the task's own process, its group and session, signals, exit
 * codes, the environment that it starts with.
 *
 * <p>Nothing here knows of Mesos, ZooKeeper or health.
 */
@NullMarked
package io.herald.executor.process;

import org.jspecify.annotations.NullMarked;
