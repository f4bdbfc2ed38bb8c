package io.herald.catalog.saved;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Catalog;
import io.herald.catalog.Faults;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Entity;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cluster's last snapshot in a file, on a thread of its own: after a change, but not more
 * often than its {@link Pace} allows; without a change now and then, so that its age shows how long
 * no source was heard; and when it is closed. Writers of the catalog wait only while the references
 * to its entities are copied.
 *
 * <p>The first failure to write and the recovery are logged; nothing else suffers.
 */
public final class SnapshotKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SnapshotKeeper.class);

  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final int REST_PER_WORK = 10;

  /**
   * How often the file is written.
   *
   * @param changed the shortest time between two writings; ten times as long as one takes, if that
   *     is more
   * @param unchanged after how long it is written although nothing changed
   */
  public record Pace(Duration changed, Duration unchanged) {
    public static final Pace DEFAULT = new Pace(Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  private final Path file;
  private final String cluster;
  private final Catalog catalog;
  private final Supplier<List<SourceStatus>> sources;
  private final Pace pace;
  private final Clock clock;
  private final Faults<Fault> faults;
  private final Backoff backoff;
  private final ScheduledThreadPoolExecutor writer = new NamedScheduler("snapshot-keeper");

  @GuardedBy("this")
  private long savedNumber = -1;

  @GuardedBy("this")
  private Instant lookedAt;

  @GuardedBy("this")
  private Optional<Instant> saved = Optional.empty();

  @GuardedBy("this")
  private long bytes;

  /** Readers of the status don't wait for the disk. */
  private volatile SnapshotStatus status;

  /** The names are those of {@code /v1}. */
  private enum Fault {
    WRITE,
    READ,
    DAMAGED,
    FOREIGN
  }

  /**
   * Reads and writes nothing yet.
   *
   * @param cluster distinguishes this cluster from every other one
   * @param sources the status of the catalog's sources, for the age of their parts
   */
  public SnapshotKeeper(
      Path file,
      String cluster,
      Catalog catalog,
      Supplier<List<SourceStatus>> sources,
      Pace pace,
      Clock clock) {
    this.file = requireNonNull(file, "file");
    this.cluster = requireNonNull(cluster, "cluster");
    this.catalog = requireNonNull(catalog, "catalog");
    this.sources = requireNonNull(sources, "sources");
    this.pace = requireNonNull(pace, "pace");
    this.clock = requireNonNull(clock, "clock");
    this.lookedAt = clock.instant();
    this.faults = new Faults<>(Fault.class, clock);
    Duration least = Duration.ofMillis(1);
    Duration twice = pace.changed().multipliedBy(2);
    Duration first = twice.compareTo(least) < 0 ? least : twice;
    this.backoff =
        new Backoff(
            first.compareTo(LONGEST_BACKOFF) < 0 ? first : LONGEST_BACKOFF, LONGEST_BACKOFF);
    this.status = new SnapshotStatus(file.toString(), saved, bytes, faults.view());
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * The snapshot that an earlier process left, by source; empty if there is none of this cluster. A
   * file that can't be used is set aside, so that it is neither read again nor lost.
   */
  public synchronized List<SourceSnapshot> read() {
    try {
      return SnapshotFile.read(file, cluster, catalog.interner()).stream()
          .map(
              then ->
                  new SourceSnapshot(
                      then.source(),
                      MonotonicClock.readingAt(then.heard(), clock),
                      then.entities()))
          .toList();
    } catch (NoSuchFileException e) {
      log.debug("{}: there is no saved snapshot yet", file);
    } catch (IOException e) {
      faults.begin(Fault.READ);
      publish();
      log.warn("{}: the saved snapshot can't be read: {}; starting without it", file, Reason.of(e));
    } catch (SnapshotFileException e) {
      faults.begin(fault(e.kind()));
      publish();
      String suffix = e.kind().name().toLowerCase(Locale.ROOT);
      log.warn("{}; starting without it; {}", e.getMessage(), setAside(suffix));
    }
    return List.of();
  }

  private static Fault fault(SnapshotFileException.Kind kind) {
    return switch (kind) {
      case DAMAGED -> Fault.DAMAGED;
      case FOREIGN -> Fault.FOREIGN;
    };
  }

  private String setAside(String suffix) {
    Path aside = file.resolveSibling(file.getFileName() + "." + suffix);
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return "it is now " + aside;
    } catch (IOException e) {
      return "it can't be moved to " + aside + ": " + Reason.of(e);
    }
  }

  /** Begins to write; what the catalog holds by now counts as saved if it was restored. */
  public synchronized void start() {
    if (sources.get().stream().anyMatch(SourceStatus::stale)) {
      savedNumber = catalog.status().number();
    }
    next(pace.changed());
  }

  /** The status now; waits for nothing. */
  public SnapshotStatus status() {
    return status;
  }

  @GuardedBy("this")
  private void publish() {
    status = new SnapshotStatus(file.toString(), saved, bytes, faults.view());
  }

  private void next(Duration wait) {
    if (!writer.isShutdown()) {
      var unused = writer.schedule(this::turn, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void turn() {
    Duration wait = pace.changed();
    if (isDue()) {
      Instant began = clock.instant();
      if (save()) {
        Duration rest = Duration.between(began, clock.instant()).multipliedBy(REST_PER_WORK);
        wait = rest.compareTo(wait) > 0 ? rest : wait;
      } else {
        wait = backoff.failed();
      }
    }
    next(wait);
  }

  @GuardedBy("this")
  private boolean isDue() {
    return catalog.status().number() != savedNumber
        || !clock.instant().isBefore(lookedAt.plus(pace.unchanged()));
  }

  @GuardedBy("this")
  private boolean save() {
    long number = catalog.status().number();
    Instant now = clock.instant();
    List<SourceStatus> statuses = sources.get();
    Map<String, List<Entity>> held = catalog.snapshots();
    List<SourceSnapshot> snapshots = new ArrayList<>();
    for (SourceStatus source : statuses) {
      List<Entity> entities = held.get(source.name());
      if (entities != null) {
        snapshots.add(
            new SourceSnapshot(
                source.name(),
                MonotonicClock.dateOf(source.lastHeard().orElse(now), clock),
                entities));
      }
    }
    lookedAt = now;
    if (snapshots.isEmpty() || statuses.stream().allMatch(SourceStatus::stale)) {
      savedNumber = number;
      return true; // there is nothing that is not on the disk, or would be better there
    }
    try {
      bytes = SnapshotFile.write(file, cluster, MonotonicClock.dateOf(now, clock), snapshots);
      saved = Optional.of(now);
      savedNumber = number;
      backoff.succeeded();
      boolean failed = false;
      for (Fault fault : Fault.values()) {
        failed |= faults.end(fault);
      }
      if (failed) {
        log.info("{}: the snapshot is saved again", file);
      }
      publish();
      return true;
    } catch (IOException | RuntimeException e) {
      if (faults.begin(Fault.WRITE)) {
        log.warn(
            "{}: the snapshot can't be saved: {}; after a restart names are missing until a master"
                + " answers; retrying",
            file,
            Reason.of(e));
      }
      publish();
      return false;
    }
  }

  /** Saves what has changed since, and ends. Safe to call twice. */
  @Override
  public void close() {
    if (writer.isShutdown()) {
      return;
    }
    writer.shutdown();
    synchronized (this) {
      if (!sources.get().isEmpty() && catalog.status().number() > 0) {
        save();
      }
    }
  }
}
