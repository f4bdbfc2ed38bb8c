package io.herald.etcd;

import io.herald.etcd.messages.Event;
import io.herald.etcd.messages.KeyValue;
import io.herald.etcd.messages.WatchResponse;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every key that begins with a prefix: reads them all at one revision, then watches from
 * the next. A watch that ends for whatever reason (the member dies, loses its leader, or falls
 * silent) is resumed at the revision after the last that was heard, with the next member. What
 * can't be resumed (the revision is compacted away; the cluster is another one, or has lost its
 * last writes) is read again, and the difference told. So no change of state is lost, and a key
 * that lives throughout is never told as gone.
 *
 * <p>Of each key only its revision is held; the values are the listener's. Works on one thread of
 * its own.
 */
public final class PrefixFollower implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PrefixFollower.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** How long a watch may be silent before it is asked for a sign. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final EtcdClient client;
  private final String prefix;
  private final PrefixListener listener;
  private final Duration silence;
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private final FailureLog failures = new FailureLog(log);
  private final Map<String, Long> held = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private final LongAdder readings = new LongAdder();
  private final LongAdder resumptions = new LongAdder();

  /** Revision from which the watch goes on; 0: everything must be read. */
  private long next;

  private long cluster;

  /** The key that was written last of those that were told, to know the history again by. */
  private String newestKey = "";

  private long newestRevision;
  private boolean stale;

  private PrefixFollower(
      EtcdClient client, String prefix, PrefixListener listener, Duration silence) {
    this.client = client;
    this.prefix = prefix;
    this.listener = listener;
    this.silence = silence;
    this.thread = Threads.daemon("etcd-follow " + prefix, this::run);
  }

  /**
   * Starts to follow; the listener hears of everything from its own thread.
   *
   * @param prefix not empty
   */
  public static PrefixFollower start(EtcdClient client, String prefix, PrefixListener listener) {
    return start(client, prefix, listener, SILENCE);
  }

  static PrefixFollower start(
      EtcdClient client, String prefix, PrefixListener listener, Duration silence) {
    PrefixFollower follower = new PrefixFollower(client, prefix, listener, silence);
    follower.thread.start();
    return follower;
  }

  /** How often all keys were read; 1 after a start without incident. */
  public long readings() {
    return readings.sum();
  }

  /** How often a watch was opened again. */
  public long resumptions() {
    return resumptions.sum();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          if (next == 0 || !isResumable()) {
            readAll();
          }
          watch();
        } catch (EtcdException e) {
          recoverFrom(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void recoverFrom(EtcdException failure) throws InterruptedException {
    if (closed) {
      return;
    }
    if (failure.kind() == EtcdException.Kind.COMPACTED) {
      log.info("{}: the changes since revision {} are compacted away; reading all", prefix, next);
      next = 0;
      return;
    }
    failures.failed("{}: etcd can't be followed: {}; trying again", prefix, failure.getMessage());
    if (!stale) {
      stale = true;
      listener.stale(String.valueOf(failure.getMessage()));
    }
    Thread.sleep(backoff.failed().toMillis());
  }

  private void heard() {
    backoff.succeeded();
    failures.succeeded("{}: etcd is followed again", prefix);
    if (stale) {
      stale = false;
      listener.current();
    }
  }

  /** Reads every key, tells what differs from what is held page by page, and what is gone last. */
  private void readAll() throws EtcdException, InterruptedException {
    Set<String> gone = new HashSet<>(held.keySet());
    newestRevision = 0;
    boolean[] another = new boolean[1];
    long revision =
        client.pages(
            prefix,
            page -> {
              another[0] |= isAnother(page.getHeader().getClusterId());
              List<EtcdEntry> puts = new ArrayList<>();
              for (KeyValue kv : page.getKvsList()) {
                EtcdEntry entry = EtcdEntry.of(kv);
                gone.remove(entry.key());
                hold(entry);
                Long known = held.put(entry.key(), entry.modRevision());
                if (known == null || known != entry.modRevision() || another[0]) {
                  puts.add(entry);
                }
              }
              if (!puts.isEmpty()) {
                listener.changed(
                    new PrefixBatch(page.getHeader().getRevision(), puts, List.of(), false));
              }
            });
    gone.forEach(held::remove);
    readings.increment();
    next = revision + 1;
    listener.changed(new PrefixBatch(revision, List.of(), List.copyOf(gone), true));
  }

  /**
   * Whether the history up to where the watch goes on is the one that was told. A cluster that has
   * lost its data and got new ones has the same identity, and in time as many revisions.
   */
  private boolean isResumable() throws EtcdException, InterruptedException {
    if (resumptions.sum() == 0) {
      return true; // all was read just now
    }
    boolean same;
    try {
      same = isSamePast(next - 1);
    } catch (EtcdException e) {
      if (!String.valueOf(e.getMessage()).contains("future revision")) {
        throw e;
      }
      same = false; // it is behind what it has told
    }
    if (!same) {
      log.warn("{}: etcd has another past than it has told; reading all", prefix);
      held.replaceAll((key, before) -> -1L);
    }
    return same;
  }

  private boolean isSamePast(long known) throws EtcdException, InterruptedException {
    Long newest = held.get(newestKey);
    return client.countAt(prefix, known) == held.size()
        && (newest == null || client.modRevisionAt(newestKey, known) == newest);
  }

  private void hold(EtcdEntry entry) {
    if (entry.modRevision() >= newestRevision) {
      newestRevision = entry.modRevision();
      newestKey = entry.key();
    }
  }

  /** In another cluster equal revisions don't mean equal values. */
  private boolean isAnother(long id) {
    boolean other = cluster != 0 && cluster != id;
    cluster = id;
    return other;
  }

  private void watch() throws EtcdException, InterruptedException {
    try (WatchStream stream = WatchStream.open(client.connection(), prefix, next)) {
      resumptions.increment();
      boolean asked = false;
      while (!closed) {
        WatchResponse response = stream.poll(silence);
        if (response == null) {
          if (asked) {
            throw stream.silent();
          }
          asked = true;
          stream.askForProgress();
          continue;
        }
        asked = false;
        if (!apply(response)) {
          return;
        }
      }
    }
  }

  /** Returns whether the watch goes on; if not, all is read next. */
  private boolean apply(WatchResponse response) throws EtcdException {
    if (response.getCompactRevision() != 0) {
      throw new EtcdException(
          EtcdException.Kind.COMPACTED, "compacted up to " + response.getCompactRevision());
    }
    if (response.getCanceled()) {
      throw WatchStream.cancelled(response.getCancelReason());
    }
    long revision = response.getHeader().getRevision();
    if (response.getCreated() && isRead(response, revision)) {
      next = 0;
      return false;
    }
    heard();
    if (response.getEventsCount() > 0) {
      tell(response);
    }
    return true;
  }

  /** A cluster that is another, or is behind what it has told, is read again. */
  private boolean isRead(WatchResponse response, long revision) {
    boolean another = response.getHeader().getClusterId() != cluster;
    if (another || revision < next - 1) {
      log.warn(
          "{}: etcd is {} (revision {}, known up to {}); reading all",
          prefix,
          another ? "another cluster than before" : "behind what it has told before",
          revision,
          next - 1);
      held.replaceAll((key, known) -> -1L); // whatever is there now is told
      return true;
    }
    return false;
  }

  private void tell(WatchResponse response) {
    Map<String, EtcdEntry> puts = new LinkedHashMap<>();
    Set<String> deletes = new HashSet<>();
    long last = next - 1;
    for (Event event : response.getEventsList()) {
      EtcdEntry entry = EtcdEntry.of(event.getKv());
      last = Math.max(last, entry.modRevision());
      if (event.getType() == Event.EventType.DELETE) {
        puts.remove(entry.key());
        if (held.remove(entry.key()) != null) {
          deletes.add(entry.key());
        }
      } else {
        hold(entry);
        Long known = held.put(entry.key(), entry.modRevision());
        if (known == null || known != entry.modRevision()) {
          puts.put(entry.key(), entry);
          deletes.remove(entry.key());
        }
      }
    }
    if (!response.getFragment()) {
      next = last + 1; // of a revision that comes in pieces the last piece is waited for
    }
    if (!puts.isEmpty() || !deletes.isEmpty()) {
      listener.changed(
          new PrefixBatch(last, List.copyOf(puts.values()), List.copyOf(deletes), true));
    }
  }

  /** Stops; the listener is not called once this has returned. */
  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
  }
}
