package io.herald.dns.transfer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Logs that queries are refused: the first at once, then at most one line in ten seconds, with the
 * number of those in between, so that thousands of such queries don't fill the disk. Thread-safe.
 */
final class Refusals {

  private static final long GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger log;

  @GuardedBy("this")
  private boolean any;

  @GuardedBy("this")
  private long last;

  @GuardedBy("this")
  private long unlogged;

  Refusals(Logger log) {
    this.log = log;
  }

  /**
   * Logs it, or counts it.
   *
   * @param format as SLF4J has it
   */
  void warn(String format, Object... arguments) {
    long more;
    synchronized (this) {
      long now = System.nanoTime();
      if (any && now - last < GAP_NANOS) {
        unlogged++;
        return;
      }
      any = true;
      last = now;
      more = unlogged;
      unlogged = 0;
    }
    log.warn(more == 0 ? format : format + " (and " + more + " more before it)", arguments);
  }
}
