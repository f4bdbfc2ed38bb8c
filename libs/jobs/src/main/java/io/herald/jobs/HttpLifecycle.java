package io.herald.jobs;

import java.time.Duration;

/**
 * Requests that ask a task to end before it is signalled, as Aurora's lifecycle.http has them.
 *
 * @param tls whether it is asked over HTTPS
 * @param port name of the port to ask; a task without it is stopped by signals alone
 * @param gracefulEndpoint path of the first POST
 * @param gracefulWait how long the task may take after it
 * @param shutdownEndpoint path of the second POST
 * @param shutdownWait how long the task may take after that
 */
public record HttpLifecycle(
    boolean tls,
    String port,
    String gracefulEndpoint,
    Duration gracefulWait,
    String shutdownEndpoint,
    Duration shutdownWait) {

  /** Over plain HTTP, as in Aurora. */
  public HttpLifecycle(
      String port,
      String gracefulEndpoint,
      Duration gracefulWait,
      String shutdownEndpoint,
      Duration shutdownWait) {
    this(false, port, gracefulEndpoint, gracefulWait, shutdownEndpoint, shutdownWait);
  }

  /** What Aurora's client writes into every job. */
  public static final HttpLifecycle DEFAULT =
      new HttpLifecycle(
          HealthCheck.DEFAULT_PORT,
          "/quitquitquit",
          Duration.ofSeconds(5),
          "/abortabortabort",
          Duration.ofSeconds(5));
}
