package io.herald.minimesos.link;

import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;

/**
 * What an agent reports when it registers again.
 *
 * @param tasks those that are not yet over and acknowledged, with their statuses
 * @param executors those that run, command tasks excepted
 * @param frameworks of these tasks and executors, by id
 */
public record AgentReport(
    List<Task> tasks, List<ExecutorInfo> executors, Map<String, FrameworkInfo> frameworks) {}
