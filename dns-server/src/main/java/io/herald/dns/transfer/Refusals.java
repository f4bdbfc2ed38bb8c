package io.herald.dns.transfer;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Says in the log that queries are refused: the first at once, then at most one line in ten
 * seconds, with how many there were in between. Who sends such queries by the thousand doesn't fill
 * the disk. Thread-safe.
 */
final class Refusals {

  private static final long GAP_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger log;
  private boolean any;
  private long last;
  private long unsaid;

  Refusals(Logger log) {
    this.log = log;
  }

  /**
   * Says it, or counts it.
   *
   * @param format as SLF4J has it
   */
  void tell(String format, Object... arguments) {
    long more;
    synchronized (this) {
      long now = System.nanoTime();
      if (any && now - last < GAP_NANOS) {
        unsaid++;
        return;
      }
      any = true;
      last = now;
      more = unsaid;
      unsaid = 0;
    }
    log.warn(more == 0 ? format : format + " (and " + more + " more before it)", arguments);
  }
}
