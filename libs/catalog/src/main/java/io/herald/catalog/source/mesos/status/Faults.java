package io.herald.catalog.source.mesos.status;

import io.herald.catalog.SourceStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What goes wrong: how often, and since when it lasts. Any thread may call; says nothing itself.
 */
public final class Faults {

  public enum Kind {
    /** The event stream broke or could not be had. */
    STREAM,
    /** ZooKeeper can't be reached; the leader that it named last is followed on. */
    ZOOKEEPER,
    /** {@code GET /state}, where there is no stream. */
    STATE,
    /** {@code GET /slaves}. */
    AGENTS,
    /** {@code GET /frameworks}. */
    FRAMEWORKS,
    /** Who leads and how long it waits for agents: GET_MASTER, {@code GET /flags}. */
    MASTER,
    /** The full reading beside the stream. */
    CHECK,
    /** That reading showed what the stream had not told. */
    DRIFT,
    /** A change could not be applied. */
    APPLY
  }

  private final Clock clock;
  private final Map<Kind, SourceStatus.Fault> faults = new EnumMap<>(Kind.class);

  public Faults(Clock clock) {
    this.clock = clock;
    for (Kind kind : Kind.values()) {
      faults.put(kind, new SourceStatus.Fault(0, Optional.empty()));
    }
  }

  /** It happened; true if all was well before. */
  public boolean begin(Kind kind) {
    return begin(kind, 1);
  }

  /** It happened so many times. */
  public synchronized boolean begin(Kind kind, int times) {
    SourceStatus.Fault before = faults.get(kind);
    Instant since = before.since().orElseGet(clock::instant);
    faults.put(kind, new SourceStatus.Fault(before.count() + times, Optional.of(since)));
    return before.since().isEmpty();
  }

  /** All is well; true if it was not before. */
  public synchronized boolean end(Kind kind) {
    SourceStatus.Fault before = faults.get(kind);
    faults.put(kind, new SourceStatus.Fault(before.count(), Optional.empty()));
    return before.since().isPresent();
  }

  synchronized Map<String, SourceStatus.Fault> view() {
    Map<String, SourceStatus.Fault> view = new TreeMap<>();
    faults.forEach((kind, fault) -> view.put(kind.name().toLowerCase(Locale.ROOT), fault));
    return view;
  }
}
