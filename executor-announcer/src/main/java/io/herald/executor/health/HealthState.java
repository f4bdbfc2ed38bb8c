package io.herald.executor.health;

/**
 * A task's health after a number of attempts: the counting of Aurora's health checker, as a value.
 *
 * <p>The first attempts within the grace are forgiven: their failures change no count. The task is
 * RUNNING after enough successes in a row, FAILED after too many failures in a row, when it is not
 * RUNNING within the limit of attempts, or as soon as the attempts that remain can't suffice.
 *
 * @param attempts so far
 * @param failures counted ones in a row
 * @param successes in a row
 * @param healthy whether the task may be shown to clients: RUNNING, with no counted failure since
 *     the last time that it had enough successes in a row
 * @param reason of the last counted failure, or of the end; empty if there is none
 */
public record HealthState(
    HealthSettings settings,
    Phase phase,
    int attempts,
    int failures,
    int successes,
    boolean healthy,
    String reason) {

  /** What the task's state should be, as far as its health decides. */
  public enum Phase {
    STARTING,
    RUNNING,
    FAILED
  }

  /** Before the first attempt. */
  public static HealthState unknown(HealthSettings settings) {
    return new HealthState(settings, Phase.STARTING, 0, 0, 0, false, "");
  }

  /** After one more attempt. A task that has FAILED stays so. */
  public HealthState after(CheckResult result) {
    if (phase == Phase.FAILED) {
      return this;
    }
    return result.passed() ? afterSuccess() : afterFailure(result.reason());
  }

  /**
   * After a check beside the attempts, while the task starts: a success is an attempt brought
   * forward, a failure does not count.
   */
  public HealthState afterEarly(CheckResult result) {
    return result.passed() ? after(result) : this;
  }

  private HealthState afterSuccess() {
    int row = successes + 1;
    boolean enough = row >= settings.successesNeeded();
    Phase next = enough ? Phase.RUNNING : phase;
    HealthState counted =
        new HealthState(
            settings, next, attempts + 1, 0, row, healthy || enough, enough ? "" : reason);
    return counted.judgeStart();
  }

  private HealthState afterFailure(String why) {
    int attempt = attempts + 1;
    if (attempt <= settings.forgivenAttempts()) {
      return new HealthState(settings, phase, attempt, failures, 0, healthy, why).judgeStart();
    }
    int row = failures + 1;
    if (row > settings.maxConsecutiveFailures()) {
      String end = "Failed health check! " + why;
      return new HealthState(settings, Phase.FAILED, attempt, row, 0, false, end);
    }
    return new HealthState(settings, phase, attempt, row, 0, false, why).judgeStart();
  }

  private HealthState judgeStart() {
    int remaining = settings.attemptLimit() - attempts;
    if (phase != Phase.STARTING || remaining >= settings.successesNeeded() - successes) {
      return this;
    }
    String last = reason.isEmpty() ? "" : " Last failure: " + reason;
    String end = "Not enough successful health checks in time." + last;
    return new HealthState(settings, Phase.FAILED, attempts, failures, successes, false, end);
  }
}
