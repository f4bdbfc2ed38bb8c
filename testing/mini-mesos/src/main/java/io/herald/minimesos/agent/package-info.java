/**
 * The agent: containers, executors, command tasks and the status updates that they make. All of it
 * lives on the cluster's one thread.
 */
@NullMarked
package io.herald.minimesos.agent;

import org.jspecify.annotations.NullMarked;
