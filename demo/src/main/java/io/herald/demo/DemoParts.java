package io.herald.demo;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that are started one after the other and closed in reverse, whatever the moment. Any thread
 * may close them, once or more.
 */
final class DemoParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DemoParts.class);

  @GuardedBy("this")
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean closed;

  /** Takes charge of a part, unless all was ended while it started. */
  synchronized <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    if (closed) {
      closed = false;
      close();
      throw new IllegalStateException("closed while it was starting");
    }
    return part;
  }

  /** Leaves the end of a part to the caller. */
  synchronized void disown(AutoCloseable part) {
    parts.remove(part);
  }

  /** Closes everything. A failure of one part is logged and does not keep the others open. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) { // AutoCloseable declares no less
        log.error("{} did not close properly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
