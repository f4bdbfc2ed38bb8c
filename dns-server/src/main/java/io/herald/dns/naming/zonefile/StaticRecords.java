package io.herald.dns.naming.zonefile;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.record.ResourceRecord;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.files.ReloadingFile;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one master file: reads it again when it looks different, and on demand. While a file
 * can't be used, or is gone, its last good records stay and the target has the reason. A scheduler
 * looks at the file; a changed one is read by a thread of its own, because a large file takes time.
 * Safe for any thread.
 */
public final class StaticRecords implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StaticRecords.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Where the records go. Called by one thread at a time. */
  public interface Target {

    /** These are the file's records now. */
    void records(List<ResourceRecord> records);

    /** Why the file can't be used; empty once it can. Its last good records stay. */
    void problem(Optional<String> sentence);
  }

  private final Path path;
  private final Target target;
  private final ScheduledExecutorService scheduler;
  private final ReloadingFile<List<ResourceRecord>> file;

  /** Held while the file is read, so that the scheduler never waits for that. */
  private final ReentrantLock reading = new ReentrantLock();

  /** Used with the lock held, by the file's listener too. */
  private List<ResourceRecord> served = List.of();

  @GuardedBy("this")
  private @Nullable Future<?> looks;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Reads the file for the first time; nothing follows it before {@link #start}.
   *
   * @param target where the records go
   * @param scheduler looks at the file now and then
   * @param clock monotonic
   * @throws IllegalArgumentException if the file can't be used; the message names it and says why
   */
  public StaticRecords(
      Path path, ZoneFile reader, Target target, ScheduledExecutorService scheduler, Clock clock) {
    this.path = requireNonNull(path, "path");
    this.target = requireNonNull(target, "target");
    this.scheduler = requireNonNull(scheduler, "scheduler");
    try {
      this.file =
          new ReloadingFile<>(
              List.of(path), () -> read(path, reader), new Changes(), INTERVAL, clock);
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": " + Reason.of(path, e), e);
    }
  }

  private static List<ResourceRecord> read(Path path, ZoneFile reader) {
    try (InputStream in = Files.newInputStream(path)) {
      return List.copyOf(reader.read(in, path.toString()));
    } catch (ZoneFileException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(path + ": " + Reason.of(path, e), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": it can't be read: " + Reason.of(path, e), e);
    }
  }

  /** Gives the target the records, and those of each change from now on. */
  public void start() {
    reading.lock();
    try {
      take(file.current());
    } finally {
      reading.unlock();
    }
    synchronized (this) {
      if (!closed) {
        looks =
            scheduler.scheduleWithFixedDelay(
                this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void look() {
    if (reading.tryLock()) {
      boolean changed;
      try {
        changed = file.isChanged();
      } finally {
        reading.unlock();
      }
      if (changed) {
        Threads.daemon("dns-zone-file", this::refresh).start();
      }
    }
  }

  private void refresh() {
    reading.lock();
    try {
      file.refresh();
    } finally {
      reading.unlock();
    }
  }

  /**
   * Reads the file, changed or not.
   *
   * @return why it can't be used; empty if its records are in force
   */
  public Optional<String> reload() {
    reading.lock();
    try {
      return file.reload().map(this::refusal);
    } finally {
      reading.unlock();
    }
  }

  private void take(List<ResourceRecord> records) {
    if (!records.equals(served)) {
      target.records(records);
      served = records;
    }
    target.problem(Optional.empty());
    log.info("{}: serving {} records", path, records.size());
  }

  private String refusal(String reason) {
    return reason + "; the " + served.size() + " records read before are served";
  }

  /** Of the file; called with {@link #reading} held. */
  private final class Changes implements ReloadingFile.Listener<List<ResourceRecord>> {

    @Override
    public void reloaded(List<ResourceRecord> records) {
      take(records);
    }

    @Override
    public void failed(String reason) {
      target.problem(Optional.of(refusal(reason)));
    }
  }

  /** Looks at the file no more; its records stay. */
  @Override
  public synchronized void close() {
    closed = true;
    if (looks != null) {
      looks.cancel(false);
    }
  }
}
