package io.herald.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Prints one line for each check, {@code PASS <what>} or {@code FAIL <what>: <expected, got>}, and
 * remembers whether any failed. A check that throws has failed with what it threw.
 */
final class Verdicts {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final PrintStream out;
  private int failures;

  Verdicts(PrintStream out) {
    this.out = out;
  }

  boolean allPassed() {
    return failures == 0;
  }

  /** Checks once. */
  <T> boolean check(String what, T expected, Supplier<T> actual) {
    return judge(what, String.valueOf(expected), attempt(actual, expected::equals));
  }

  /**
   * Checks until it holds, for as long as it takes a slow machine: time is never what fails, but a
   * thing that doesn't come in a minute doesn't come.
   *
   * @return how long it took
   */
  <T> Duration await(String what, String expected, Supplier<T> actual, Predicate<T> holds) {
    Instant start = Instant.now();
    Attempt attempt = attempt(actual, holds);
    while (!attempt.holds() && Duration.between(start, Instant.now()).compareTo(PATIENCE) < 0) {
      pause();
      attempt = attempt(actual, holds);
    }
    judge(what, expected, attempt);
    return Duration.between(start, Instant.now());
  }

  void fail(String what, String expected, String got) {
    judge(what, expected, new Attempt(false, got));
  }

  private boolean judge(String what, String expected, Attempt attempt) {
    if (attempt.holds()) {
      out.println("PASS " + what);
    } else {
      failures++;
      out.println("FAIL " + what + ": expected " + expected + ", got " + attempt.got());
    }
    out.flush();
    return attempt.holds();
  }

  private record Attempt(boolean holds, String got) {}

  private static <T> Attempt attempt(Supplier<T> actual, Predicate<? super T> holds) {
    try {
      T got = actual.get();
      return new Attempt(holds.test(got), String.valueOf(got));
    } catch (RuntimeException e) {
      return new Attempt(false, e.toString());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
