package io.herald.scheduler;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import io.herald.jobs.port.ResolvedPort.Origin;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.scheduler.JobDetails.PortDetails;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The details that a hand-off of ours holds. Labels, version and visibility don't travel in it: a
 * scheduler of ours has written them into the TaskInfo before.
 */
final class HandoffDetails {

  private HandoffDetails() {}

  static JobDetails of(TaskHandoff handoff) {
    List<PortDetails> ports =
        handoff.getPortsList().stream()
            .sorted(Comparator.comparing(Port::getName))
            .map(HandoffDetails::port)
            .toList();
    boolean weighs = handoff.hasAnnounce() && handoff.getAnnounce().hasWeight();
    return new JobDetails(
        Optional.empty(),
        ports,
        handoff.hasAnnounce()
            ? Optional.of(handoff.getAnnounce().getPrimaryPort())
            : Optional.empty(),
        healthCheck(handoff),
        new DiscoverySettings(
            Optional.empty(),
            weighs ? OptionalDouble.of(handoff.getAnnounce().getWeight()) : OptionalDouble.empty(),
            Optional.empty(),
            new TreeMap<>()));
  }

  private static PortDetails port(Port port) {
    Origin origin =
        switch (port.getOrigin()) {
          case ALIAS -> Origin.ALIAS;
          case STATIC -> Origin.STATIC;
          case ASSIGNED, ORIGIN_UNSPECIFIED, UNRECOGNIZED -> Origin.ASSIGNED;
        };
    return new PortDetails(
        new ResolvedPort(
            port.getName(),
            port.getNumber(),
            origin,
            Optional.of(port.getAliasOf()).filter(name -> !name.isEmpty())),
        Protocol.of(port.getProtocol()).orElse(Protocol.TCP),
        new TreeMap<>());
  }

  private static Optional<HealthCheck> healthCheck(TaskHandoff handoff) {
    io.herald.proto.handoff.HealthCheck check = handoff.getHealthCheck();
    return switch (check.getCheckerCase()) {
      case HTTP ->
          Optional.of(
              HealthCheck.of(
                  new HealthCheck.Http(
                      check.getHttp().getPort(),
                      check.getHttp().getEndpoint(),
                      check.getHttp().getExpectedResponse(),
                      check.getHttp().getExpectedResponseCode())));
      case TCP -> Optional.of(HealthCheck.of(new HealthCheck.Tcp(check.getTcp().getPort())));
      case SHELL ->
          Optional.of(HealthCheck.of(new HealthCheck.Shell(check.getShell().getShellCommand())));
      case CHECKER_NOT_SET -> Optional.empty();
    };
  }
}
