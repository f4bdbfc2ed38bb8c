package io.herald.demo;

import io.herald.runtime.failure.Reason;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Prints one line for each check, {@code PASS <what>}, {@code FAIL <what>: <expected, got>} or
 * {@code SKIP <what>: <command>}, and remembers whether any failed. A check that throws has failed
 * with what it threw.
 */
final class Verdicts {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final PrintStream out;
  private final Duration patience;
  private int checks;
  private int failures;
  private int skipped;

  Verdicts(PrintStream out) {
    this(out, PATIENCE);
  }

  /**
   * The same for a story in which more has to start.
   *
   * @param patience after which what hasn't come doesn't come
   */
  Verdicts(PrintStream out, Duration patience) {
    this.out = out;
    this.patience = patience;
  }

  /**
   * Prints the verdict on all checks, as the last line.
   *
   * @return whether every check passed
   */
  boolean conclude() {
    String left = skipped == 0 ? "" : ", " + skipped + " skipped";
    out.println(
        failures == 0
            ? "PASS: all " + checks + " checks passed" + left
            : "FAIL: " + failures + " of " + checks + " checks failed" + left);
    out.flush();
    return failures == 0;
  }

  /** Checks once. */
  <T> boolean check(String what, T expected, Supplier<T> actual) {
    return judge(what, String.valueOf(expected), attempt(actual, expected::equals));
  }

  /**
   * Checks until it holds, for as long as it takes a slow machine: time is never what fails, but a
   * thing that doesn't come in a minute, or what the story gives it, doesn't come.
   *
   * @return how long it took
   */
  <T> Duration await(String what, String expected, Supplier<T> actual, Predicate<T> holds) {
    long start = System.nanoTime();
    Attempt attempt = attempt(actual, holds);
    while (!attempt.holds() && since(start).compareTo(patience) < 0) {
      pause();
      attempt = attempt(actual, holds);
    }
    judge(what, expected, attempt);
    return since(start);
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  void fail(String what, String expected, String got) {
    judge(what, expected, new Attempt(false, got));
  }

  /** Says that something can't be checked here, and what has to be done first. */
  void skip(String what, String command) {
    skipped++;
    out.println("SKIP " + what + ": " + command);
    out.flush();
  }

  private boolean judge(String what, String expected, Attempt attempt) {
    checks++;
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
      return new Attempt(false, Reason.of(e));
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
