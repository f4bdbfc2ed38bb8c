package io.herald.jobs;

import java.time.Duration;

/**
 * How an instance's health is checked, as Aurora's health_check_config has it.
 *
 * @param initialInterval failures count from here on
 * @param interval between two checks
 * @param timeout of one check
 * @param maxConsecutiveFailures more in a row fail the task
 * @param minConsecutiveSuccesses successes in a row that make it healthy
 */
public record HealthCheck(
    Checker checker,
    Duration initialInterval,
    Duration interval,
    Duration timeout,
    int maxConsecutiveFailures,
    int minConsecutiveSuccesses) {

  /** The port that is asked where a job names none. */
  public static final String DEFAULT_PORT = "health";

  public static final Duration DEFAULT_INITIAL_INTERVAL = Duration.ofSeconds(15);
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  /** A check with Aurora's default times and limits. */
  public static HealthCheck of(Checker checker) {
    return new HealthCheck(
        checker, DEFAULT_INITIAL_INTERVAL, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, 0, 1);
  }

  /** What is asked. */
  public sealed interface Checker {}

  /**
   * GET on the task's host.
   *
   * @param port name of the port to ask
   * @param endpoint path to ask
   * @param expectedResponse the body, but for blanks around and case; empty: any
   * @param expectedCodes the statuses
   * @param tls whether it is asked over HTTPS
   */
  public record Http(
      String port,
      String endpoint,
      String expectedResponse,
      ResponseCodes expectedCodes,
      boolean tls)
      implements Checker {

    public static final String DEFAULT_ENDPOINT = "/health";
    public static final String DEFAULT_RESPONSE = "ok";

    /** Aurora's own question: over plain HTTP, with one status or, for 0, any. */
    public Http(String port, String endpoint, String expectedResponse, int expectedResponseCode) {
      this(port, endpoint, expectedResponse, ResponseCodes.of(expectedResponseCode), false);
    }

    /** Whether whatever is answered passes. */
    boolean acceptsAnything() {
      return expectedResponse.isBlank() && expectedCodes.equals(ResponseCodes.ANY);
    }

    /** Aurora's default question, at a port. */
    public static Http at(String port) {
      return new Http(port, DEFAULT_ENDPOINT, DEFAULT_RESPONSE, 0);
    }
  }

  /** A connection can be made to a port. */
  public record Tcp(String port) implements Checker {}

  /** A command exits with 0. */
  public record Shell(String command) implements Checker {}
}
