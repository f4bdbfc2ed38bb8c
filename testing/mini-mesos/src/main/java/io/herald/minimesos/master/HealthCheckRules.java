package io.herald.minimesos.master;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.HealthCheck;

/** Which health checks a real master takes, whoever runs them. */
final class HealthCheckRules {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private HealthCheckRules() {}

  /** What is wrong with a check, in Mesos' words; empty if nothing is. */
  static Optional<String> refusal(HealthCheck check) {
    if (!check.hasType()) {
      return Optional.of("HealthCheck must specify 'type'");
    }
    Optional<String> refusal =
        switch (check.getType()) {
          case COMMAND ->
              check.hasCommand()
                  ? Optional.empty()
                  : Optional.of("Expecting 'command' to be set for COMMAND health check");
          case HTTP -> http(check);
          case TCP ->
              check.hasTcp()
                  ? Optional.empty()
                  : Optional.of("Expecting 'tcp' to be set for TCP health check");
          case UNKNOWN ->
              Optional.of("'" + check.getType().name() + "' is not a valid health check type");
        };
    return refusal.isPresent() ? refusal : times(check);
  }

  private static Optional<String> http(HealthCheck check) {
    if (!check.hasHttp()) {
      return Optional.of("Expecting 'http' to be set for HTTP health check");
    }
    HealthCheck.HTTPCheckInfo http = check.getHttp();
    if (http.hasScheme() && !SCHEMES.contains(http.getScheme())) {
      return Optional.of("Unsupported HTTP health check scheme: '" + http.getScheme() + "'");
    }
    if (http.hasPath() && !http.getPath().startsWith("/")) {
      return Optional.of(
          "The path '" + http.getPath() + "' of HTTP health check must start with '/'");
    }
    return Optional.empty();
  }

  private static Optional<String> times(HealthCheck check) {
    Map<String, Double> times =
        new TreeMap<>(
            Map.of(
                "delay_seconds", check.getDelaySeconds(),
                "grace_period_seconds", check.getGracePeriodSeconds(),
                "interval_seconds", check.getIntervalSeconds(),
                "timeout_seconds", check.getTimeoutSeconds()));
    return times.entrySet().stream()
        .filter(time -> !(time.getValue() >= 0))
        .findFirst()
        .map(time -> "Expecting '" + time.getKey() + "' to be non-negative");
  }
}
