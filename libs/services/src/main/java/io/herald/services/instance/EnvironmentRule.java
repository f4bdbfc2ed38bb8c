package io.herald.services.instance;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import java.util.Map;
import java.util.Optional;

/**
 * Where a task's environment comes from: its DiscoveryInfo, else a label of its own, else its
 * framework.
 *
 * @param label key of that label; empty: labels say nothing of it
 * @param frameworks environments by the name of a framework, as it is given
 */
public record EnvironmentRule(Optional<String> label, Map<String, String> frameworks) {

  /** The DiscoveryInfo's alone. */
  public static final EnvironmentRule DISCOVERY = new EnvironmentRule(Optional.empty(), Map.of());

  public EnvironmentRule {
    requireNonNull(label, "label");
    frameworks = Map.copyOf(frameworks);
  }

  /**
   * The task's environment, as it is given; empty if it has none.
   *
   * @param framework name of its framework; empty if it isn't known
   */
  public String of(Task task, String framework) {
    String own = task.discovery().map(Discovery::environment).orElse("");
    if (own.isEmpty() && label.isPresent()) {
      own = task.discovery().map(Discovery::labels).map(all -> all.get(label.get())).orElse("");
      if (own.isEmpty()) {
        own = task.labels().getOrDefault(label.get(), "");
      }
    }
    return own.isEmpty() && !frameworks.isEmpty() ? frameworks.getOrDefault(framework, "") : own;
  }
}
