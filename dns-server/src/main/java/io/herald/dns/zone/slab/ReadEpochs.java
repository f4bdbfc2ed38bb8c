package io.herald.dns.zone.slab;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who reads now, and since when, as numbers of epochs that rise: what was withdrawn in an epoch may
 * be written over once every reader of that epoch and of earlier ones has left. Several {@link
 * Slabs} may share one, so that a reader of all of them enters once. Safe for any thread.
 */
public final class ReadEpochs {

  private static final long OUTSIDE = 0;

  private final AtomicLong current = new AtomicLong(1);

  @GuardedBy("this")
  private final List<WeakReference<Reader>> known = new ArrayList<>();

  /** The same, for who looks at them; replaced with each change. */
  private volatile List<WeakReference<Reader>> readers = List.of();

  /**
   * One reader: for one thread at a time. It enters, reads, and exits soon, since what is withdrawn
   * meanwhile waits for it; it allocates nothing and waits for nobody.
   *
   * <p>Order is kept by fences between plain accesses, as elsewhere in the zone: of its epoch the
   * reader's store comes before all that it reads, and its leaving after.
   */
  public static final class Reader {

    /** Alone in its cache lines: a neighbour's writes would cost every query. */
    private static final int EPOCH = 8;

    private final long[] line = new long[2 * EPOCH];
    private final AtomicLong current;

    private Reader(AtomicLong current) {
      this.current = current;
    }

    /** From now on what it finds stays. */
    public void enter() {
      line[EPOCH] = current.get();
      VarHandle.fullFence();
    }

    /** From now on it uses nothing of what it found. */
    public void exit() {
      VarHandle.releaseFence();
      line[EPOCH] = OUTSIDE;
    }

    private long epoch() {
      return line[EPOCH];
    }
  }

  /** A new reader, outside. It counts as long as somebody refers to it. */
  public Reader newReader() {
    Reader reader = new Reader(current);
    synchronized (this) {
      known.removeIf(other -> other.refersTo(null));
      known.add(new WeakReference<>(reader));
      readers = List.copyOf(known);
    }
    return reader;
  }

  /**
   * Ends an epoch and returns its number: who enters from now on sees what the caller did before.
   */
  long advance() {
    return current.getAndIncrement();
  }

  /** The epoch in which the first of those entered who are inside; {@code MAX_VALUE}: nobody is. */
  long oldest() {
    VarHandle.fullFence();
    long oldest = Long.MAX_VALUE;
    for (WeakReference<Reader> reference : readers) {
      Reader reader = reference.get();
      long epoch = reader == null ? OUTSIDE : reader.epoch();
      if (epoch != OUTSIDE && epoch < oldest) {
        oldest = epoch;
      }
    }
    // What they have read is behind them before anything is written over.
    VarHandle.fullFence();
    return oldest;
  }
}
