package io.herald.watch.targets;

import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of a target, which Prometheus' relabelling reads: {@code __meta_herald_…}. Whatever
 * the labels of a task are named, each name here is one that Prometheus takes: letters, digits and
 * underscores. Pure functions.
 */
public final class TargetLabels {

  private static final String PREFIX = "__meta_herald_";

  private TargetLabels() {}

  /**
   * The labels of an instance.
   *
   * @param port that is scraped; empty if the instance has none
   */
  public static Map<String, String> of(Instance instance, Optional<InstancePort> port) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(PREFIX + "service", instance.service().name());
    labels.put(PREFIX + "framework", instance.service().framework());
    labels.put(PREFIX + "framework_id", instance.framework().id());
    labels.put(PREFIX + "environment", instance.service().environment());
    labels.put(PREFIX + "task_id", instance.task().id());
    labels.put(PREFIX + "state", instance.state());
    labels.put(PREFIX + "health", instance.health().name().toLowerCase(Locale.ROOT));
    labels.put(PREFIX + "agent_id", instance.agent().id());
    labels.put(PREFIX + "agent_hostname", instance.agent().hostname());
    add(labels, "label_", instance.labels());
    if (port.isPresent()) {
      labels.put(PREFIX + "port_name", port.get().name());
      labels.put(PREFIX + "port_number", Integer.toString(port.get().number()));
      labels.put(PREFIX + "port_protocol", port.get().protocol().toLowerCase(Locale.ROOT));
      add(labels, "port_label_", port.get().labels());
    }
    return labels;
  }

  /** Of names that become the same, the one that needs no change is taken, or else the first. */
  private static void add(Map<String, String> to, String kind, Map<String, String> labels) {
    List<String> names = new ArrayList<>(labels.keySet());
    names.sort(
        (a, b) -> {
          int changed = Boolean.compare(!valid(a).equals(a), !valid(b).equals(b));
          return changed != 0 ? changed : a.compareTo(b);
        });
    for (String name : names) {
      to.putIfAbsent(PREFIX + kind + valid(name), labels.getOrDefault(name, ""));
    }
  }

  private static String valid(String name) {
    StringBuilder valid = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean taken =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      valid.append(taken ? c : '_');
    }
    return valid.toString();
  }
}
