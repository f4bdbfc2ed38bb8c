package io.herald.dns.naming.records;

import io.herald.catalog.model.Framework;
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
import io.herald.services.instance.InstanceAddresses;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.InstancePorts;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
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

  /** Label of a task: seconds that its records may be cached; of one name, the least counts. */
  public static final String TTL = "ttl";

  /** Longest agent tail that is used unchanged; a longer one would leave no room for the name. */
  private static final int MAX_TAIL = 24;

  private static final List<String> BOTH = List.of("tcp", "udp");

  /** Bytes that a task's names have beside those of their parts: labels' lengths, "slave". */
  private static final int LONGER = 10;

  /** Bytes of an address record beside its owner. */
  private static final int ADDRESS = 8;

  /** Bytes of an SRV record beside owner and target: its numbers, port and protocol. */
  private static final int SERVICE = 24;

  private final NamingOptions options;
  private final Task task;
  private final InstanceAddresses own;
  private final List<InetAddress> agentAddresses;
  private final RecordCollector.Base framework;

  /** Where the agent's addresses are, below the framework's name spelled before it. */
  private final RecordCollector.Base atAgents;

  private final Optional<String> environment;
  private final String tail;
  private final InstanceLabels labels;
  private final boolean weighted;
  private final boolean dotted;
  private final boolean discovered;
  private final List<Integer> resourcePorts;
  private final List<InstancePort> namedPorts;
  private final RecordCollector records;

  /** Where the names of ports are spelled, one after the other. */
  private final StringBuilder spelled = new StringBuilder(DnsName.MAX_LABEL);

  private TaskRecords(
      NamingOptions options,
      Task task,
      String framework,
      Optional<String> environment,
      List<InetAddress> agentAddresses,
      NameStatus status,
      InstanceLabels labels,
      RecordCollector records) {
    this.options = options;
    this.task = task;
    this.environment = environment;
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
                    "\"" + text + "\" of its container is not an address; left out"));
    this.dotted = status.dotted();
    this.discovered = ServiceKey.discovery(task).isPresent();
    this.weighted = status.anyWeighted() || labels.anyWeight();
    this.tail = tail(task);
    this.records = records;
    this.resourcePorts = InstancePorts.ofResources(task, records::report);
    this.namedPorts = InstancePorts.named(task, own, labels, records::report);
    reserve(framework);
    this.framework = records.base(framework);
    this.atAgents = records.base(framework + ".slave");
  }

  /**
   * The task's contribution; none unless it is published.
   *
   * @param fragment the framework's name as in DNS
   * @param environment as it is given; the task has names there too if it is configured
   * @param agentAddresses addresses of the task's agent; empty until its host is resolved
   * @param status of the task's name
   */
  public static Contribution of(
      NamingOptions options,
      Task task,
      Framework framework,
      String fragment,
      String environment,
      List<InetAddress> agentAddresses,
      NameStatus status,
      Consumer<Problem> problems) {
    RecordCollector records = new RecordCollector(options, task.key(), problems);
    InstanceLabels labels = new InstanceLabels(task, records::report);
    if (!options.publication().publishes(task, labels, status.anyHealthy())) {
      return Contribution.NONE;
    }
    if (fragment.isEmpty()) {
      records.report(
          NameProblem.EMPTY_LABEL,
          "its framework's name \""
              + Printable.of(framework.name())
              + "\" has no character that a DNS name may contain");
      return Contribution.NONE;
    }
    new TaskRecords(
            options,
            task,
            fragment,
            options.environments().configured(environment),
            agentAddresses,
            status,
            labels,
            records)
        .collect();
    return records.contribution(labels.number(TTL, 0, Integer.MAX_VALUE));
  }

  /** Whether a task has records at all. */
  public static boolean isPublished(Publication publication, Task task, NameStatus status) {
    return publication.publishes(task, new InstanceLabels(task), status.anyHealthy());
  }

  /** Room for what is nearly always collected, so that it isn't copied while it grows. */
  private void reserve(String framework) {
    String name = ServiceKey.name(task);
    int forms = name.indexOf('.') < 0 ? 1 : 2;
    // What a framework gives as a name may be of any length.
    int given = Math.min(DnsName.MAX_LENGTH, name.length() + framework.length());
    int owner = given + options.domain().length() + LONGER;
    int target = owner + tail.length();
    int addresses = 2 * (own.addresses().size() + agentAddresses.size());
    int services = resourcePorts.size() * (discovered ? 2 : 4) + namedPorts.size() * 2;
    int bytes = addresses * (target + ADDRESS) + services * (owner + target + SERVICE);
    records.reserve(forms * (addresses + services), forms * bytes);
  }

  private void collect() {
    if (!discovered && options.forms().dotted() && dotted) {
      TaskName.dotted(options.rules(), task.name()).ifPresent(this::collect);
    }
    for (String name : TaskName.forms(options.rules(), task, records::report)) {
      collect(name);
      environment.filter(of -> hasNameIn(of, name)).ifPresent(of -> collect(name, of));
    }
  }

  /** Whether one form of the name is the task's own in its environment. */
  private boolean hasNameIn(String of, String name) {
    if (options.isOwn(name)) {
      records.report(
          NameProblem.ENVIRONMENT,
          "it has no name in the environment "
              + of
              + ": \""
              + name
              + "\" is one of the server's own; give it another name");
      return false;
    } else if (options.environments().isImported(of, options.rules().label(name))) {
      records.report(
          NameProblem.ENVIRONMENT,
          "it has no name in the environment "
              + of
              + ": \""
              + name
              + "\" is imported there; rename it, or give the import another name");
      return false;
    }
    return true;
  }

  /** What the environment's clients ask for: the name without the framework's. */
  private void collect(String name, String of) {
    CharSequence canonical = canonical(name);
    RecordCollector.Base under = records.base(of);
    records.addresses(records.name(name, under), own.addresses());
    ports(name, under, records.name(canonical, framework), records.name(canonical, atAgents));
  }

  /** All records for one form of the name, one label or several. */
  private void collect(String name) {
    CharSequence canonical = canonical(name);
    int canonicalName = records.name(canonical, framework);
    int canonicalAgentName = records.name(canonical, atAgents);
    records.addresses(records.name(name, framework), own.addresses());
    records.addresses(canonicalName, own.addresses());
    records.addresses(records.name(name, atAgents), agentAddresses);
    records.addresses(canonicalAgentName, agentAddresses);

    resourcePorts(name, atAgents, canonicalAgentName);
    ports(name, framework, canonicalName, canonicalAgentName);
  }

  /** The SRV records below {@code under}. */
  private void ports(
      String name, RecordCollector.Base under, int canonicalName, int canonicalAgentName) {
    if (discovered) {
      for (InstancePort port : namedPorts) {
        discoveryPort(name, under, port, port.atAgent() ? canonicalAgentName : canonicalName);
      }
    } else {
      resourcePorts(name, under, canonicalAgentName);
      for (InstancePort port : namedPorts) {
        announcedPort(name, under, port, canonicalName);
      }
    }
  }

  private void resourcePorts(String name, RecordCollector.Base under, int target) {
    if (resourcePorts.isEmpty()) {
      return;
    }
    int priority = labels.priority(Map.of());
    int weight = weight(labels.weight(Map.of()));
    for (String protocol : BOTH) {
      int owner = records.name(service(name, protocol), under);
      for (int port : resourcePorts) {
        records.srv(owner, priority, weight, port, target);
      }
    }
  }

  /**
   * The name of a port that was announced for a task without a DiscoveryInfo name. The task's plain
   * SRV name has the resource ports already.
   */
  private void announcedPort(
      String name, RecordCollector.Base under, InstancePort port, int target) {
    String label = options.rules().label(port.name());
    if (!label.isEmpty()) {
      records.srv(
          records.name(service(label, name).append("._").append(port.protocol()), under),
          port.priority(),
          weight(port.weight()),
          port.number(),
          target);
    }
  }

  private void discoveryPort(
      String name, RecordCollector.Base under, InstancePort port, int target) {
    int weight = weight(port.weight());
    String protocol = options.rules().label(port.protocol());
    String portName = options.rules().label(port.name());
    int dot = options.forms().rfc2782() ? name.indexOf('.') : -1;
    for (String x : protocol.isEmpty() ? BOTH : List.of(protocol)) {
      RecordCollector.Base owner = records.base(service(name, x), under);
      srv(records.name(owner), port, weight, target);
      if (!portName.isEmpty()) {
        srv(records.name(spell().append(portName), owner), port, weight, target);
      }
      if (dot > 0) {
        spell().append(name, 0, dot).append("._").append(x).append(name, dot, name.length());
        srv(records.name(spelled, under), port, weight, target);
      }
    }
  }

  /** {@code _name._protocol}, until another name is spelled. */
  private StringBuilder service(String name, String protocol) {
    return spell().append(name).append("._").append(protocol);
  }

  /** Begins another name, with an underscore. */
  private StringBuilder spell() {
    spelled.setLength(0);
    return spelled.append('_');
  }

  private void srv(int owner, InstancePort port, int weight, int target) {
    records.srv(owner, port.priority(), weight, port.number(), target);
  }

  private int weight(OptionalInt label) {
    return weighted ? srvWeight(label.orElse(options.srvWeight())) : options.srvWeight();
  }

  /**
   * SRV weights on the scale of a weight label. HAProxy makes {@code weight / 256 + 1} of an SRV
   * weight, and takes a server with 0 out; so 1 to 256 there are 255, 511, … 65535 here.
   */
  public static int srvWeight(int weight) {
    return 256 * Math.max(1, Math.min(weight, InstanceLabels.MAX_WEIGHT)) - 1;
  }

  /** {@link #canonical(String, Task)}, until another name is spelled. */
  private CharSequence canonical(String name) {
    spelled.setLength(0);
    return canonical(name, tail, spelled);
  }

  /** {@code name-hash-tail}; on a name of several labels the suffix hangs on the last. */
  private static StringBuilder canonical(String name, String tail, StringBuilder spelled) {
    int last = name.lastIndexOf('.') + 1;
    return spelled
        .append(name, 0, last)
        .append(NameFitter.label(name.substring(last), DnsName.MAX_LABEL - tail.length()))
        .append(tail);
  }

  /** The canonical name of a task in that form, before its framework's. */
  public static String canonical(String form, Task task) {
    return canonical(form, tail(task), new StringBuilder()).toString();
  }

  private static String tail(Task task) {
    return "-" + TaskHash.of(task.id()) + "-" + agentTail(task.agentId());
  }

  /** The end of an agent id, which distinguishes agents in canonical names. */
  public static String agentTail(String agentId) {
    return NameFitter.label(
        Ascii.lowerCase(agentId.substring(agentId.lastIndexOf('-') + 1)), MAX_TAIL);
  }
}
