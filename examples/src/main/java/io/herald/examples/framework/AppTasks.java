package io.herald.examples.framework;

import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.MesosCheck;
import io.herald.jobs.marathon.PortDefinition;
import io.herald.jobs.port.Protocol;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.HealthCheck;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Makes the TaskInfo of an app's instance as Marathon makes it: a command that Mesos' own executor
 * runs, the name reversed with dots, the app's labels at the task, and those of its ports in
 * DiscoveryInfo, which is for the framework alone.
 */
final class AppTasks {

  private final FrameworkOptions options;
  private final Clock clock;

  /** When the version in force was launched first, which is what it is called. */
  private final Map<String, Version> versions = new HashMap<>();

  private record Version(AppDefinition app, Instant since) {}

  @Inject
  AppTasks(FrameworkOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  /**
   * The task of one instance.
   *
   * @param assigned numbers from the offer, for all of the app's {@code requestedPorts}
   */
  TaskInfo of(AppDefinition app, String taskId, Offer offer, Map<String, Integer> assigned) {
    String name = app.id().hostname();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(name)
            .setTaskId(TaskID.newBuilder().setValue(taskId))
            .setAgentId(offer.getAgentId())
            .addResources(MesosResources.scalar("cpus", app.resources().cpus()))
            .addResources(MesosResources.scalar("mem", app.resources().ramMegabytes()))
            .setCommand(command(app, taskId, offer.getHostname(), assigned))
            .setDiscovery(
                DiscoveryInfo.newBuilder()
                    .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
                    .setName(name)
                    .setPorts(ports(app, assigned)));
    if (app.resources().diskBytes() > 0) {
      task.addResources(MesosResources.scalar("disk", app.resources().diskMegabytes()));
    }
    if (!assigned.isEmpty()) {
      task.addResources(MesosResources.ports(assigned.values()));
    }
    if (!app.labels().isEmpty()) {
      task.setLabels(labels(app.labels()));
    }
    app.killGracePeriod()
        .ifPresent(
            grace ->
                task.setKillPolicy(
                    KillPolicy.newBuilder()
                        .setGracePeriod(
                            DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))));
    app.healthCheck().ifPresent(check -> task.setHealthCheck(healthCheck(check, assigned)));
    return task.build();
  }

  private CommandInfo command(
      AppDefinition app, String taskId, String hostname, Map<String, Integer> assigned) {
    Environment.Builder environment = Environment.newBuilder();
    SortedMap<String, String> variables = new TreeMap<>(options.executorEnvironment());
    variables.putAll(AppEnvironment.of(app, version(app), taskId, hostname, assigned));
    variables.forEach(
        (name, value) ->
            environment.addVariables(
                Environment.Variable.newBuilder().setName(name).setValue(value)));
    CommandInfo.Builder command =
        CommandInfo.newBuilder().setValue(app.command()).setEnvironment(environment);
    app.user().ifPresent(command::setUser);
    return command.build();
  }

  /** Whoever scales an app leaves its version as it is. */
  private Instant version(AppDefinition app) {
    AppDefinition alone = app.withInstances(0);
    return versions
        .compute(
            app.path(),
            (path, known) ->
                known != null && known.app().equals(alone)
                    ? known
                    : new Version(alone, clock.instant()))
        .since();
  }

  private static Ports ports(AppDefinition app, Map<String, Integer> assigned) {
    Ports.Builder ports = Ports.newBuilder();
    for (int i = 0; i < app.ports().size(); i++) {
      PortDefinition port = app.ports().get(i);
      for (Protocol protocol : port.protocols()) {
        Port.Builder built =
            Port.newBuilder()
                .setNumber(assigned.get(AppDefinition.portVariable(i)))
                .setProtocol(protocol == Protocol.TCP ? "tcp" : "udp");
        port.name().ifPresent(built::setName);
        if (!port.labels().isEmpty()) {
          built.setLabels(labels(port.labels()));
        }
        ports.addPorts(built);
      }
    }
    return ports.build();
  }

  private static Labels labels(SortedMap<String, String> labels) {
    Labels.Builder built = Labels.newBuilder();
    labels.forEach((key, value) -> built.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    return built.build();
  }

  private static HealthCheck healthCheck(MesosCheck check, Map<String, Integer> assigned) {
    HealthCheck.Builder built =
        HealthCheck.newBuilder()
            .setDelaySeconds(seconds(check.delay()))
            .setGracePeriodSeconds(seconds(check.gracePeriod()))
            .setIntervalSeconds(seconds(check.interval()))
            .setTimeoutSeconds(seconds(check.timeout()))
            .setConsecutiveFailures(check.maxConsecutiveFailures());
    if (check.question() instanceof MesosCheck.Http http) {
      built.setType(HealthCheck.Type.HTTP);
      HealthCheck.HTTPCheckInfo.Builder asked =
          built
              .getHttpBuilder()
              .setScheme(http.tls() ? "https" : "http")
              .setPort(number(http.target(), assigned));
      http.path().ifPresent(asked::setPath);
    } else if (check.question() instanceof MesosCheck.Tcp tcp) {
      built.setType(HealthCheck.Type.TCP);
      built.getTcpBuilder().setPort(number(tcp.target(), assigned));
    } else if (check.question() instanceof MesosCheck.Command command) {
      built.setType(HealthCheck.Type.COMMAND);
      built.setCommand(CommandInfo.newBuilder().setValue(command.value()));
    }
    return built.build();
  }

  private static int number(MesosCheck.Target target, Map<String, Integer> assigned) {
    return target
        .index()
        .map(index -> assigned.get(AppDefinition.portVariable(index)))
        .orElse(target.number());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
