package io.herald.catalog.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the newest TASK_RUNNING status says: the one with the greatest timestamp, the first of
 * equals.
 *
 * <p>Updates made by the master have no container status; the last known addresses stay.
 *
 * @param healthy empty until the first result of a health check
 * @param addresses container addresses of {@code network_infos}, as text, in order, unchecked
 * @param labels values of each status label in order (Mesos allows a key more than once)
 * @param network what {@code network_infos} say: a network of its own, if one has a name
 */
public record RunningStatus(
    Optional<Boolean> healthy,
    List<String> addresses,
    Map<String, List<String>> labels,
    Network network) {

  // One object for all tasks.
  private static final Optional<Boolean> HEALTHY = Optional.of(true);
  private static final Optional<Boolean> UNHEALTHY = Optional.of(false);

  public static final RunningStatus EMPTY =
      new RunningStatus(Optional.empty(), List.of(), Map.of(), Network.UNSPECIFIED);

  public RunningStatus {
    if (healthy.isPresent()) {
      healthy = healthy.get() ? HEALTHY : UNHEALTHY;
    }
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
