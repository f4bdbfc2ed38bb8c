package io.herald.examples.framework;

import io.herald.jobs.Job;
import io.herald.jobs.Resources;
import io.herald.jobs.handoff.Handoff;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.LaunchedTask;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;

/** Makes the TaskInfo of an instance: one executor for each task, the hand-off as its data. */
final class Tasks {

  private static final String LABEL_PREFIX = "org.apache.aurora.";

  private final FrameworkOptions options;
  private final DiscoveryInfoPopulator discovery;

  @Inject
  Tasks(FrameworkOptions options, DiscoveryInfoPopulator discovery) {
    this.options = options;
    this.discovery = discovery;
  }

  /** What an executor takes besides its task. */
  Resources executorResources() {
    return options.executorResources();
  }

  TaskInfo of(
      JobInstance instance,
      String taskId,
      FrameworkID framework,
      Offer offer,
      Map<String, Integer> assigned) {
    Job job = instance.job();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(job.key().path())
            .setTaskId(TaskID.newBuilder().setValue(taskId))
            .setAgentId(offer.getAgentId())
            .setExecutor(executor(instance, taskId, framework))
            .setData(
                Handoff.of(job, instance.number(), taskId, offer.getHostname(), assigned)
                    .toByteString())
            .addResources(scalar("cpus", job.resources().cpus()))
            .addResources(scalar("mem", job.resources().ramMegabytes()))
            .addResources(scalar("disk", job.resources().diskMegabytes()));
    if (!assigned.isEmpty()) {
      Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
      assigned.values().stream()
          .sorted()
          .forEach(port -> ranges.addRange(Value.Range.newBuilder().setBegin(port).setEnd(port)));
      task.addResources(resource("ports").setType(Value.Type.RANGES).setRanges(ranges));
    }
    Labels.Builder labels = Labels.newBuilder();
    job.tier().ifPresent(tier -> labels.addLabels(label("tier", tier)));
    job.metadata().forEach((key, value) -> labels.addLabels(label("metadata." + key, value)));
    if (labels.getLabelsCount() > 0) {
      task.setLabels(labels);
    }
    return discovery.populate(task.build(), LaunchedTask.of(job, instance.number(), assigned));
  }

  private ExecutorInfo executor(JobInstance instance, String taskId, FrameworkID framework) {
    String source = instance.job().key().path().replace('/', '.') + "." + instance.number();
    Environment.Builder environment = Environment.newBuilder();
    options
        .executorEnvironment()
        .forEach(
            (name, value) ->
                environment.addVariables(
                    Environment.Variable.newBuilder().setName(name).setValue(value)));
    Resources takes = options.executorResources();
    ExecutorInfo.Builder executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.CUSTOM)
            .setExecutorId(ExecutorID.newBuilder().setValue("herald-" + taskId))
            .setFrameworkId(framework)
            .setName("herald")
            .setLabels(
                Labels.newBuilder().addLabels(Label.newBuilder().setKey("source").setValue(source)))
            .setCommand(
                CommandInfo.newBuilder()
                    .setShell(true)
                    .setValue(options.executorCommand())
                    .setEnvironment(environment))
            .addResources(scalar("cpus", takes.cpus()))
            .addResources(scalar("mem", takes.ramMegabytes()));
    if (takes.diskBytes() > 0) {
      executor.addResources(scalar("disk", takes.diskMegabytes()));
    }
    return executor.build();
  }

  private static Resource.Builder scalar(String name, double value) {
    return resource(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value));
  }

  /**
   * Whose allocation it is, the master fills in: all offers of a framework here are of one role.
   */
  private static Resource.Builder resource(String name) {
    return Resource.newBuilder().setName(name);
  }

  private static Label label(String key, String value) {
    return Label.newBuilder().setKey(LABEL_PREFIX + key).setValue(value).build();
  }
}
