package io.herald.facade.marathon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.util.ArrayDeque;
import java.util.Set;

/** One client's stream: what it hasn't taken yet waits in a bounded queue. Safe for any thread. */
final class MarathonStream {

  /** A client that has this much before it is too slow. */
  static final int MOST_BYTES = 1 << 20;

  private final HttpResponseWriter writer;
  private final Set<String> types;
  private final MarathonCounters counters;

  @GuardedBy("this")
  private final ArrayDeque<HttpData> queue = new ArrayDeque<>();

  @GuardedBy("this")
  private int queued;

  /** A piece is under way to the client. */
  @GuardedBy("this")
  private boolean sending;

  MarathonStream(HttpResponseWriter writer, Set<String> types, MarathonCounters counters) {
    this.writer = writer;
    this.types = Set.copyOf(types);
    this.counters = counters;
  }

  boolean wants(String type) {
    return types.isEmpty() || types.contains(type);
  }

  void send(HttpData data) {
    boolean slow;
    synchronized (this) {
      queue.add(data);
      queued += data.length();
      slow = queued > MOST_BYTES;
    }
    if (slow) {
      counters.cut.increment();
      close();
    } else {
      next();
    }
  }

  private void next() {
    HttpData piece;
    synchronized (this) {
      if (sending || queue.isEmpty()) {
        return;
      }
      sending = true;
      piece = taken();
    }
    if (writer.tryWrite(piece)) {
      var unused =
          writer
              .whenConsumed()
              .thenRun(
                  () -> {
                    synchronized (this) {
                      sending = false;
                    }
                    next();
                  });
    }
  }

  @GuardedBy("this")
  private HttpData taken() {
    if (queue.size() == 1) {
      queued = 0;
      return queue.remove();
    }
    byte[] all = new byte[queued];
    int end = 0;
    for (HttpData data : queue) {
      System.arraycopy(data.array(), 0, all, end, data.length());
      end += data.length();
    }
    queue.clear();
    queued = 0;
    return HttpData.wrap(all);
  }

  void close() {
    synchronized (this) {
      queue.clear();
      queued = 0;
      sending = true; // Nothing more goes out.
    }
    writer.abort();
  }
}
