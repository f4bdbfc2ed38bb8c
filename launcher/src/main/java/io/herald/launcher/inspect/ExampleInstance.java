package io.herald.launcher.inspect;

import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.port.ResolvedPort;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import io.herald.scheduler.JobSource;
import io.herald.scheduler.LaunchedTask;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * An instance as it could be launched. What only the cluster knows is made up: the port numbers
 * that an offer would give, the agent, the task's id.
 *
 * @param assigned made-up numbers of the ports that are taken from an offer
 * @param ports all ports by name
 * @param task with its DiscoveryInfo, if it gets one
 * @param madeUp whether the assigned numbers are made up
 */
record ExampleInstance(
    Job job,
    int number,
    Map<String, Integer> assigned,
    SortedMap<String, ResolvedPort> ports,
    TaskInfo task,
    boolean madeUp) {

  static final String AGENT_HOST = "agent.example";

  /** An address for documentation (RFC 5737). */
  static final String AGENT_ADDRESS = "192.0.2.1";

  static final String AGENT_ID = "00000000-0000-0000-0000-000000000000-S0";

  private static final int FIRST_PORT = 31000;

  static ExampleInstance of(Job job, int number, DiscoveryOptions discovery) {
    SortedMap<String, Integer> assigned = new TreeMap<>();
    for (String name : job.requestedPorts()) {
      assigned.put(name, FIRST_PORT + assigned.size());
    }
    LaunchedTask launched = LaunchedTask.of(job, number, assigned);
    return of(job, launched, discovery, true);
  }

  /** An instance of a job of Aurora's. */
  static ExampleInstance of(AuroraInput aurora, DiscoveryOptions discovery) {
    AuroraTask task = aurora.task();
    LaunchedTask launched =
        new LaunchedTask(
            aurora.job().key(),
            task.instance(),
            task.assignedPorts(),
            new JobSource.OfAurora(task.executorData().orElse(""), task.metadata()));
    return of(aurora.job(), launched, discovery, aurora.madeUp());
  }

  private static ExampleInstance of(
      Job job, LaunchedTask launched, DiscoveryOptions discovery, boolean madeUp) {
    TaskInfo plain =
        TaskInfo.newBuilder()
            .setName(job.key().path())
            .setTaskId(TaskID.newBuilder().setValue(taskId(job.key(), launched.instance())))
            .setAgentId(AgentID.newBuilder().setValue(AGENT_ID))
            .build();
    TaskInfo task =
        DiscoveryInfoPopulator.of(discovery, new DiscoveryStats()).populate(plain, launched);
    return new ExampleInstance(
        job,
        launched.instance(),
        launched.assignedPorts(),
        job.resolve(launched.assignedPorts()),
        task,
        madeUp);
  }

  /** The task's id; the last part of a real one is made when it is launched. */
  String taskId() {
    return task.getTaskId().getValue();
  }

  private static String taskId(JobKey job, int number) {
    return String.join("-", job.role(), job.environment(), job.name(), String.valueOf(number), "0");
  }
}
