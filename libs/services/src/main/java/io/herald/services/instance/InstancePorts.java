package io.herald.services.instance;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.runtime.text.Printable;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The ports of one task. Named ones are those of its DiscoveryInfo, or if that doesn't name the
 * task, those that were announced for it; the others are among its resources. Pure functions.
 */
public final class InstancePorts {

  /**
   * Ports published per task and kind. An answer over TCP ends at 65,535 bytes, which some 1,400
   * SRV records fill, so more could not be asked for; a range such as 0-65535 costs this much.
   */
  public static final int MAX_PORTS = 1024;

  private static final String SCOPE_HOST = "host";

  private InstancePorts() {}

  /**
   * The port for who names none: the primary one, else the first that isn't UDP's, else the first.
   * Which is first is the framework's choice; Aurora sorts by name.
   */
  public static Optional<InstancePort> primary(List<InstancePort> ports) {
    return first(ports, InstancePort::isPrimary)
        .or(() -> first(ports, port -> !port.isUdp()))
        .or(() -> first(ports, port -> true));
  }

  private static Optional<InstancePort> first(
      List<InstancePort> ports, Predicate<InstancePort> wanted) {
    return ports.stream().filter(wanted).findFirst();
  }

  /**
   * The ports with names.
   *
   * @param addresses at which they are reached
   * @param report gets what can't be published
   */
  public static List<InstancePort> named(
      Task task,
      InstanceAddresses addresses,
      InstanceLabels labels,
      BiConsumer<ProblemKind, String> report) {
    List<Discovery.Port> given = task.discovery().map(Discovery::ports).orElse(List.of());
    if (given.isEmpty()) {
      return List.of();
    }
    List<InstancePort> ports = new ArrayList<>(Math.min(given.size(), MAX_PORTS));
    if (ServiceKey.discovery(task).isEmpty()) {
      for (Discovery.Port port : given) {
        if (AnnouncedPort.is(port)) {
          ports.add(port(port, addresses, labels));
        }
      }
      return ports;
    }
    if (given.size() > MAX_PORTS) {
      report.accept(
          EntityProblem.TOO_MANY_PORTS,
          "its DiscoveryInfo has " + given.size() + " ports; the first " + MAX_PORTS + " are used");
    }
    for (Discovery.Port port : given.subList(0, Math.min(given.size(), MAX_PORTS))) {
      if (port.number() < 0 || port.number() > 65535) {
        report.accept(
            EntityProblem.PORT,
            "its DiscoveryInfo port \""
                + port.name()
                + "\" = "
                + port.number()
                + " is not in 1-65535");
      } else if (port.number() == 0) {
        report.accept(
            EntityProblem.PORT,
            "its DiscoveryInfo port \""
                + Printable.of(port.name())
                + "\" has number 0, which cannot be connected to; left out");
      } else if (labels.isPublished(port.labels())) {
        ports.add(port(port, addresses, labels));
      }
    }
    return ports;
  }

  private static InstancePort port(
      Discovery.Port port, InstanceAddresses addresses, InstanceLabels labels) {
    boolean atAgent =
        addresses.isContainersByMode()
            && SCOPE_HOST.equals(port.labels().get(InstanceLabels.NETWORK_SCOPE));
    int number = (int) port.number();
    return new InstancePort(
        port.name(),
        atAgent ? number : addresses.port(number, port.protocol()),
        port.protocol(),
        atAgent,
        port.labels(),
        labels.priority(port.labels()),
        labels.weight(port.labels()),
        AnnouncedPort.is(port) ? FactSource.ANNOUNCEMENT : FactSource.DISCOVERY_INFO);
  }

  /**
   * The port numbers among the task's resources, which are the agent's.
   *
   * @param report gets it if there are too many
   */
  public static List<Integer> ofResources(Task task, BiConsumer<ProblemKind, String> report) {
    if (task.ports().isEmpty()) {
      return List.of();
    }
    List<Integer> ports = new ArrayList<>();
    long count = 0;
    for (PortRange range : task.ports()) {
      count += range.end() - range.begin() + 1;
      for (int p = Math.max(1, range.begin()); p <= range.end() && ports.size() < MAX_PORTS; p++) {
        ports.add(p);
      }
    }
    if (count > MAX_PORTS) {
      report.accept(
          EntityProblem.TOO_MANY_PORTS,
          "it has " + count + " ports; the first " + MAX_PORTS + " are used");
    }
    return ports;
  }
}
