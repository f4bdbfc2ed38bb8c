package io.herald.dns.naming.records;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.NameFitter;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.names.TaskHash;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.runtime.text.Ascii;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.AnnouncedPort;
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.Publication;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The records of one published task: its addresses and its agent's under the task's name and its
 * canonical name (name, hash of the task id, tail of the agent id), and SRV records for its ports.
 *
 * <p>A task with a DiscoveryInfo name has all of them twice, see {@link TaskName#forms}. A pure
 * function of what it is given.
 */
public final class TaskRecords {

  /**
   * Ports published per task and kind. An answer over TCP ends at 65,535 bytes, which some 1,400
   * SRV records fill, so more could not be asked for; a range such as 0-65535 costs this much.
   */
  public static final int MAX_PORTS = 1024;

  /** Longest agent tail that is used as it is; a longer one would leave no room for the name. */
  private static final int MAX_TAIL = 24;

  private final NamingOptions options;
  private final Task task;
  private final InstanceAddresses own;
  private final List<InetAddress> agentAddresses;
  private final String framework;
  private final String tail;
  private final InstanceLabels labels;
  private final boolean weighted;
  private final boolean dotted;
  private final List<Integer> resourcePorts;
  private final RecordCollector records;

  private TaskRecords(
      NamingOptions options,
      Task task,
      String framework,
      List<InetAddress> agentAddresses,
      NameStatus standing,
      InstanceLabels labels,
      RecordCollector records) {
    this.options = options;
    this.task = task;
    this.framework = framework;
    this.agentAddresses = agentAddresses;
    this.labels = labels;
    this.own =
        InstanceAddresses.of(
            options.ipSources(),
            task,
            labels.address(),
            agentAddresses,
            text ->
                records.report(
                    EntityProblem.ADDRESS,
                    "\"" + text + "\" of its container is no address; left out"));
    this.dotted = standing.dotted();
    this.weighted = standing.anyWeighted() || labels.anyWeight();
    this.tail = "-" + TaskHash.of(task.id()) + "-" + agentTail(task.agentId());
    this.records = records;
    this.resourcePorts = resourcePorts();
  }

  /**
   * The task's contribution; none unless it is published.
   *
   * @param agentAddresses addresses of the task's agent; empty while its host isn't resolved
   * @param standing among the tasks of its name
   */
  public static Contribution of(
      NamingOptions options,
      Task task,
      Framework framework,
      List<InetAddress> agentAddresses,
      NameStatus standing,
      Consumer<Problem> problems) {
    String fragment = options.rules().fragment(framework.name());
    return of(options, task, framework, fragment, agentAddresses, standing, problems);
  }

  /** The same; {@code fragment} is the framework's name as in DNS. */
  public static Contribution of(
      NamingOptions options,
      Task task,
      Framework framework,
      String fragment,
      List<InetAddress> agentAddresses,
      NameStatus standing,
      Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, task.key(), problems);
    InstanceLabels labels = new InstanceLabels(task, records::report);
    if (!isPublished(options.publication(), task, labels, standing)) {
      return Contribution.NONE;
    }
    if (fragment.isEmpty()) {
      records.report(
          NameProblem.EMPTY_LABEL,
          "nothing of its framework's name \""
              + Printable.of(framework.name())
              + "\" can stand in a DNS name");
      return Contribution.NONE;
    }
    new TaskRecords(options, task, fragment, agentAddresses, standing, labels, records).collect();
    return records.contribution(labels.ttl());
  }

  /** Whether a task has records at all. */
  public static boolean isPublished(Publication publication, Task task, NameStatus standing) {
    return isPublished(publication, task, new InstanceLabels(task), standing);
  }

  public static boolean isPublished(
      Publication publication, Task task, InstanceLabels labels, NameStatus standing) {
    return publication.admits(task)
        && (publication.unhealthy() || !standing.anyHealthy() || Publication.isHealthy(task))
        && labels.isPublished(Map.of());
  }

  private void collect() {
    Optional<Discovery> discovery = TaskName.discovery(task);
    if (discovery.isEmpty() && options.forms().dotted() && dotted) {
      TaskName.dotted(options.rules(), task.name()).ifPresent(name -> collect(name, discovery));
    }
    for (String name : TaskName.forms(options.rules(), task, records::report)) {
      collect(name, discovery);
    }
  }

  /** All records for one form of the name, one label or several. */
  private void collect(String name, Optional<Discovery> discovery) {
    String canonical = canonical(name, tail);
    Optional<DnsName> canonicalName = records.name(canonical + "." + framework);
    Optional<DnsName> canonicalAgentName = records.name(canonical + "." + framework + ".slave");
    records.addresses(records.name(name + "." + framework), own.addresses());
    records.addresses(canonicalName, own.addresses());
    records.addresses(records.name(name + "." + framework + ".slave"), agentAddresses);
    records.addresses(canonicalAgentName, agentAddresses);

    resourcePorts(name, framework + ".slave", canonicalAgentName);
    if (discovery.isEmpty()) {
      resourcePorts(name, framework, canonicalAgentName);
      announcedPorts(name, canonicalName);
    } else {
      discoveryPorts(name, discovery.get().ports(), canonicalName, canonicalAgentName);
    }
  }

  private void resourcePorts(String name, String under, Optional<DnsName> target) {
    if (resourcePorts.isEmpty()) {
      return;
    }
    int priority = labels.priority(Map.of());
    int weight = weight(Map.of());
    for (String protocol : List.of("tcp", "udp")) {
      Optional<DnsName> owner = records.name("_" + name + "._" + protocol + "." + under);
      for (int port : resourcePorts) {
        records.srv(owner, priority, weight, port, target);
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
        int number = own.port((int) port.number(), port.protocol());
        records.srv(
            records.name(owner),
            labels.priority(port.labels()),
            weight(port.labels()),
            number,
            target);
      }
    }
  }

  private void discoveryPorts(
      String name,
      List<Discovery.Port> ports,
      Optional<DnsName> taskTarget,
      Optional<DnsName> agentTarget) {
    if (ports.size() > MAX_PORTS) {
      records.report(
          EntityProblem.TOO_MANY_PORTS,
          "its DiscoveryInfo has " + ports.size() + " ports; the first " + MAX_PORTS + " are used");
    }
    for (Discovery.Port port : ports.subList(0, Math.min(ports.size(), MAX_PORTS))) {
      if (port.number() < 0 || port.number() > 65535) {
        records.report(
            EntityProblem.PORT,
            "its DiscoveryInfo port \""
                + port.name()
                + "\" = "
                + port.number()
                + " is not in 1-65535");
      } else if (port.number() == 0) {
        records.report(
            EntityProblem.PORT,
            "its DiscoveryInfo port \""
                + Printable.of(port.name())
                + "\" has no number (0), and nobody can connect to that; left out");
      } else if (labels.isPublished(port.labels())) {
        boolean atAgent =
            own.isContainersByMode()
                && "host".equals(port.labels().get(InstanceLabels.NETWORK_SCOPE));
        discoveryPort(name, port, atAgent, atAgent ? agentTarget : taskTarget);
      }
    }
  }

  private void discoveryPort(
      String name, Discovery.Port port, boolean atAgent, Optional<DnsName> target) {
    int number = atAgent ? (int) port.number() : own.port((int) port.number(), port.protocol());
    int priority = labels.priority(port.labels());
    int weight = weight(port.labels());
    String protocol = options.rules().label(port.protocol());
    String portName = options.rules().label(port.name());
    int dot = options.forms().rfc2782() ? name.indexOf('.') : -1;
    for (String x : protocol.isEmpty() ? List.of("tcp", "udp") : List.of(protocol)) {
      String owner = "_" + name + "._" + x + "." + framework;
      records.srv(records.name(owner), priority, weight, number, target);
      if (!portName.isEmpty()) {
        records.srv(records.name("_" + portName + "." + owner), priority, weight, number, target);
      }
      if (dot > 0) {
        String ordered =
            "_" + name.substring(0, dot) + "._" + x + name.substring(dot) + "." + framework;
        records.srv(records.name(ordered), priority, weight, number, target);
      }
    }
  }

  private int weight(Map<String, String> portLabels) {
    if (!weighted) {
      return options.srvWeight();
    }
    OptionalInt label = labels.weight(portLabels);
    return InstanceLabels.srvWeight(label.orElse(options.srvWeight()));
  }

  private List<Integer> resourcePorts() {
    List<Integer> ports = new ArrayList<>();
    long count = 0;
    for (PortRange range : task.ports()) {
      count += range.end() - range.begin() + 1;
      for (int p = Math.max(1, range.begin()); p <= range.end() && ports.size() < MAX_PORTS; p++) {
        ports.add(p);
      }
    }
    if (count > MAX_PORTS) {
      records.report(
          EntityProblem.TOO_MANY_PORTS,
          "it has " + count + " ports; the first " + MAX_PORTS + " are used");
    }
    return ports;
  }

  /** {@code name-hash-tail}; on a name of several labels the suffix hangs on the last. */
  private static String canonical(String name, String tail) {
    int last = name.lastIndexOf('.') + 1;
    return name.substring(0, last)
        + NameFitter.label(name.substring(last), DnsName.MAX_LABEL - tail.length())
        + tail;
  }

  /** The canonical name of a task in that form, before its framework's. */
  public static String canonical(String form, Task task) {
    return canonical(form, "-" + TaskHash.of(task.id()) + "-" + agentTail(task.agentId()));
  }

  /** The end of an agent id, by which canonical names tell agents apart. */
  public static String agentTail(String agentId) {
    return NameFitter.label(
        Ascii.lowerCase(agentId.substring(agentId.lastIndexOf('-') + 1)), MAX_TAIL);
  }
}
