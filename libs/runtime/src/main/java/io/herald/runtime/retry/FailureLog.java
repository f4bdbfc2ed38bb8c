package io.herald.runtime.retry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs the first failure of something that is tried again and again, and its recovery; what fails
 * in between is counted. Safe for any thread.
 *
 * <p>The sentences are the caller's, in SLF4J's form: {@code "{}: {}; retrying"}.
 */
public final class FailureLog {

  private final Logger log;
  private final Level level;

  @GuardedBy("this")
  private int failures;

  /** Nothing has failed yet. The first failure is a warning. */
  public FailureLog(Logger log) {
    this(log, Level.WARN);
  }

  /** The first failure is logged at this level. */
  public FailureLog(Logger log, Level level) {
    this.log = log;
    this.level = level;
  }

  /**
   * Logs the failure, unless the time before failed too.
   *
   * @return whether this was the first failure in a row
   */
  public boolean failed(String sentence, Object... values) {
    boolean first;
    synchronized (this) {
      first = failures++ == 0;
    }
    if (first) {
      log.atLevel(level).log(sentence, values);
    }
    return first;
  }

  /**
   * Logs at level info, if the time before failed.
   *
   * @return whether the time before failed
   */
  public boolean succeeded(String sentence, Object... values) {
    boolean recovered = forget();
    if (recovered) {
      log.info(sentence, values);
    }
    return recovered;
  }

  /**
   * Starts anew without a line in the log.
   *
   * @return whether the time before failed
   */
  public synchronized boolean forget() {
    boolean failed = failures > 0;
    failures = 0;
    return failed;
  }

  /** Failures in a row. */
  public synchronized int failures() {
    return failures;
  }

  /** Whether the last time failed. */
  public synchronized boolean isFailing() {
    return failures > 0;
  }
}
