package io.herald.executor.health;

/**
 * What one check found.
 *
 * @param reason why it failed, a sentence; empty if it passed
 */
public record CheckResult(boolean passed, String reason) {

  private static final CheckResult PASSED = new CheckResult(true, "");

  public static CheckResult pass() {
    return PASSED;
  }

  public static CheckResult fail(String reason) {
    return new CheckResult(false, reason);
  }
}
