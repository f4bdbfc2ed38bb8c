package io.herald.jobs;

import java.time.Duration;

/**
 * How a task is stopped.
 *
 * @param drain between its member's confirmed removal and the first signal
 * @param finalizationWait between SIGTERM and SIGKILL
 */
public record Lifecycle(Duration drain, Duration finalizationWait) {

  public static final Lifecycle DEFAULT =
      new Lifecycle(Duration.ofSeconds(5), Duration.ofSeconds(30));
}
