package io.herald.render.plan;

import io.herald.services.instance.InstancePort;
import java.util.Map;
import java.util.TreeMap;

/** What Prometheus learns of a target, beside its address: {@code __meta_herald_…}. */
final class PrometheusLabels {

  private static final String PREFIX = "__meta_herald_";

  private PrometheusLabels() {}

  static Map<String, String> of(RenderItem item) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(PREFIX + "service", item.service().name());
    labels.put(PREFIX + "framework", item.service().framework());
    labels.put(PREFIX + "environment", item.service().environment());
    labels.put(PREFIX + "task_id", item.task().taskId());
    labels.put(PREFIX + "agent_hostname", item.agentHost());
    labels.put(PREFIX + "agent_id", item.agentId());
    labels.put(PREFIX + "health", item.health());
    labels.put(PREFIX + "port_name", item.port().map(InstancePort::name).orElse(""));
    item.labels().forEach((name, value) -> labels.put(PREFIX + "label_" + sanitized(name), value));
    return labels;
  }

  /** Prometheus' own rule for what names may hold. */
  private static String sanitized(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", "_");
  }
}
