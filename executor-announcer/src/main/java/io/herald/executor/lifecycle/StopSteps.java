package io.herald.executor.lifecycle;

import java.time.Duration;

/**
 * How long each step of a task's end may take.
 *
 * @param leave for the confirmed removal of its member
 * @param drain from then to the first signal; zero: none
 * @param finalization from SIGTERM to SIGKILL
 */
record StopSteps(Duration leave, Duration drain, Duration finalization) {

  /** Each step cut to a length. */
  StopSteps atMost(Duration each) {
    return new StopSteps(shorter(leave, each), shorter(drain, each), shorter(finalization, each));
  }

  /** What an agent's patience allows, which kills the executor when it ends. */
  StopSteps within(Duration patience) {
    return atMost(patience.dividedBy(4)); // The fourth part is for the last status update.
  }

  StopSteps withoutDrain() {
    return new StopSteps(leave, Duration.ZERO, finalization);
  }

  StopSteps withFinalization(Duration given) {
    return new StopSteps(leave, drain, given);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
