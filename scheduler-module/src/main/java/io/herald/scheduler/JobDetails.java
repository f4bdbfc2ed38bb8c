package io.herald.scheduler;

import io.herald.jobs.Announce;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the extended DiscoveryInfo is made of, whatever form the job had.
 *
 * @param ports all of them, in the order of names
 * @param protocols what is spoken at each
 * @param primaryPort absent if the job isn't announced
 * @param healthCheck absent if there is none that asks this task
 */
record JobDetails(
    Collection<ResolvedPort> ports,
    Function<ResolvedPort, Protocol> protocols,
    Optional<String> primaryPort,
    Optional<HealthCheck> healthCheck) {

  /**
   * Reads a task's source.
   *
   * @throws IllegalArgumentException with a sentence, if it is malformed
   */
  static JobDetails of(LaunchedTask task) {
    if (task.source() instanceof JobSource.OfJob source) {
      Job job = source.job();
      return new JobDetails(
          job.resolve(task.assignedPorts()).values(),
          job::protocol,
          job.announce().map(Announce::primaryPort),
          job.healthCheck());
    }
    if (task.source() instanceof JobSource.OfAurora source) {
      return ofAurora(task, AuroraJobJson.read(source.data()));
    }
    return ofAurora(task, Optional.empty());
  }

  private static JobDetails ofAurora(LaunchedTask task, Optional<AuroraJobJson> json) {
    Optional<Announce> announce = json.flatMap(AuroraJobJson::announce);
    Map<String, String> portmap =
        announce.<Map<String, String>>map(Announce::portmap).orElse(Map.of());
    Map<String, ResolvedPort> ports = PortResolver.resolve(portmap, task.assignedPorts());
    return new JobDetails(
        ports.values(),
        port -> Protocol.TCP,
        announce.map(Announce::primaryPort),
        json.map(AuroraJobJson::healthCheck).filter(check -> asks(check, ports)));
  }

  /** Aurora checks nothing over HTTP where there is no port {@code health}. */
  private static boolean asks(HealthCheck check, Map<String, ResolvedPort> ports) {
    return !(check.checker() instanceof HealthCheck.Http http) || ports.containsKey(http.port());
  }
}
