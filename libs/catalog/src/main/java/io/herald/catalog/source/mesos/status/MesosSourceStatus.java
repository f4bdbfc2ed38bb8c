package io.herald.catalog.source.mesos.status;

import io.herald.catalog.Catalog;
import io.herald.catalog.EventCounts;
import io.herald.catalog.Faults;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.ZooKeeperSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The source's status: what is followed, since when, and what goes wrong. Any thread may read; each
 * field has one writer.
 */
public final class MesosSourceStatus {

  private final Faults<MesosFault> faults;
  private final MesosSkippedItems skippedItems = new MesosSkippedItems();
  private final PermissionHint permissionHint;
  private final EventCounts events = new EventCounts();
  private final Optional<Supplier<ZooKeeperSession>> session;
  private volatile Optional<String> following = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<String> electionTrouble = Optional.empty();
  private volatile Optional<Instant> lastHeard = Optional.empty();
  private volatile Optional<String> noStream = Optional.empty();
  private volatile Optional<Instant> lastSnapshot = Optional.empty();
  private volatile Optional<SourceStatus.Reading> reading = Optional.empty();
  private volatile int recovering;
  private volatile boolean stale;

  /**
   * Nothing is followed yet.
   *
   * @param session with ZooKeeper, as it stands when asked; empty if none is needed
   */
  public MesosSourceStatus(
      Catalog catalog, Optional<Supplier<ZooKeeperSession>> session, Clock clock) {
    this.session = session;
    this.faults = new Faults<>(MesosFault.class, clock);
    this.permissionHint = new PermissionHint(catalog, this);
  }

  public Faults<MesosFault> faults() {
    return faults;
  }

  public MesosSkippedItems skippedItems() {
    return skippedItems;
  }

  public PermissionHint permissionHint() {
    return permissionHint;
  }

  /** What was known until then is served until we have read our own snapshot. */
  public void restored(Instant heard) {
    stale = true;
    lastHeard = Optional.of(heard);
    lastSnapshot = Optional.of(heard);
    trouble = Optional.of("no master has answered since the start; the saved snapshot is served");
  }

  void heard(Instant now) {
    if (!stale) {
      lastHeard = Optional.of(now);
    }
  }

  public void event(String type, Instant now) {
    events.count(type);
    heard(now);
  }

  /** A whole snapshot has come by stream or poll. */
  public void snapshotRead(String how, Instant now) {
    following = Optional.of(how);
    lastSnapshot = Optional.of(now);
    stale = false;
    heard(now);
    noStream = how.equals("stream") ? Optional.empty() : noStream;
    trouble = noStream;
  }

  /**
   * All that the master says was read, as it was then.
   *
   * @param every how soon it is read again, at the latest
   */
  public void readWhole(Instant then, Duration every) {
    reading = Optional.of(new SourceStatus.Reading(then, every));
  }

  /** Whether what is held was read in this run. */
  public boolean hasSnapshot() {
    return lastSnapshot.isPresent() && !stale;
  }

  /** The stream is lost, or could not be had; polling may follow. */
  public void streamLost(String why) {
    noStream = Optional.of(why);
    cutOff(why);
  }

  public void cutOff(String why) {
    following = Optional.empty();
    trouble = Optional.of(why);
  }

  /** Why the elected master is not known; empty: it is known. */
  public void electionUnknown(Optional<String> why) {
    electionTrouble = why;
  }

  /** The cause first. */
  private Optional<String> wholeTrouble() {
    Optional<String> cause = electionTrouble;
    Optional<String> effect = trouble.filter(why -> !cause.equals(Optional.of(why)));
    return cause.isPresent()
        ? cause.map(first -> first + effect.map(why -> "; " + why).orElse(""))
        : effect;
  }

  public void recovering(int agents) {
    recovering = agents;
  }

  /** The status now, under the source's name. */
  public SourceStatus view(String name) {
    return new SourceStatus(
        name,
        following,
        wholeTrouble(),
        lastHeard,
        lastSnapshot,
        events.view(),
        skippedItems.counts(),
        recovering,
        stale,
        faults.view(),
        reading,
        permissionHint.now(),
        session.map(Supplier::get));
  }
}
