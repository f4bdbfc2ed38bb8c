/**
 * Is the task well? The counting of checks (pure), the checks themselves (HTTP, TCP, shell) and the
 * one thread that runs them.
 *
 * <p>Nothing here knows of Mesos or ZooKeeper; what follows from a task's health is decided
 * elsewhere.
 */
@NullMarked
package io.herald.executor.health;

import org.jspecify.annotations.NullMarked;
