package io.herald.jobs.handoff;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.JobKey;
import io.herald.jobs.TemplateValues;
import io.herald.jobs.aurora.AuroraDataException;
import io.herald.jobs.aurora.AuroraDiscovery;
import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import io.herald.proto.handoff.TaskHandoff;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hand-off of a task of Aurora's. */
final class AuroraHandoff {

  private static final Logger log = LoggerFactory.getLogger(AuroraHandoff.class);

  private AuroraHandoff() {}

  /**
   * The hand-off.
   *
   * @throws IllegalArgumentException with a sentence, if the task can't be run as it is given
   */
  static TaskHandoff of(AuroraTask task, LaunchContext context) {
    String data =
        task.executorData()
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "AssignedTask has no executorConfig.data; the job's JSON stands there"));
    AuroraJobJson json =
        AuroraJobJson.read(data)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the executor's data is not a job of Aurora's: that is a JSON object with a"
                            + " key \"task\""));
    Optional<String> cluster = json.identity().cluster().or(context::cluster);
    if (task.instance() < 0) {
      throw new IllegalArgumentException(
          "the instance is " + task.instance() + "; it must be 0 or more");
    }
    SortedMap<String, ResolvedPort> ports =
        PortResolver.resolve(json.portmap(), task.assignedPorts());
    Map<String, String> values =
        TemplateValues.of(
            cluster,
            task.role(),
            task.environment(),
            task.name(),
            task.instance(),
            task.taskId(),
            task.hostname(),
            ports.values());
    TaskHandoff.Builder handoff =
        TaskHandoff.newBuilder()
            .setVersion(Handoff.VERSION)
            .setInstance(task.instance())
            .setCommand(json.processes().command(values));
    handoff.setJob(
        Handoff.key(new JobKey(cluster.orElse(""), task.role(), task.environment(), task.name())));
    ports.values().forEach(port -> handoff.addPorts(Handoff.port(port, Protocol.TCP)));
    json.announce().ifPresent(block -> handoff.setAnnounce(Handoff.announce(block, said(task))));
    json.healthCheck(ports.keySet())
        .ifPresent(check -> handoff.setHealthCheck(Handoff.healthCheck(check, values)));
    handoff
        .getLifecycleBuilder()
        .setFinalizationWaitSecs(Handoff.seconds(json.processes().finalizationWait()));
    json.lifecycle()
        .filter(http -> ports.containsKey(http.port()))
        .ifPresent(http -> handoff.getLifecycleBuilder().setHttp(Handoff.http(http)));
    return handoff.build();
  }

  /** By the metadata; malformed ones do not refuse a task and are ignored. */
  private static DiscoverySettings said(AuroraTask task) {
    try {
      return AuroraDiscovery.of(task.metadata()).settings();
    } catch (AuroraDataException e) {
      log.warn("{}: its weight and labels are not used: {}", task.taskId(), e.getMessage());
      return DiscoverySettings.NONE;
    }
  }
}
