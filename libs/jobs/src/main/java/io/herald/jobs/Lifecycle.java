package io.herald.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * How a task is stopped.
 *
 * @param drain between its member's confirmed removal and the first request or signal
 * @param finalizationWait between SIGTERM and SIGKILL
 * @param http requests before the first signal; absent: none
 */
public record Lifecycle(Duration drain, Duration finalizationWait, Optional<HttpLifecycle> http) {

  public static final Lifecycle DEFAULT =
      new Lifecycle(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /** By signals alone. */
  public Lifecycle(Duration drain, Duration finalizationWait) {
    this(drain, finalizationWait, Optional.empty());
  }
}
