package io.herald.scheduler;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.ResolvedPort;
import io.herald.jobs.port.ResolvedPort.Origin;
import io.herald.proto.handoff.Announce.WeighingCase;
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
    boolean weighs = handoff.getAnnounce().getWeighingCase() == WeighingCase.WEIGHT;
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

  /**
   * Whether two hand-offs are of instances of one job, as far as DiscoveryInfo shows it: they
   * differ in the numbers of assigned ports, and in what isn't published.
   */
  static boolean alike(TaskHandoff one, TaskHandoff other) {
    if (one.hasAnnounce() != other.hasAnnounce()
        || !one.getAnnounce().equals(other.getAnnounce())
        || !sameCheck(one.getHealthCheck(), other.getHealthCheck())
        || one.getPortsCount() != other.getPortsCount()) {
      return false;
    }
    for (int i = 0; i < one.getPortsCount(); i++) {
      Port mine = one.getPorts(i);
      Port its = other.getPorts(i);
      boolean same =
          mine.getName().equals(its.getName())
              && mine.getOriginValue() == its.getOriginValue()
              && mine.getProtocol().equals(its.getProtocol())
              && mine.getAliasOf().equals(its.getAliasOf())
              && (mine.getNumber() == its.getNumber() || isOfOffer(its, other));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** Whether a port's number is that of an assigned one: its own, or the one that it stands for. */
  private static boolean isOfOffer(Port port, TaskHandoff handoff) {
    if (port.getOrigin() != Port.Origin.ALIAS) {
      return port.getOrigin() == Port.Origin.ASSIGNED;
    }
    for (Port end : handoff.getPortsList()) {
      if (end.getName().equals(port.getAliasOf())) {
        return end.getOrigin() == Port.Origin.ASSIGNED;
      }
    }
    return false;
  }

  /**
   * Only these parts of a check are published; the command of a shell check differs between
   * instances.
   */
  private static boolean sameCheck(
      io.herald.proto.handoff.HealthCheck one, io.herald.proto.handoff.HealthCheck other) {
    return one.getCheckerCase() == other.getCheckerCase()
        && one.getHttp().getPort().equals(other.getHttp().getPort())
        && one.getHttp().getEndpoint().equals(other.getHttp().getEndpoint())
        && one.getHttp().getTls() == other.getHttp().getTls()
        && one.getTcp().getPort().equals(other.getTcp().getPort());
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
                      Handoff.expectedCodes(check.getHttp()),
                      check.getHttp().getTls())));
      case TCP -> Optional.of(HealthCheck.of(new HealthCheck.Tcp(check.getTcp().getPort())));
      case SHELL ->
          Optional.of(HealthCheck.of(new HealthCheck.Shell(check.getShell().getShellCommand())));
      case CHECKER_NOT_SET -> Optional.empty();
    };
  }
}
