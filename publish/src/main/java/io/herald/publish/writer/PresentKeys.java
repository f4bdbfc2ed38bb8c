package io.herald.publish.writer;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.PrefixBatch;
import io.herald.etcd.PrefixListener;
import io.herald.skydns.message.MalformedMessageException;
import io.herald.skydns.message.SkydnsJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys below the zone as etcd tells them, ours and others'. The only source of what is there:
 * also of what we have written ourselves, so that no answer of a commit can contradict the watch.
 * Safe for any thread.
 */
final class PresentKeys implements PrefixListener {

  private final String publisher;
  private final Runnable onChange;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  @GuardedBy("lock")
  private final Map<String, PresentKey> keys = new HashMap<>();

  @GuardedBy("lock")
  private Set<String> changed = new LinkedHashSet<>();

  @GuardedBy("lock")
  private long revision;

  @GuardedBy("lock")
  private boolean complete;

  @GuardedBy("lock")
  private int own;

  /**
   * One key.
   *
   * @param value null if it is somebody else's
   */
  record PresentKey(long modRevision, long lease, @Nullable ByteString value) {

    boolean isOwn() {
      return value != null;
    }
  }

  /**
   * Without keys.
   *
   * @param publisher whose keys are ours
   * @param onChange called by the follower's thread
   */
  PresentKeys(String publisher, Runnable onChange) {
    this.publisher = publisher;
    this.onChange = onChange;
  }

  @Override
  public void changed(PrefixBatch batch) {
    lock.lock();
    try {
      for (String key : batch.deletes()) {
        set(key, null);
      }
      for (EtcdEntry entry : batch.puts()) {
        set(
            entry.key(),
            new PresentKey(
                entry.modRevision(), entry.lease(), isOwn(entry) ? entry.value() : null));
      }
      complete |= batch.complete();
      if (complete) {
        revision = Math.max(revision, batch.revision());
      }
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    onChange.run();
  }

  @GuardedBy("lock")
  private void set(String key, @Nullable PresentKey now) {
    PresentKey before = now == null ? keys.remove(key) : keys.put(key, now);
    own += (now != null && now.isOwn() ? 1 : 0) - (before != null && before.isOwn() ? 1 : 0);
    changed.add(key);
  }

  private boolean isOwn(EtcdEntry entry) {
    try {
      return SkydnsJson.parse(entry.key(), entry.value().toByteArray())
          .publisher()
          .equals(publisher);
    } catch (MalformedMessageException e) {
      return false; // whoever wrote that, we did not
    }
  }

  /** Whether all that was there at the start is known. */
  boolean isComplete() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  /** Null: there is no such key. */
  @Nullable PresentKey get(String key) {
    lock.lock();
    try {
      return keys.get(key);
    } finally {
      lock.unlock();
    }
  }

  /** How many are ours. */
  int countOwn() {
    lock.lock();
    try {
      return own;
    } finally {
      lock.unlock();
    }
  }

  /** Ours. */
  Set<String> own() {
    lock.lock();
    try {
      Set<String> all = new LinkedHashSet<>();
      keys.forEach(
          (key, present) -> {
            if (present.isOwn()) {
              all.add(key);
            }
          });
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** The leases of our keys, but for one. */
  Set<Long> leasesBeside(long lease) {
    lock.lock();
    try {
      Set<Long> all = new HashSet<>();
      for (PresentKey present : keys.values()) {
        if (present.isOwn() && present.lease() != 0 && present.lease() != lease) {
          all.add(present.lease());
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Those that came, changed or went since this was asked the last time. */
  Set<String> takeChanged() {
    lock.lock();
    try {
      Set<String> taken = changed;
      changed = new LinkedHashSet<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the watch has told what was written at that revision.
   *
   * @return false if it hasn't within that time
   */
  boolean await(long written, Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lockInterruptibly();
    try {
      while (revision < written && left > 0) {
        left = moved.awaitNanos(Math.min(left, NANOSECONDS.convert(longest)));
      }
      return revision >= written;
    } finally {
      lock.unlock();
    }
  }
}
