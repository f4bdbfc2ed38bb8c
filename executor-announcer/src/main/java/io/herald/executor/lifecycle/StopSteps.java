package io.herald.executor.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * How long each step of a task's end may take.
 *
 * @param leave for the confirmed removal of its member
 * @param drain from then to the first request or signal; zero: none
 * @param http requests that ask the task to end before it is signalled; absent: none
 * @param finalization from SIGTERM to SIGKILL
 */
public record StopSteps(
    Duration leave, Duration drain, Optional<HttpStop> http, Duration finalization) {

  /** Each step cut to a length. */
  StopSteps atMost(Duration each) {
    return new StopSteps(
        shorter(leave, each),
        shorter(drain, each),
        http.map(requests -> requests.atMost(each)),
        shorter(finalization, each));
  }

  /** What an agent's patience allows, which kills the executor when it ends. */
  public StopSteps within(Duration patience) {
    int steps = 3 + http.map(requests -> requests.asks().size()).orElse(0);
    return atMost(patience.dividedBy(steps + 1)); // The last part is for the last status update.
  }

  public StopSteps withoutDrain() {
    return new StopSteps(leave, Duration.ZERO, http, finalization);
  }

  StopSteps withFinalization(Duration given) {
    return new StopSteps(leave, drain, http, given);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
