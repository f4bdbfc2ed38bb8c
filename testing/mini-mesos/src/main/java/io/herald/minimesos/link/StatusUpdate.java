package io.herald.minimesos.link;

import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * A status on its way from an agent to the master.
 *
 * @param latest the state that the task has by now; the status may be older, while an earlier one
 *     waited for its acknowledgement
 */
public record StatusUpdate(String frameworkId, TaskStatus status, TaskState latest) {}
