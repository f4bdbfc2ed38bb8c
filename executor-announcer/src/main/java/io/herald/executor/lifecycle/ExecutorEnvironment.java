package io.herald.executor.lifecycle;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent says in the executor's environment (Mesos' executor HTTP API, "Executor
 * Environment Variables").
 *
 * @param variables all of it
 * @param agentEndpoint {@code host:port} of the agent
 * @param sandbox the task's working folder
 * @param checkpoint whether a lost agent may come back for this executor
 * @param recoveryTimeout how long it has to do so
 * @param subscriptionBackoffMax the longest wait between two tries to subscribe
 * @param shutdownGrace how long the agent waits from SHUTDOWN until it kills the executor
 */
public record ExecutorEnvironment(
    Map<String, String> variables,
    String agentEndpoint,
    String frameworkId,
    String executorId,
    Path sandbox,
    boolean checkpoint,
    Duration recoveryTimeout,
    Duration subscriptionBackoffMax,
    Optional<Duration> shutdownGrace) {

  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(15);
  private static final Duration SUBSCRIPTION_BACKOFF_MAX = Duration.ofSeconds(2);
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)([a-z]+)");
  private static final Map<String, BigDecimal> NANOS =
      Map.of(
          "ns", new BigDecimal("1"),
          "us", new BigDecimal("1e3"),
          "ms", new BigDecimal("1e6"),
          "secs", new BigDecimal("1e9"),
          "mins", new BigDecimal("60e9"),
          "hrs", new BigDecimal("3600e9"),
          "days", new BigDecimal("86400e9"),
          "weeks", new BigDecimal("604800e9"));

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException with a sentence, if a variable is missing or not readable
   */
  public static ExecutorEnvironment of(Map<String, String> variables) {
    String sandbox = variables.get("MESOS_SANDBOX");
    return new ExecutorEnvironment(
        Map.copyOf(variables),
        required(variables, "MESOS_AGENT_ENDPOINT"),
        required(variables, "MESOS_FRAMEWORK_ID"),
        required(variables, "MESOS_EXECUTOR_ID"),
        Path.of(sandbox == null ? required(variables, "MESOS_DIRECTORY") : sandbox),
        "1".equals(variables.get("MESOS_CHECKPOINT")),
        duration(variables, "MESOS_RECOVERY_TIMEOUT").orElse(RECOVERY_TIMEOUT),
        duration(variables, "MESOS_SUBSCRIPTION_BACKOFF_MAX").orElse(SUBSCRIPTION_BACKOFF_MAX),
        shutdownGrace(variables));
  }

  /**
   * How long the agent waits from SHUTDOWN until it kills the executor, if it says so.
   *
   * @throws IllegalArgumentException with a sentence, if that is not readable
   */
  public static Optional<Duration> shutdownGrace(Map<String, String> variables) {
    return duration(variables, "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD");
  }

  private static String required(Map<String, String> variables, String name) {
    String value = variables.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the environment has no " + name + "; a Mesos agent sets it when it starts an executor");
    }
    return value;
  }

  /** Mesos' way to write one: {@code 5secs}, {@code 1.5mins}. */
  private static Optional<Duration> duration(Map<String, String> variables, String name) {
    String value = variables.get(name);
    if (value == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(value);
    BigDecimal unit = matcher.matches() ? NANOS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          name + " = \"" + value + "\" is not a duration as Mesos writes it; write one like 5secs");
    }
    return Optional.of(
        Duration.ofNanos(new BigDecimal(matcher.group(1)).multiply(unit).longValue()));
  }
}
