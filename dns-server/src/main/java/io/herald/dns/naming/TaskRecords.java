package io.herald.dns.naming;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.Problem.Kind;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of one running task: its addresses and its agent's under the task's name and its
 * canonical name (name, hash of the task id, tail of the agent id), and SRV records for its ports.
 *
 * <p>A task with a DiscoveryInfo name has all of them twice: under that name as it is, dots making
 * labels, and under the one label that {@link LabelRules#label} makes of it. A pure function of
 * what it is given.
 */
final class TaskRecords {

  /**
   * Ports published per task and kind. An answer over TCP ends at 65,535 bytes, which some 1,400
   * SRV records fill, so more could not be asked for; a range such as 0-65535 costs this much.
   */
  static final int MAX_PORTS = 1024;

  /** Longest agent tail that is used as it is; a longer one would leave no room for the name. */
  private static final int MAX_TAIL = 24;

  private final NamingOptions options;
  private final Task task;
  private final List<InetAddress> taskAddresses;
  private final List<InetAddress> agentAddresses;
  private final String framework;
  private final String tail;
  private final List<Integer> resourcePorts;
  private final RecordCollector records;

  private TaskRecords(
      NamingOptions options,
      Task task,
      String framework,
      List<InetAddress> agentAddresses,
      RecordCollector records) {
    this.options = options;
    this.task = task;
    this.framework = framework;
    this.agentAddresses = agentAddresses;
    this.taskAddresses = IpSource.select(options.ipSources(), task, agentAddresses);
    this.tail =
        "-" + TaskHash.of(task.id()) + "-" + NameFitter.label(agentTail(task.agentId()), MAX_TAIL);
    this.records = records;
    this.resourcePorts = resourcePorts();
  }

  /**
   * The task's contribution; none unless it runs.
   *
   * @param agentAddresses addresses of the task's agent; empty while its host isn't resolved
   */
  static Contribution of(
      NamingOptions options,
      Task task,
      Framework framework,
      List<InetAddress> agentAddresses,
      Consumer<Problem> problems) {
    if (!task.state().equals(Task.RUNNING)) {
      return Contribution.NONE;
    }
    String fragment = options.rules().fragment(framework.name());
    RecordCollector records = new RecordCollector(options, task.key(), problems);
    if (fragment.isEmpty()) {
      records.report(
          Kind.EMPTY_LABEL,
          "nothing of its framework's name \"" + framework.name() + "\" can stand in a DNS name");
      return Contribution.NONE;
    }
    new TaskRecords(options, task, fragment, agentAddresses, records).collect();
    return records.contribution();
  }

  private void collect() {
    Optional<Discovery> discovery = task.discovery().filter(d -> !d.name().isEmpty());
    if (discovery.isEmpty()) {
      sanitized(task.name()).ifPresent(name -> collect(name, discovery));
      return;
    }
    String given = discovery.get().name();
    String raw = NameFitter.lowerCase(given);
    Optional<String> label = sanitized(given);
    if (!label.equals(Optional.of(raw))) {
      if (raw.startsWith(".") || raw.endsWith(".") || raw.contains("..")) {
        records.report(
            Kind.EMPTY_LABEL,
            "its discovery name \"" + given + "\" has an empty label; served without its dots");
      } else {
        collect(raw, discovery);
      }
    }
    label.ifPresent(name -> collect(name, discovery));
  }

  private Optional<String> sanitized(String name) {
    String label = options.rules().label(name);
    if (label.isEmpty()) {
      records.report(
          Kind.EMPTY_LABEL, "nothing of its name \"" + name + "\" can stand in a DNS name");
      return Optional.empty();
    }
    return Optional.of(label);
  }

  /** All records for one form of the name, one label or several. */
  private void collect(String name, Optional<Discovery> discovery) {
    String canonical = canonical(name);
    Optional<DnsName> canonicalName = records.name(canonical + "." + framework);
    Optional<DnsName> canonicalAgentName = records.name(canonical + "." + framework + ".slave");
    records.addresses(records.name(name + "." + framework), taskAddresses);
    records.addresses(canonicalName, taskAddresses);
    records.addresses(records.name(name + "." + framework + ".slave"), agentAddresses);
    records.addresses(canonicalAgentName, agentAddresses);

    resourcePorts(name, framework + ".slave", canonicalAgentName);
    if (discovery.isEmpty()) {
      resourcePorts(name, framework, canonicalAgentName);
      announcedPorts(name, canonicalName);
    } else {
      discoveryPorts(name, discovery.get().ports(), canonicalName);
    }
  }

  private void resourcePorts(String name, String under, Optional<DnsName> target) {
    if (resourcePorts.isEmpty()) {
      return;
    }
    for (String protocol : List.of("tcp", "udp")) {
      Optional<DnsName> owner = records.name("_" + name + "._" + protocol + "." + under);
      for (int port : resourcePorts) {
        records.srv(owner, port, target);
      }
    }
  }

  /**
   * The names of announced ports, for a task without a DiscoveryInfo name. Its plain SRV name has
   * the resource ports already.
   */
  private void announcedPorts(String name, Optional<DnsName> target) {
    for (Discovery.Port port : task.discovery().map(Discovery::ports).orElse(List.of())) {
      String label = options.rules().label(port.name());
      if (AnnouncedPort.is(port) && !label.isEmpty()) {
        String owner = "_" + label + "._" + name + "._" + port.protocol() + "." + framework;
        records.srv(records.name(owner), (int) port.number(), target);
      }
    }
  }

  private void discoveryPorts(String name, List<Discovery.Port> ports, Optional<DnsName> target) {
    if (ports.size() > MAX_PORTS) {
      records.report(
          Kind.TOO_MANY_PORTS,
          "its DiscoveryInfo has " + ports.size() + " ports; the first " + MAX_PORTS + " are used");
    }
    for (Discovery.Port port : ports.subList(0, Math.min(ports.size(), MAX_PORTS))) {
      if (port.number() < 0 || port.number() > 65535) {
        records.report(
            Kind.PORT,
            "its DiscoveryInfo port \""
                + port.name()
                + "\" = "
                + port.number()
                + " is not in 0-65535");
        continue;
      }
      int number = (int) port.number();
      String protocol = options.rules().label(port.protocol());
      String portName = options.rules().label(port.name());
      for (String x : protocol.isEmpty() ? List.of("tcp", "udp") : List.of(protocol)) {
        String owner = "_" + name + "._" + x + "." + framework;
        records.srv(records.name(owner), number, target);
        if (!portName.isEmpty()) {
          records.srv(records.name("_" + portName + "." + owner), number, target);
        }
      }
    }
  }

  private List<Integer> resourcePorts() {
    List<Integer> ports = new ArrayList<>();
    long count = 0;
    for (PortRange range : task.ports()) {
      count += range.end() - range.begin() + 1;
      for (int p = range.begin(); p <= range.end() && ports.size() < MAX_PORTS; p++) {
        ports.add(p);
      }
    }
    if (count > MAX_PORTS) {
      records.report(
          Kind.TOO_MANY_PORTS, "it has " + count + " ports; the first " + MAX_PORTS + " are used");
    }
    return ports;
  }

  /** {@code name-hash-tail}; on a name of several labels the suffix hangs on the last. */
  private String canonical(String name) {
    int last = name.lastIndexOf('.') + 1;
    return name.substring(0, last)
        + NameFitter.label(name.substring(last), DnsName.MAX_LABEL - tail.length())
        + tail;
  }

  private static String agentTail(String agentId) {
    return NameFitter.lowerCase(agentId.substring(agentId.lastIndexOf('-') + 1));
  }
}
