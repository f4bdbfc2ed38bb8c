package io.herald.client.model;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which instances are meant. Each method narrows it down: an instance must fit everything.
 *
 * <pre>{@code
 * InstanceSelection.all().framework("TwitterScheduler").environment("test").port("http")
 * }</pre>
 *
 * @param filters of the API, by its names of them
 * @param service the one service that is meant; empty if it isn't one
 */
public record InstanceSelection(Map<String, String> filters, Optional<ServiceName> service) {

  public InstanceSelection {
    filters = Map.copyOf(filters);
    requireNonNull(service, "service");
  }

  /** Every instance of every service. */
  public static InstanceSelection all() {
    return new InstanceSelection(Map.of(), Optional.empty());
  }

  /** The instances of one service, or of all services of that name if it names no framework. */
  public static InstanceSelection of(ServiceName service) {
    InstanceSelection selection =
        new InstanceSelection(Map.of(), Optional.of(service)).with("name", service.name());
    return service.framework().map(selection::framework).orElse(selection);
  }

  /** Of frameworks of that name. */
  public InstanceSelection framework(String name) {
    return with("framework", name);
  }

  /** Of that environment. */
  public InstanceSelection environment(String name) {
    return with("environment", name);
  }

  /** Of frameworks of that role. */
  public InstanceSelection role(String name) {
    return with("role", name);
  }

  /** Of services whose name begins so. */
  public InstanceSelection prefix(String start) {
    return with("prefix", start);
  }

  /** With a port of that name. */
  public InstanceSelection port(String name) {
    return with("port", name);
  }

  /** Whose health checks say that. */
  public InstanceSelection health(ServiceInstance.Health health) {
    return with("health", health.name().toLowerCase(Locale.ROOT));
  }

  /** On the agent of that id or host name. */
  public InstanceSelection agent(String agent) {
    return with("agent", agent);
  }

  /** That a search for these words finds. */
  public InstanceSelection search(String words) {
    return with("q", words);
  }

  /** Whether an instance that fits the API's filters is one of these. */
  public boolean accepts(ServiceInstance instance) {
    return service.map(name -> name.matches(instance.service())).orElse(true);
  }

  /** The filters as a URL's query, without a question mark; empty if there are none. */
  public String query() {
    return new TreeMap<>(filters)
        .entrySet().stream()
            .map(filter -> filter.getKey() + "=" + ServiceName.encode(filter.getValue()))
            .collect(Collectors.joining("&"));
  }

  /** For logs. */
  @Override
  public String toString() {
    return service
        .map(ServiceName::key)
        .orElseGet(() -> filters.isEmpty() ? "all instances" : query());
  }

  private InstanceSelection with(String filter, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "filter \"" + filter + "\" is empty; leave it out to select all");
    }
    Map<String, String> all = new TreeMap<>(filters);
    all.put(filter, value);
    return new InstanceSelection(all, service);
  }
}
