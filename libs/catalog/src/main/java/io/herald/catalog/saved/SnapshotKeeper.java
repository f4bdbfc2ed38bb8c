package io.herald.catalog.saved;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Catalog;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Entity;
import io.herald.runtime.failure.Reason;
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
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cluster's last picture in a file, in a thread of its own: after a change, but not more
 * often than its {@link Pace} allows; without one now and then, so that its age tells how long
 * nobody was heard; and at the end. Who writes to the catalog waits only while the references to
 * its entities are copied.
 *
 * <p>A file that can't be written is told once, and again when it works; nothing else suffers.
 */
public final class SnapshotKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SnapshotKeeper.class);

  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
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
  private final Map<String, SourceStatus.Fault> faults = new TreeMap<>();
  private final ScheduledThreadPoolExecutor writer = new NamedScheduler("picture-keeper");

  private long savedNumber = -1;
  private Instant lookedAt;
  private Optional<Instant> saved = Optional.empty();
  private long bytes;
  private int failures;

  /** For who asks while the disk is waited for. */
  private volatile SnapshotStatus status;

  /**
   * Reads and writes nothing yet.
   *
   * @param cluster tells this cluster from every other one
   * @param sources how the catalog's sources stand, to tell how old their parts are
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
    for (String kind : List.of("write", "read", "damaged", "foreign")) {
      faults.put(kind, new SourceStatus.Fault(0, Optional.empty()));
    }
    this.status = new SnapshotStatus(file.toString(), saved, bytes, faults);
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * The picture that an earlier process left, by source; empty if there is none of this cluster. A
   * file that is of no use is set aside, so that it is neither read again nor lost.
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
      log.debug("{}: there is no saved picture yet", file);
    } catch (IOException e) {
      begin("read");
      log.warn("{}: the saved picture can't be read: {}; starting without it", file, Reason.of(e));
    } catch (SnapshotFileException e) {
      String kind = e.kind().name().toLowerCase(Locale.ROOT);
      begin(kind);
      log.warn("{}; starting without it; {}", e.getMessage(), setAside(kind));
    }
    return List.of();
  }

  private String setAside(String kind) {
    Path aside = file.resolveSibling(file.getFileName() + "." + kind);
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return "it is now " + aside;
    } catch (IOException e) {
      return "it can't be moved to " + aside + ": " + Reason.of(e);
    }
  }

  /** Begins to write; what the catalog holds by now is taken for saved if it was restored. */
  public synchronized void start() {
    if (sources.get().stream().anyMatch(SourceStatus::stale)) {
      savedNumber = catalog.status().number();
    }
    next(pace.changed());
  }

  /** How it stands; waits for nothing. */
  public SnapshotStatus status() {
    return status;
  }

  private void publish() {
    status = new SnapshotStatus(file.toString(), saved, bytes, faults);
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
        wait = backOff();
      }
    }
    next(wait);
  }

  private boolean isDue() {
    return catalog.status().number() != savedNumber
        || !clock.instant().isBefore(lookedAt.plus(pace.unchanged()));
  }

  private boolean save() {
    long number = catalog.status().number();
    Instant now = clock.instant();
    List<SourceStatus> standing = sources.get();
    Map<String, List<Entity>> held = catalog.pictures();
    List<SourceSnapshot> pictures = new ArrayList<>();
    for (SourceStatus source : standing) {
      List<Entity> entities = held.get(source.name());
      if (entities != null) {
        pictures.add(
            new SourceSnapshot(
                source.name(),
                MonotonicClock.dateOf(source.lastHeard().orElse(now), clock),
                entities));
      }
    }
    lookedAt = now;
    if (pictures.isEmpty() || standing.stream().allMatch(SourceStatus::stale)) {
      savedNumber = number;
      return true; // there is nothing that is not on the disk, or would be better there
    }
    try {
      bytes = SnapshotFile.write(file, cluster, MonotonicClock.dateOf(now, clock), pictures);
      saved = Optional.of(now);
      savedNumber = number;
      failures = 0;
      boolean failed = false;
      for (String kind : faults.keySet()) {
        failed |= end(kind);
      }
      if (failed) {
        log.info("{}: the picture is saved again", file);
      }
      publish();
      return true;
    } catch (IOException | RuntimeException e) {
      failures++;
      if (begin("write")) {
        log.warn(
            "{}: the picture can't be saved: {}; a restart would have to wait for the master;"
                + " trying on",
            file,
            Reason.of(e));
      }
      return false;
    }
  }

  private Duration backOff() {
    long bound =
        Math.min(LONGEST_BACK_OFF.toMillis(), pace.changed().toMillis() << Math.min(failures, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
  }

  private boolean begin(String kind) {
    SourceStatus.Fault before = requireNonNull(faults.get(kind));
    Instant since = before.since().orElseGet(clock::instant);
    faults.put(kind, new SourceStatus.Fault(before.count() + 1, Optional.of(since)));
    publish();
    return before.since().isEmpty();
  }

  private boolean end(String kind) {
    SourceStatus.Fault before = requireNonNull(faults.get(kind));
    faults.put(kind, new SourceStatus.Fault(before.count(), Optional.empty()));
    return before.since().isPresent();
  }

  /** Writes once more if there is news; then nothing happens any more. Safe to call twice. */
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
