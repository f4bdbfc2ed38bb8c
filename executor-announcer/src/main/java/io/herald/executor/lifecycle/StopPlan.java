package io.herald.executor.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * How long each step of a graceful stop may take.
 *
 * @param leave for the confirmed removal of its member
 * @param drain from then to the first request or signal; zero: none
 * @param http requests that ask the task to end before it is signalled; absent: none
 * @param finalization from SIGTERM to SIGKILL
 */
public record StopPlan(
    Duration leave, Duration drain, Optional<HttpStop> http, Duration finalization) {

  /** Each step cut to a length. */
  StopPlan atMost(Duration each) {
    return new StopPlan(
        shorter(leave, each),
        shorter(drain, each),
        http.map(requests -> requests.atMost(each)),
        shorter(finalization, each));
  }

  /** The steps cut to an agent's grace period, after which it kills the executor. */
  public StopPlan within(Duration patience) {
    int steps = 3 + http.map(requests -> requests.requests().size()).orElse(0);
    return atMost(patience.dividedBy(steps + 1)); // The last part is for the last status update.
  }

  public StopPlan withoutDrain() {
    return new StopPlan(leave, Duration.ZERO, http, finalization);
  }

  StopPlan withFinalization(Duration given) {
    return new StopPlan(leave, drain, http, given);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
