package io.herald.scheduler;

import com.google.inject.Inject;
import com.google.protobuf.ByteString;
import io.herald.jobs.JobKey;
import io.herald.jobs.handoff.AuroraJob;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.handoff.HandoffDecoder;
import io.herald.jobs.handoff.HandoffException;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the job out of what a TaskInfo carries: our hand-off, Aurora's job JSON or AssignedTask in
 * its data or its executor's; else out of a name in Aurora's form, {@code role/environment/name}.
 */
final class WrittenTasks implements LaunchedTaskReader {

  // Enough for any cluster; it bounds the memory, at the price of a reading more.
  private static final int MOST_REMEMBERED = 10_000;

  private final Optional<String> cluster;

  /** By the name of the tasks: all instances of a job carry the same JSON. */
  private final Map<String, WrittenJob> jobs = new ConcurrentHashMap<>();

  /**
   * What was read of some data.
   *
   * @param job absent if it is not a job of Aurora's
   */
  private record WrittenJob(ByteString data, Optional<AuroraJob> job) {}

  @Inject
  WrittenTasks(DiscoveryOptions options) {
    this.cluster = options.clusterName();
  }

  @Override
  public Optional<LaunchedTask> read(TaskView task) {
    for (ByteString data : List.of(task.data(), task.executorData())) {
      Optional<LaunchedTask> found =
          switch (HandoffDecoder.form(data)) {
            case HANDOFF -> handoff(data).map(WrittenTasks::ofHandoff);
            case JSON ->
                job(task.name(), data)
                    .map(job -> LaunchedTask.ofAurora(job.task(task.context(cluster))));
            case AURORA_THRIFT ->
                HandoffDecoder.aurora(data, task.context(cluster)).map(LaunchedTask::ofAurora);
            case NONE, OTHER -> Optional.empty();
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return ofName(task.name());
  }

  private Optional<AuroraJob> job(String taskName, ByteString data) {
    WrittenJob known = jobs.get(taskName);
    if (known == null || !known.data.equals(data)) {
      known = new WrittenJob(data, AuroraJob.read(data));
      if (jobs.size() >= MOST_REMEMBERED) {
        jobs.clear();
      }
      jobs.put(taskName, known);
    }
    return known.job;
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
    Map<String, Integer> assigned = new HashMap<>();
    for (Port port : handoff.getPortsList()) {
      if (port.getOrigin() == Port.Origin.ASSIGNED) {
        assigned.put(port.getName(), port.getNumber());
      }
    }
    return new LaunchedTask(
        Handoff.key(handoff), handoff.getInstance(), assigned, new JobSource.OfHandoff(handoff));
  }

  /** The task of a name in Aurora's form; absent if the name has another form. */
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
