package io.herald.catalog.source.mesos.status;

import io.herald.catalog.Faults;
import io.herald.catalog.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How the source stands, for who asks. Any thread may read; the fields have one writer each. */
public final class MesosSourceStatus {

  private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
  private volatile Optional<String> following = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<String> electionTrouble = Optional.empty();
  private volatile Optional<Instant> lastHeard = Optional.empty();
  private volatile Optional<String> noStream = Optional.empty();
  private volatile Optional<Instant> lastPicture = Optional.empty();
  private volatile Optional<SourceStatus.Reading> reading = Optional.empty();
  private volatile int recovering;
  private volatile boolean stale;

  /** What was known until then is served, for want of a picture of our own. */
  public void restored(Instant heard) {
    stale = true;
    lastHeard = Optional.of(heard);
    lastPicture = Optional.of(heard);
    trouble = Optional.of("no master has been heard since the start; the saved picture is served");
  }

  void heard(Instant now) {
    if (!stale) {
      lastHeard = Optional.of(now);
    }
  }

  public void event(String type, Instant now) {
    events.computeIfAbsent(type, unused -> new LongAdder()).increment();
    heard(now);
  }

  /** A whole picture has come by stream or poll. */
  public void pictured(String how, Instant now) {
    following = Optional.of(how);
    lastPicture = Optional.of(now);
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

  /** Whether what is held was told in this run. */
  public boolean isPictured() {
    return lastPicture.isPresent() && !stale;
  }

  /** There is no stream from now on; what is polled is followed all the same. */
  public void streamLost(String why) {
    noStream = Optional.of(why);
    cutOff(why);
  }

  public void cutOff(String why) {
    following = Optional.empty();
    trouble = Optional.of(why);
  }

  /** Why nobody tells who is elected; empty: somebody does. */
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

  /**
   * @param hint what may be wrong though all is answered
   */
  public SourceStatus status(
      String name, MesosSkippedItems skips, Faults<MesosFault> faults, Optional<String> hint) {
    Map<String, Long> counts = new TreeMap<>();
    events.forEach((type, count) -> counts.put(type, count.sum()));
    return new SourceStatus(
        name,
        following,
        wholeTrouble(),
        lastHeard,
        lastPicture,
        counts,
        skips.counts(),
        recovering,
        stale,
        faults.view(),
        reading,
        hint);
  }
}
