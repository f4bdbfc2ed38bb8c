package io.herald.dns.naming.zonefile;

import static java.util.Objects.requireNonNull;

import io.herald.dns.record.ResourceRecord;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one master file: reads it at the start and whenever it looks different, and when it is
 * told to. A file that can't be used, or is gone, changes nothing that is served; why is told,
 * until it is good again. Safe for any thread.
 */
public final class StaticRecords implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StaticRecords.class);

  /** Where the records go. */
  public interface Target {

    /** These are the file's records now. */
    void records(List<ResourceRecord> records);

    /** Why the file can't be used; empty once it can. Its last good records stay. */
    void problem(Optional<String> sentence);
  }

  private final Path path;
  private final ZoneFile reader;
  private final Target target;
  private final Duration interval;
  private final ScheduledExecutorService thread = new NamedScheduler("dns-zone-file");

  private @Nullable Look seen;
  private List<ResourceRecord> served = List.of();
  private boolean bad;
  private boolean everGood;

  /**
   * Reads nothing before {@link #start}.
   *
   * @param interval between two looks at the file
   */
  public StaticRecords(Path path, ZoneFile reader, Target target, Duration interval) {
    this.path = requireNonNull(path, "path");
    this.reader = requireNonNull(reader, "reader");
    this.target = requireNonNull(target, "target");
    this.interval = requireNonNull(interval, "interval");
  }

  /** How a file looks from outside. A key tells a file that was replaced from one that was not. */
  private record Look(long modified, long size, @Nullable Object key) {}

  /** Reads the file, and looks at it from now on. */
  public void start() {
    reload();
    long millis = interval.toMillis();
    var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Reads the file, changed or not; true if it is good. */
  public synchronized boolean reload() {
    seen = null;
    look();
    return !bad;
  }

  private synchronized void look() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      Look look = new Look(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
      if (!look.equals(seen)) {
        List<ResourceRecord> records;
        try (InputStream file = Files.newInputStream(path)) {
          records = reader.read(file, path.toString());
        }
        seen = look;
        take(records);
      }
    } catch (ZoneFileException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      refuse(path + ": " + Reason.of(path, e));
    } catch (IOException e) {
      refuse(path + ": it can't be read: " + Reason.of(path, e));
    } catch (RuntimeException e) {
      // Whatever it was: the next look must come.
      log.error("{}: its records could not be taken over", path, e);
    }
  }

  private void take(List<ResourceRecord> records) {
    if (!records.equals(served)) {
      target.records(records);
      served = List.copyOf(records);
      log.info("{}: {} records are served", path, records.size());
    } else if (bad) {
      log.info("{}: it is good again", path);
    }
    bad = false;
    everGood = true;
    target.problem(Optional.empty());
  }

  private void refuse(String sentence) {
    bad = true;
    target.problem(
        Optional.of(
            everGood
                ? sentence + "; the " + served.size() + " records read before are served"
                : sentence));
  }

  /** Looks at the file no more; its records stay. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
