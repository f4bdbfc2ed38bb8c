package io.herald.services.instance;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * The labels by which a task, its DiscoveryInfo or one of its ports controls how it is published.
 * The most specific one counts: port, DiscoveryInfo, task. They may have Aurora's prefix for job
 * metadata. An invalid value counts as absent and is reported. A pure function of the task.
 */
public final class InstanceLabels {

  public static final String PREFIX = "io.herald.dns.";
  private static final String AURORA_PREFIX = "org.apache.aurora.metadata." + PREFIX;

  /** {@code agent} or {@code container}: the addresses that the task is published with. */
  public static final String ADDRESS = "address";

  /** SRV priority, 0 to 65535; lower ones are used first (RFC 2782). */
  public static final String PRIORITY = "priority";

  /** Share of the load among records of one priority, 1 to 256 as in HAProxy. */
  public static final String WEIGHT = "weight";

  /** {@code false}: no records for this task, or no SRV records for this port. */
  public static final String PUBLISH = "publish";

  /**
   * Mesosphere's label of a port: whether its number is the {@code host}'s or the {@code
   * container}'s.
   */
  public static final String NETWORK_SCOPE = "network-scope";

  /** The greatest weight. */
  public static final int MAX_WEIGHT = 256;

  private static final int MAX_PRIORITY = 65535;

  private final Map<String, String> ofTask;
  private final Map<String, String> ofDiscovery;
  private final List<Discovery.Port> ports;
  private final BiConsumer<ProblemKind, String> report;

  /** The labels of a task; invalid ones aren't reported. */
  public InstanceLabels(Task task) {
    this(task, (kind, what) -> {});
  }

  public InstanceLabels(Task task, BiConsumer<ProblemKind, String> report) {
    this.ofTask = relevant(task.labels());
    this.ofDiscovery = relevant(task.discovery().map(Discovery::labels).orElse(Map.of()));
    this.ports = task.discovery().map(Discovery::ports).orElse(List.of());
    this.report = report;
  }

  /** Whether a weight label stands anywhere on the task. */
  public boolean anyWeight() {
    if (ofTask.containsKey(WEIGHT) || ofDiscovery.containsKey(WEIGHT)) {
      return true;
    }
    for (Discovery.Port port : ports) {
      if (relevant(port.labels()).containsKey(WEIGHT)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the port with these labels, or without any the task, is published. */
  public boolean isPublished(Map<String, String> ofPort) {
    return find(PUBLISH, List.of("true", "false"), ofPort).map(Boolean::valueOf).orElse(true);
  }

  /** The addresses that the label asks for: {@code agent} or {@code container}. */
  public Optional<String> address() {
    return find(ADDRESS, List.of("agent", "container"), Map.of());
  }

  public int priority(Map<String, String> ofPort) {
    return number(PRIORITY, 0, MAX_PRIORITY, ofPort).orElse(0);
  }

  /** The share of the load, 1 to 256. */
  public OptionalInt weight(Map<String, String> ofPort) {
    return number(WEIGHT, 1, MAX_WEIGHT, ofPort);
  }

  /** The number of a label of a reader's own; empty if it has none, or none in that range. */
  public OptionalInt number(String key, int least, int most) {
    return number(key, least, most, Map.of());
  }

  private OptionalInt number(String key, int least, int most, Map<String, String> ofPort) {
    Optional<String> text = find(key, ofPort);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text.get().strip());
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    report(key, text.get(), least + " to " + most);
    return OptionalInt.empty();
  }

  private Optional<String> find(String key, List<String> allowed, Map<String, String> ofPort) {
    Optional<String> text = find(key, ofPort);
    if (text.isPresent() && !allowed.contains(text.get())) {
      report(key, text.get(), String.join(" or ", allowed));
      return Optional.empty();
    }
    return text;
  }

  private void report(String key, String text, String allowed) {
    report.accept(
        EntityProblem.LABEL,
        "its label " + PREFIX + key + " = \"" + text + "\" has no effect; write " + allowed);
  }

  private Optional<String> find(String key, Map<String, String> ofPort) {
    if (ofPort.isEmpty() && ofDiscovery.isEmpty() && ofTask.isEmpty()) {
      return Optional.empty(); // nearly always
    }
    return value(relevant(ofPort), key)
        .or(() -> value(ofDiscovery, key))
        .or(() -> value(ofTask, key));
  }

  private static Optional<String> value(Map<String, String> labels, String key) {
    return Optional.ofNullable(labels.get(key));
  }

  /** Herald's labels without their prefix; nearly always none. */
  private static Map<String, String> relevant(Map<String, String> labels) {
    Map<String, String> relevant = Map.of();
    if (labels.isEmpty()) {
      return relevant;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String key = label.getKey();
      boolean aurora = key.startsWith(AURORA_PREFIX);
      if (aurora || key.startsWith(PREFIX)) {
        relevant = relevant.isEmpty() ? new HashMap<>() : relevant;
        String own = key.substring(aurora ? AURORA_PREFIX.length() : PREFIX.length());
        if (aurora) {
          relevant.putIfAbsent(own, label.getValue());
        } else {
          relevant.put(own, label.getValue());
        }
      }
    }
    return relevant;
  }
}
