package io.herald.render.plan;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.targets.ScrapeTarget;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * An instance as files show it: one port of it, if it has any.
 *
 * @param address the first of {@code addresses}
 * @param addresses numeric, those of IPv4 first; at least one
 * @param port the one that the query names, or the primary one; empty if it has none
 * @param ports all of them
 * @param health what its checks say, as configurations write it
 * @param weight 1 to 256; empty if nobody in its query asks for one
 * @param backup whether others of its query are to be used before it
 * @param targets where Prometheus scrapes it
 */
record RenderItem(
    Task.Id task,
    ServiceKey service,
    String agentHost,
    String agentId,
    String address,
    List<String> addresses,
    Optional<InstancePort> port,
    List<InstancePort> ports,
    Map<String, String> labels,
    String health,
    String state,
    OptionalInt weight,
    int priority,
    boolean backup,
    List<ScrapeTarget> targets) {

  RenderItem {
    requireNonNull(task, "task");
    requireNonNull(service, "service");
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    targets = List.copyOf(targets);
    labels = new TreeMap<>(labels);
  }

  /** The same among others: with a weight if they have some, and as a backup if it comes after. */
  RenderItem among(boolean weighted, int leastPriority) {
    return new RenderItem(
        task,
        service,
        agentHost,
        agentId,
        address,
        addresses,
        port,
        ports,
        labels,
        health,
        state,
        weighted ? OptionalInt.of(weight.orElse(1)) : OptionalInt.empty(),
        priority,
        priority > leastPriority,
        targets);
  }

  /** {@code 10.0.0.1:31000}, {@code [fd00::1]:31000}; empty without a port. */
  Optional<String> endpoint() {
    return port.map(
        of -> (address.contains(":") ? "[" + address + "]" : address) + ":" + of.number());
  }

  /** For messages: {@code task ID of framework:service}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "task %s of %s", task.taskId(), service.name());
  }
}
