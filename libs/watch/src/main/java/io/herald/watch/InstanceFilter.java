package io.herald.watch;

import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which instances a reader wants: those for which each given condition holds. Text is compared to
 * the letter, except in a query.
 *
 * @param framework name of the framework
 * @param environment of the service; empty text: services without one
 * @param role of the Aurora job that the instance belongs to, see {@link InstanceRole}
 * @param name of the service
 * @param namePrefix how the service's name begins
 * @param portName name of one of its ports
 * @param health what its health checks say
 * @param agent id or host name of its agent
 * @param query words, each of which is part of the service's name, framework or environment, or of
 *     the instance's task id, agent's host name or agent's address; upper and lower case are the
 *     same
 */
public record InstanceFilter(
    Optional<String> framework,
    Optional<String> environment,
    Optional<String> role,
    Optional<String> name,
    Optional<String> namePrefix,
    Optional<String> portName,
    Optional<Health> health,
    Optional<String> agent,
    Optional<String> query) {

  private static final Optional<String> ANY = Optional.empty();

  /** Every instance. */
  public static final InstanceFilter ALL =
      new InstanceFilter(ANY, ANY, ANY, ANY, ANY, ANY, Optional.empty(), ANY, ANY);

  public InstanceFilter {
    query = query.map(text -> text.strip().toLowerCase(Locale.ROOT)).filter(q -> !q.isEmpty());
  }

  /** The instances of one service. */
  public static InstanceFilter of(ServiceKey service) {
    return ALL.withFramework(service.framework())
        .withName(service.name())
        .withEnvironment(service.environment());
  }

  public InstanceFilter withFramework(String value) {
    return new InstanceFilter(
        Optional.of(value), environment, role, name, namePrefix, portName, health, agent, query);
  }

  public InstanceFilter withEnvironment(String value) {
    return new InstanceFilter(
        framework, Optional.of(value), role, name, namePrefix, portName, health, agent, query);
  }

  public InstanceFilter withRole(String value) {
    return new InstanceFilter(
        framework,
        environment,
        Optional.of(value),
        name,
        namePrefix,
        portName,
        health,
        agent,
        query);
  }

  public InstanceFilter withName(String value) {
    return new InstanceFilter(
        framework,
        environment,
        role,
        Optional.of(value),
        namePrefix,
        portName,
        health,
        agent,
        query);
  }

  public InstanceFilter withNamePrefix(String value) {
    return new InstanceFilter(
        framework, environment, role, name, Optional.of(value), portName, health, agent, query);
  }

  public InstanceFilter withPortName(String value) {
    return new InstanceFilter(
        framework, environment, role, name, namePrefix, Optional.of(value), health, agent, query);
  }

  public InstanceFilter withHealth(Health value) {
    return new InstanceFilter(
        framework, environment, role, name, namePrefix, portName, Optional.of(value), agent, query);
  }

  public InstanceFilter withAgent(String value) {
    return new InstanceFilter(
        framework,
        environment,
        role,
        name,
        namePrefix,
        portName,
        health,
        Optional.of(value),
        query);
  }

  public InstanceFilter withQuery(String value) {
    return new InstanceFilter(
        framework,
        environment,
        role,
        name,
        namePrefix,
        portName,
        health,
        agent,
        Optional.of(value));
  }

  /** Whether an instance of the service can match: what the service alone decides. */
  public boolean matches(ServiceKey service) {
    return is(name, service.name())
        && is(framework, service.framework())
        && is(environment, service.environment())
        && (namePrefix.isEmpty() || service.name().startsWith(namePrefix.get()));
  }

  /** Whether each word of the query is part of the service's name, framework or environment. */
  public boolean finds(ServiceKey service) {
    if (query.isEmpty()) {
      return true;
    }
    for (String word : words()) {
      if (!contains(service, word)) {
        return false;
      }
    }
    return true;
  }

  public boolean matches(Instance instance) {
    return matches(instance.service())
        && (health.isEmpty() || health.get() == instance.health())
        && (agent.isEmpty() || isOn(instance, agent.get()))
        && (role.isEmpty() || role.equals(InstanceRole.of(instance)))
        && (portName.isEmpty() || hasPort(instance, portName.get()))
        && (query.isEmpty() || finds(instance));
  }

  /** Whether the service decides alone: either all of its instances match, or none does. */
  public boolean isOfServices() {
    return health.isEmpty()
        && agent.isEmpty()
        && role.isEmpty()
        && portName.isEmpty()
        && query.isEmpty();
  }

  /** The one service whose instances can match, if there is only one. */
  public Optional<ServiceKey> service() {
    return name.isPresent() && framework.isPresent() && environment.isPresent()
        ? Optional.of(new ServiceKey(framework.get(), name.get(), environment.get()))
        : Optional.empty();
  }

  /** The services that can match lie from here on, in {@link ServiceKeys#ORDER}. */
  public ServiceKey first() {
    return service().orElseGet(() -> ServiceKeys.lowest(name.or(() -> namePrefix).orElse("")));
  }

  /** Whether neither this service nor a later one, in {@link ServiceKeys#ORDER}, can match. */
  public boolean isBeyond(ServiceKey service) {
    if (name.isPresent()) {
      return service.name().compareTo(name.get()) > 0;
    }
    return namePrefix.isPresent()
        && service.name().compareTo(namePrefix.get()) > 0
        && !service.name().startsWith(namePrefix.get());
  }

  private static boolean is(Optional<String> wanted, String value) {
    return wanted.isEmpty() || wanted.get().equals(value);
  }

  private static boolean isOn(Instance instance, String wanted) {
    return instance.agent().id().equals(wanted) || instance.agent().hostname().equals(wanted);
  }

  private static boolean hasPort(Instance instance, String wanted) {
    boolean given =
        instance.task().discovery().isPresent()
            && instance.task().discovery().get().ports().stream()
                .anyMatch(port -> port.name().equals(wanted));
    return given
        && instance.ports(List.of()).stream().map(InstancePort::name).anyMatch(wanted::equals);
  }

  private boolean finds(Instance instance) {
    for (String word : words()) {
      if (!contains(instance.service(), word)
          && !contains(instance.task().id(), word)
          && !contains(instance.agent().hostname(), word)
          && !hasAddress(instance, word)) {
        return false;
      }
    }
    return true;
  }

  private List<String> words() {
    return List.of(query.orElse("").split("\\s+"));
  }

  private static boolean contains(ServiceKey service, String word) {
    return contains(service.name(), word)
        || contains(service.framework(), word)
        || contains(service.environment(), word);
  }

  private static boolean hasAddress(Instance instance, String word) {
    for (InetAddress address : instance.agentAddresses()) {
      if (contains(address.getHostAddress(), word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(String text, String word) {
    return text.toLowerCase(Locale.ROOT).contains(word);
  }
}
