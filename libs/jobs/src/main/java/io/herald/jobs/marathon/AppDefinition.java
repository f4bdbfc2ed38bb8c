package io.herald.jobs.marathon;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.jobs.Launchable;
import io.herald.jobs.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An app of Marathon's that is a command on the agent's own network.
 *
 * @param instances 0: suspended
 * @param command shell command line, which finds its ports as {@code PORT0}, {@code PORT1}, …
 * @param environment variables for it, besides those that Marathon gives
 * @param labels of the tasks: {@code HAPROXY_GROUP}, …
 * @param ports each gets a number from the offer
 * @param healthCheck absent: a task counts as healthy while it runs
 * @param killGracePeriod from SIGTERM to SIGKILL; absent: the agent's setting
 * @param user that the command runs as; absent: the framework's
 */
public record AppDefinition(
    AppPath id,
    int instances,
    String command,
    SortedMap<String, String> environment,
    Resources resources,
    SortedMap<String, String> labels,
    List<PortDefinition> ports,
    Optional<MesosCheck> healthCheck,
    Optional<Duration> killGracePeriod,
    Optional<String> user)
    implements Launchable {

  public AppDefinition {
    environment = unmodifiableSortedMap(new TreeMap<>(environment));
    labels = unmodifiableSortedMap(new TreeMap<>(labels));
    ports = List.copyOf(ports);
  }

  @Override
  public String path() {
    return id.toString();
  }

  @Override
  public boolean service() {
    return true;
  }

  @Override
  public int maxTaskFailures() {
    return -1;
  }

  @Override
  public SortedSet<String> requestedPorts() {
    SortedSet<String> names = new TreeSet<>();
    for (int i = 0; i < ports.size(); i++) {
      names.add(portVariable(i));
    }
    return names;
  }

  /** The name under which a port's number is taken from an offer, and its variable. */
  public static String portVariable(int index) {
    return "PORT" + index;
  }

  @Override
  public SortedSet<Integer> fixedPorts() {
    return new TreeSet<>();
  }

  @Override
  public SortedMap<String, String> constraints() {
    return new TreeMap<>();
  }

  @Override
  public boolean replacesTasks() {
    return true;
  }

  @Override
  public boolean readyOnceHealthy() {
    return healthCheck.isPresent();
  }

  @Override
  public AppDefinition withInstances(int number) {
    return new AppDefinition(
        id,
        number,
        command,
        environment,
        resources,
        labels,
        ports,
        healthCheck,
        killGracePeriod,
        user);
  }
}
