package io.herald.runtime.files;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of one file, or of several that belong together, read again when one of them has
 * changed. While what is there can't be used, the last good content stays. Nothing is looked at
 * until a caller asks: a scheduler calls {@link #refresh}, a request {@link #get}. Tells its
 * listener of each change, logs nothing itself. Safe for any thread.
 *
 * @param <T> the content, immutable
 */
public final class ReloadingFile<T> {

  /** Reads the files. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads them all.
     *
     * @throws IOException if one can't be read
     * @throws IllegalArgumentException if they can't be used; the message says why
     */
    T read() throws IOException;
  }

  /** Hears of changes, one at a time, while the file is locked; for a line in the log. */
  public interface Listener<T> {

    /** New content is in force. */
    void reloaded(T content);

    /** What is there now can't be used; said once for each state of the files. */
    void failed(String reason);
  }

  private final List<Path> files;
  private final Reader<T> reader;
  private final Listener<T> listener;
  private final Duration interval;
  private final @Nullable Clock clock;
  private volatile T content;

  @GuardedBy("this")
  private List<String> stamps;

  @GuardedBy("this")
  private Instant checked;

  @GuardedBy("this")
  private @Nullable String failure;

  @GuardedBy("this")
  private @Nullable List<String> failedStamps;

  /**
   * Reads for the first time.
   *
   * @param interval {@link #get} looks at the files at most once in this time
   * @param clock of the interval: one that is never set
   * @throws IOException if a file can't be read
   * @throws IllegalArgumentException if they can't be used; the message says why
   */
  public ReloadingFile(
      List<Path> files, Reader<T> reader, Listener<T> listener, Duration interval, Clock clock)
      throws IOException {
    this(files, reader, listener, interval, clock, clock.instant());
  }

  /**
   * Reads for the first time; later {@link #refresh} and {@link #reload} alone look at the files.
   *
   * @throws IOException if a file can't be read
   * @throws IllegalArgumentException if they can't be used; the message says why
   */
  public ReloadingFile(List<Path> files, Reader<T> reader, Listener<T> listener)
      throws IOException {
    this(files, reader, listener, Duration.ZERO, null, Instant.EPOCH);
  }

  private ReloadingFile(
      List<Path> files,
      Reader<T> reader,
      Listener<T> listener,
      Duration interval,
      @Nullable Clock clock,
      Instant now)
      throws IOException {
    this.files = List.copyOf(files);
    this.reader = requireNonNull(reader, "reader");
    this.listener = requireNonNull(listener, "listener");
    this.interval = requireNonNull(interval, "interval");
    this.clock = clock;
    // The stamps first: what changes while it is read is read again.
    this.stamps = stamps();
    this.content = requireNonNull(reader.read(), "content");
    this.checked = now;
  }

  /** What was good last, after a look at the files if the last one is long ago. */
  public T get() {
    if (clock != null) {
      refreshAfterInterval(clock);
    }
    return content;
  }

  private synchronized void refreshAfterInterval(Clock clock) {
    Instant now = clock.instant();
    if (!now.isBefore(checked.plus(interval))) {
      checked = now;
      refresh();
    }
  }

  /** What was good last, without a look at the files; never waits. */
  public T current() {
    return content;
  }

  /** Whether {@link #refresh} would read the files; waits while they are being read. */
  public synchronized boolean isChanged() {
    return failure != null || !stamps().equals(stamps);
  }

  /** Looks at the files, and reads them if one has changed since they were good. */
  public synchronized void refresh() {
    read(false);
  }

  /**
   * Reads the files, changed or not.
   *
   * @return why they can't be used; empty if they are in force
   */
  public synchronized Optional<String> reload() {
    read(true);
    return Optional.ofNullable(failure);
  }

  @GuardedBy("this")
  private void read(boolean anyhow) {
    List<String> present = stamps();
    if (!anyhow && failure == null && present.equals(stamps)) {
      return;
    }
    try {
      T read = requireNonNull(reader.read(), "content");
      stamps = present;
      content = read;
      failure = null;
      failedStamps = null;
      listener.reloaded(read);
    } catch (IOException | IllegalArgumentException e) {
      failure = Reason.of(e);
      if (!present.equals(failedStamps)) {
        failedStamps = present;
        listener.failed(failure);
      }
    }
  }

  /** Another time, length or file tells a changed one; so does one that came or went. */
  private List<String> stamps() {
    List<String> now = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        now.add(
            attributes.lastModifiedTime().toInstant()
                + " "
                + attributes.size()
                + " "
                + attributes.fileKey());
      } catch (IOException e) {
        now.add(Reason.of(file, e));
      }
    }
    return now;
  }
}
