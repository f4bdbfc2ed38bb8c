package io.herald.scheduler;

import com.google.protobuf.ByteString;
import io.herald.jobs.JobKey;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.handoff.HandoffDecoder;
import io.herald.jobs.handoff.HandoffDecoder.Form;
import io.herald.jobs.handoff.HandoffException;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the job out of what a TaskInfo carries: our hand-off, Aurora's job JSON or AssignedTask in
 * its data or its executor's; else out of a name in Aurora's form, {@code role/environment/name}.
 */
final class WrittenTasks implements TaskReader {

  private final Optional<String> cluster;

  @Inject
  WrittenTasks(DiscoveryOptions options) {
    this.cluster = options.clusterName();
  }

  @Override
  public Optional<LaunchedTask> read(TaskView task) {
    for (ByteString data : List.of(task.data(), task.executorData())) {
      if (HandoffDecoder.form(data) == Form.HANDOFF) {
        Optional<TaskHandoff> handoff = handoff(data);
        if (handoff.isPresent()) {
          return Optional.of(ofHandoff(handoff.get()));
        }
      }
      Optional<AuroraTask> aurora = HandoffDecoder.aurora(data, task.context(cluster));
      if (aurora.isPresent()) {
        return Optional.of(LaunchedTask.ofAurora(aurora.get()));
      }
    }
    return ofName(task.name());
  }

  private static Optional<TaskHandoff> handoff(ByteString data) {
    try {
      return Optional.of(Handoff.read(data));
    } catch (HandoffException e) {
      // Another framework's data may be Protobuf too, and is then its own affair.
      return Optional.empty();
    }
  }

  private static LaunchedTask ofHandoff(TaskHandoff handoff) {
    SortedMap<String, Integer> assigned = new TreeMap<>();
    for (Port port : handoff.getPortsList()) {
      if (port.getOrigin() == Port.Origin.ASSIGNED) {
        assigned.put(port.getName(), port.getNumber());
      }
    }
    return new LaunchedTask(
        Handoff.key(handoff), handoff.getInstance(), assigned, new JobSource.OfHandoff(handoff));
  }

  /** The task of a name in Aurora's form; absent if it is none. */
  static Optional<LaunchedTask> ofName(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    for (String part : parts) {
      if (JobKey.problemWith(part).isPresent()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new LaunchedTask(
            new JobKey("", parts[0], parts[1], parts[2]),
            0,
            new TreeMap<>(),
            new JobSource.Unknown()));
  }
}
