package io.herald.jobs.file;

import io.herald.jobs.HealthCheck;
import io.herald.jobs.HealthCheck.Checker;
import io.herald.jobs.HealthCheck.Http;
import io.herald.jobs.ResponseCodes;
import io.herald.settings.document.Fields;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields of a job file's {@code health_check_config}. */
final class HealthSchema {

  static final String HTTP = "health_check_config.health_checker.http";

  /**
   * What they say.
   *
   * @param times a check with the times and limits; its checker counts if {@code portGiven}
   * @param portGiven false for an HTTP check that leaves its port to Aurora's rule: ask the port
   *     {@code health} if there is one, and else check nothing
   */
  record Config(HealthCheck times, boolean portGiven) {

    static final Config DEFAULT =
        new Config(HealthCheck.of(Http.at(HealthCheck.DEFAULT_PORT)), false);

    Optional<HealthCheck> check() {
      return portGiven ? Optional.of(times) : Optional.empty();
    }

    /** The check, with its port by Aurora's rule. */
    HealthCheck at(String port) {
      Http http = (Http) times.checker();
      return with(
          new Http(
              port, http.endpoint(), http.expectedResponse(), http.expectedCodes(), http.tls()));
    }

    /** Whether it is the check that Aurora's client writes into every job. */
    boolean isDefaultChecker() {
      return times.checker().equals(DEFAULT.times.checker());
    }

    private HealthCheck with(Checker checker) {
      return new HealthCheck(
          checker,
          times.initialInterval(),
          times.interval(),
          times.timeout(),
          times.maxConsecutiveFailures(),
          times.minConsecutiveSuccesses());
    }
  }

  private record ReadChecker(Checker checker, boolean portGiven) {}

  private HealthSchema() {}

  static Optional<Config> read(Fields top) {
    return top.mapping("health_check_config").map(HealthSchema::config);
  }

  private static Config config(Fields fields) {
    try (fields) {
      ReadChecker checker =
          fields
              .mapping("health_checker")
              .map(HealthSchema::checker)
              .orElse(new ReadChecker(Config.DEFAULT.times.checker(), false));
      Duration initial =
          fields.seconds("initial_interval_secs", HealthCheck.DEFAULT_INITIAL_INTERVAL);
      Duration interval = fields.seconds("interval_secs", HealthCheck.DEFAULT_INTERVAL);
      Duration timeout = fields.seconds("timeout_secs", HealthCheck.DEFAULT_TIMEOUT);
      int failures = fields.integer("max_consecutive_failures", 0);
      int successes = fields.integer("min_consecutive_successes", 1);
      return new Config(
          new HealthCheck(checker.checker(), initial, interval, timeout, failures, successes),
          checker.portGiven());
    }
  }

  private static ReadChecker checker(Fields fields) {
    try (fields) {
      Optional<ReadChecker> http = fields.mapping("http").map(HealthSchema::http);
      Optional<ReadChecker> tcp = fields.mapping("tcp").map(HealthSchema::tcp);
      Optional<ReadChecker> shell = fields.mapping("shell").map(HealthSchema::shell);
      long given = Stream.of(http, tcp, shell).filter(Optional::isPresent).count();
      if (given > 1) {
        fields.error("more than one of http, tcp and shell stands here; leave one");
      }
      return http.or(() -> tcp)
          .or(() -> shell)
          .orElse(new ReadChecker(Config.DEFAULT.times.checker(), false));
    }
  }

  private static ReadChecker http(Fields fields) {
    try (fields) {
      Optional<String> port = fields.text("port");
      return new ReadChecker(
          new Http(
              port.orElse(HealthCheck.DEFAULT_PORT),
              fields.text("endpoint").orElse(Http.DEFAULT_ENDPOINT),
              fields.text("expected_response").orElse(Http.DEFAULT_RESPONSE),
              fields.parsed("expected_response_code", ResponseCodes::parse, ResponseCodes.ANY),
              fields.parsed("scheme", HealthSchema::isHttps, false)),
          port.isPresent());
    }
  }

  /** The {@code scheme} of a URL, as Mesos' own checks have it. */
  static boolean isHttps(String scheme) {
    return switch (scheme) {
      case "http" -> false;
      case "https" -> true;
      default ->
          throw new IllegalArgumentException("\"" + scheme + "\" is unknown; write http or https");
    };
  }

  private static ReadChecker tcp(Fields fields) {
    try (fields) {
      return new ReadChecker(
          new HealthCheck.Tcp(fields.text("port").orElse(HealthCheck.DEFAULT_PORT)), true);
    }
  }

  private static ReadChecker shell(Fields fields) {
    try (fields) {
      return new ReadChecker(new HealthCheck.Shell(fields.requiredText("shell_command")), true);
    }
  }
}
