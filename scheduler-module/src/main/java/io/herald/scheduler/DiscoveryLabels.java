package io.herald.scheduler;

import io.herald.jobs.HealthCheck;
import io.herald.jobs.port.ResolvedPort;
import java.util.Map;
import java.util.TreeMap;

/**
 * The labels of an extended DiscoveryInfo. Readers of Mesos' state find them at a port or at the
 * task's discovery object.
 */
public final class DiscoveryLabels {

  /** At an alias: the name of the port that it stands for. */
  public static final String ALIAS_OF = "io.herald.alias-of";

  /** At a port whose number the job gives: {@code true}. */
  public static final String STATIC = "io.herald.static";

  /** At the port that becomes the ServerSet member's serviceEndpoint: {@code true}. */
  public static final String PRIMARY = "io.herald.primary";

  /** At a task whose health is checked: {@code http}, {@code tcp} or {@code shell}. */
  public static final String HEALTH = "io.herald.health";

  /** The name of the port that a check over HTTP or TCP asks. */
  public static final String HEALTH_PORT = "io.herald.health.port";

  /** The path that a check over HTTP asks. */
  public static final String HEALTH_PATH = "io.herald.health.path";

  private DiscoveryLabels() {}

  static Map<String, String> ofPort(ResolvedPort port, JobDetails details) {
    Map<String, String> labels = new TreeMap<>();
    port.aliasOf().ifPresent(name -> labels.put(ALIAS_OF, name));
    if (port.origin() == ResolvedPort.Origin.STATIC) {
      labels.put(STATIC, "true");
    }
    if (details.primaryPort().filter(port.name()::equals).isPresent()) {
      labels.put(PRIMARY, "true");
    }
    return labels;
  }

  static Map<String, String> ofHealth(HealthCheck check) {
    if (check.checker() instanceof HealthCheck.Http http) {
      return Map.of(HEALTH, "http", HEALTH_PORT, http.port(), HEALTH_PATH, http.endpoint());
    }
    if (check.checker() instanceof HealthCheck.Tcp tcp) {
      return Map.of(HEALTH, "tcp", HEALTH_PORT, tcp.port());
    }
    return Map.of(HEALTH, "shell");
  }
}
