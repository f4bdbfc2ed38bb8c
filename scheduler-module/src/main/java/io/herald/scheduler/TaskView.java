package io.herald.scheduler;

import com.google.protobuf.ByteString;
import io.herald.jobs.handoff.LaunchContext;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a TaskInfo, of v0 or v1, says that may lead to its job.
 *
 * @param name TaskInfo.name
 * @param data TaskInfo.data; empty if there is none
 * @param executorData ExecutorInfo.data; empty if there is none
 * @param labels TaskInfo.labels, in their order; a key may stand there more than once
 * @param portNumbers of the resource {@code ports}, the first {@value #MOST_PORTS}
 */
public record TaskView(
    String id,
    String name,
    ByteString data,
    ByteString executorData,
    List<TaskLabel> labels,
    List<Integer> portNumbers) {

  /** More than any task uses; a range may be the whole of an agent's. */
  static final int MOST_PORTS = 1024;

  /** A label of a task. */
  public record TaskLabel(String key, String value) {}

  public TaskView {
    labels = List.copyOf(labels);
    portNumbers = List.copyOf(portNumbers);
  }

  LaunchContext context(Optional<String> cluster) {
    return new LaunchContext(id, name, "", cluster, new TreeMap<>(), portNumbers);
  }
}
