package io.herald.executor.health;

import io.herald.executor.probe.ProbeClient;
import io.herald.jobs.handoff.Handoff;
import io.herald.proto.handoff.HealthCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A check with its timing and counting. */
public record HealthPlan(HealthSettings settings, Check check) {

  private static final Logger log = LoggerFactory.getLogger(HealthPlan.class);

  /** The port that an HTTP check asks if the job names none; a job need not have it. */
  private static final String DEFAULT_PORT = "health";

  /**
   * The plan of a job's health check.
   *
   * @param ports number by resolved name
   * @param environment of the task, for shell checks
   * @return absent if there is nothing to check: no check at all, or Aurora's default one (HTTP on
   *     the port {@code health}) in a job without such a port
   * @throws IllegalArgumentException with a sentence, if the check can't be made
   */
  public static Optional<HealthPlan> of(
      HealthCheck check,
      Map<String, Integer> ports,
      Path sandbox,
      Map<String, String> environment) {
    if (check.hasShell()) {
      HealthSettings settings = settings(check);
      String command = check.getShell().getShellCommand();
      Check shell = new ShellCheck(command, sandbox, environment, settings.timeout());
      return Optional.of(new HealthPlan(settings, shell));
    }
    return of(check, ProbeClient.LOCALHOST, ports);
  }

  /**
   * The plan of a health check over the network.
   *
   * @param host that is asked
   * @param ports number by resolved name
   * @return absent if there is nothing to check, as {@link #of(HealthCheck, Map, Path, Map)} has it
   * @throws IllegalArgumentException with a sentence, if the check can't be made
   */
  public static Optional<HealthPlan> of(
      HealthCheck check, String host, Map<String, Integer> ports) {
    HealthSettings settings = settings(check);
    return switch (check.getCheckerCase()) {
      case HTTP -> http(check.getHttp(), settings, host, ports);
      case TCP -> {
        int port = port("tcp", check.getTcp().getPort(), ports);
        yield Optional.of(new HealthPlan(settings, new TcpCheck(host, port, settings.timeout())));
      }
      case SHELL ->
          throw new IllegalArgumentException(
              "health_check_config.health_checker.shell: a command can't be run from here.");
      case CHECKER_NOT_SET -> Optional.empty();
    };
  }

  private static HealthSettings settings(HealthCheck check) {
    return new HealthSettings(
        seconds(check.getInitialIntervalSecs()),
        seconds(check.getIntervalSecs()),
        seconds(check.getTimeoutSecs()),
        check.getMaxConsecutiveFailures(),
        check.getMinConsecutiveSuccesses());
  }

  /** The same check for a task that is never ended for its health. */
  public HealthPlan neverFailing() {
    return new HealthPlan(settings.neverFailing(), check);
  }

  private static Optional<HealthPlan> http(
      HealthCheck.Http http, HealthSettings settings, String host, Map<String, Integer> ports) {
    String name = http.getPort().isEmpty() ? DEFAULT_PORT : http.getPort();
    if (name.equals(DEFAULT_PORT) && !ports.containsKey(name)) {
      log.info("the task has no port \"{}\", so its health is not checked", DEFAULT_PORT);
      return Optional.empty();
    }
    int port = port("http", name, ports);
    String endpoint = http.getEndpoint();
    try {
      Check check =
          new HttpCheck(
              http.getTls(),
              host,
              port,
              endpoint,
              http.getExpectedResponse(),
              Handoff.expectedCodes(http),
              settings.timeout());
      return Optional.of(new HealthPlan(settings, check));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "health_check_config.health_checker.http.endpoint = \""
              + endpoint
              + "\" is not a URL path; write one like /health.",
          e);
    }
  }

  private static int port(String checker, String name, Map<String, Integer> ports) {
    Integer number = ports.get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          "health_check_config.health_checker."
              + checker
              + ".port = \""
              + name
              + "\": the task has no such port; it has "
              + ports.keySet()
              + ".");
    }
    return number;
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos(Math.round(value * 1e9));
  }
}
