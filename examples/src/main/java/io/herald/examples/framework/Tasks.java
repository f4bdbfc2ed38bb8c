package io.herald.examples.framework;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.Job;
import io.herald.jobs.Resources;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.marathon.AppDefinition;
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
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Makes the TaskInfo of an instance. A job's has an executor of its own, and the hand-off as its
 * data; an app's is Marathon's ({@link AppTasks}).
 */
final class Tasks {

  private final FrameworkOptions options;
  private final DiscoveryInfoPopulator discovery;
  private final AppTasks apps;

  @Inject
  Tasks(FrameworkOptions options, DiscoveryInfoPopulator discovery, AppTasks apps) {
    this.options = options;
    this.discovery = discovery;
    this.apps = apps;
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
    if (instance.job() instanceof AppDefinition app) {
      return apps.of(app, taskId, offer, assigned);
    }
    Job job = (Job) instance.job();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(job.key().path())
            .setTaskId(TaskID.newBuilder().setValue(taskId))
            .setAgentId(offer.getAgentId())
            .setExecutor(executor(instance, taskId, framework))
            .setData(
                Handoff.of(job, instance.number(), taskId, offer.getHostname(), assigned)
                    .toByteString())
            .addResources(MesosResources.scalar("cpus", job.resources().cpus()))
            .addResources(MesosResources.scalar("mem", job.resources().ramMegabytes()))
            .addResources(MesosResources.scalar("disk", job.resources().diskMegabytes()));
    if (!assigned.isEmpty()) {
      task.addResources(MesosResources.ports(assigned.values()));
    }
    Labels.Builder labels = Labels.newBuilder();
    job.tier().ifPresent(tier -> labels.addLabels(label("tier", tier)));
    job.metadata().forEach((key, value) -> labels.addLabels(label("metadata." + key, value)));
    job.labels()
        .forEach((key, value) -> labels.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    if (labels.getLabelsCount() > 0) {
      task.setLabels(labels);
    }
    return discovery.populate(task.build(), LaunchedTask.of(job, instance.number(), assigned));
  }

  private ExecutorInfo executor(JobInstance instance, String taskId, FrameworkID framework) {
    String source = instance.job().path().replace('/', '.') + "." + instance.number();
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
            .addResources(MesosResources.scalar("cpus", takes.cpus()))
            .addResources(MesosResources.scalar("mem", takes.ramMegabytes()));
    if (takes.diskBytes() > 0) {
      executor.addResources(MesosResources.scalar("disk", takes.diskMegabytes()));
    }
    return executor.build();
  }

  private static Label label(String key, String value) {
    return Label.newBuilder().setKey(DiscoverySettings.AURORA + key).setValue(value).build();
  }
}
