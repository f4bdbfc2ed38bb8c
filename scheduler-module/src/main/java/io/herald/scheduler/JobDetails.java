package io.herald.scheduler;

import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.aurora.AuroraDiscovery;
import io.herald.jobs.aurora.AuroraJobJson;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the extended DiscoveryInfo is made of, whatever form the job had.
 *
 * @param cluster that the data names
 * @param ports all of them, in the order of names
 * @param primaryPort absent if the job isn't announced
 * @param healthCheck absent if none checks this task
 */
record JobDetails(
    Optional<String> cluster,
    List<PortDetails> ports,
    Optional<String> primaryPort,
    Optional<HealthCheck> healthCheck,
    DiscoverySettings settings) {

  /** The primary port's name, if the job is announced with one that has no number. */
  Optional<String> unboundPrimary() {
    return primaryPort.filter(
        primary -> ports.stream().noneMatch(port -> port.port().name().equals(primary)));
  }

  /** A port, what it speaks, and the labels that the job gives it. */
  record PortDetails(ResolvedPort port, Protocol protocol, SortedMap<String, String> labels) {}

  private static final SortedMap<String, String> NO_LABELS = new TreeMap<>();

  /**
   * Reads a task's source.
   *
   * @throws IllegalArgumentException with a sentence, if it is malformed
   */
  static JobDetails of(LaunchedTask task) {
    if (task.source() instanceof JobSource.OfJob source) {
      return ofJob(task, source.job());
    }
    if (task.source() instanceof JobSource.OfHandoff source) {
      return HandoffDetails.of(source.handoff());
    }
    if (task.source() instanceof JobSource.OfAurora source) {
      return ofAurora(task, AuroraJobJson.read(source.data()), source.metadata());
    }
    return ofAurora(task, Optional.empty(), Map.of());
  }

  private static JobDetails ofJob(LaunchedTask task, Job job) {
    Collection<ResolvedPort> resolved = job.resolve(task.assignedPorts()).values();
    List<PortDetails> ports = new ArrayList<>(resolved.size());
    for (ResolvedPort port : resolved) {
      ports.add(new PortDetails(port, job.protocol(port), job.labels(port)));
    }
    return new JobDetails(
        Optional.empty(),
        ports,
        job.announce().map(Announce::primaryPort),
        job.healthCheck(),
        job.discovery());
  }

  private static JobDetails ofAurora(
      LaunchedTask task, Optional<AuroraJobJson> json, Map<String, String> given) {
    Map<String, String> metadata = new HashMap<>(given);
    json.ifPresent(job -> metadata.putAll(job.metadata()));
    AuroraDiscovery discovery = AuroraDiscovery.of(metadata);
    Map<String, ResolvedPort> resolved =
        PortResolver.resolve(
            json.map(AuroraJobJson::portmap).orElseGet(TreeMap::new), task.assignedPorts());
    List<PortDetails> ports = new ArrayList<>(resolved.size());
    for (ResolvedPort port : resolved.values()) {
      Optional<Protocol> protocol =
          Optional.ofNullable(discovery.protocols().get(port.name()))
              .or(() -> port.aliasOf().map(discovery.protocols()::get));
      ports.add(
          new PortDetails(
              port,
              protocol.orElse(Protocol.TCP),
              discovery.portLabels().getOrDefault(port.name(), NO_LABELS)));
    }
    return new JobDetails(
        json.flatMap(job -> job.identity().cluster()),
        ports,
        json.flatMap(AuroraJobJson::announce).map(Announce::primaryPort),
        json.flatMap(job -> job.healthCheck(resolved.keySet())),
        discovery.settings());
  }
}
