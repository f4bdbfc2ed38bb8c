/**
 * A task's health: the counting of checks (pure), the checks themselves (HTTP, TCP, shell) and the
 * thread that runs them.
 *
 * <p>Nothing here knows of Mesos or ZooKeeper or decides what follows from a task's health.
 */
@NullMarked
package io.herald.executor.health;

import org.jspecify.annotations.NullMarked;
