package io.herald.dns.zone;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.slab.ReadEpochs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The zone's write side: the union of the contributions, counted by reference. A batch takes
 * contributions out and puts others in; its cost is that of the nodes it touches, whatever the size
 * of the zone. Readers use {@link #index} and are never blocked. Writers are serialized by a lock
 * of this object; a batch is applied whole or, if it throws, not at all.
 *
 * <p>A new zone holds its SOA and NS records and is not loaded: fill it by any number of batches
 * (some thousand contributions at a time keep the peak of memory low), then call {@link
 * #markLoaded}. Until then all batches share the first serial.
 */
public final class Zone {

  private final Clock clock;
  private final AnswerIndex index;
  private final ZoneSettings settings;

  @GuardedBy("this")
  private final ZoneBatch batch;

  @GuardedBy("this")
  private final List<ZoneListener> listeners = new ArrayList<>();

  @GuardedBy("this")
  private long serial;

  /** What is served now. */
  @GuardedBy("this")
  private PackedRecords soa;

  @GuardedBy("this")
  private LargeSets largeSets = LargeSets.UNREPORTED;

  @GuardedBy("this")
  private boolean limited;

  /** A zone whose first serial is the clock's Unix time. */
  public Zone(ZoneSettings settings, Clock clock) {
    this(settings, clock, OptionalLong.empty(), new ReadEpochs());
  }

  /**
   * A zone that continues after {@code lastSerial}, the newest that secondaries have seen (0 to
   * 4294967295): its first serial is the greater of that plus one and Unix time (RFC 1982).
   */
  public Zone(ZoneSettings settings, Clock clock, long lastSerial) {
    this(settings, clock, OptionalLong.of(lastSerial), new ReadEpochs());
  }

  /**
   * A zone whose readers say in {@code epochs} that they read; zones with the same readers share
   * them.
   *
   * @param lastSerial what it continues after, if after any
   */
  public Zone(ZoneSettings settings, Clock clock, OptionalLong lastSerial, ReadEpochs epochs) {
    this.settings = requireNonNull(settings, "settings");
    this.clock = clock;
    this.serial = Serial.next(lastSerial.orElse(unixTime(clock) - 1), unixTime(clock));
    this.index = new AnswerIndex(settings.apex(), settings.ttl(), epochs);
    this.batch = new ZoneBatch(index, settings.ttl());
    this.soa = PackedRecords.NONE;
    batch.begin(false);
    batch.count(PackedRecords.of(settings.ns()), 1);
    publishSoa();
  }

  /** Reports every serial from now on to {@code listener}. */
  public synchronized void subscribe(ZoneListener listener) {
    listeners.add(listener);
  }

  /** Reports to {@code of}, from now on, which names get or lose sets that no message can hold. */
  public synchronized void report(LargeSets of) {
    largeSets = of;
  }

  /**
   * Notes for which audiences there is something below a name, so that one who may see nothing of
   * it isn't told that the name exists. To be called before the zone is filled; contributions for
   * an audience other than everyone need it.
   */
  public synchronized void limitToAudiences() {
    limited = true;
  }

  /** The read side: the same object for the zone's whole life. */
  public AnswerIndex index() {
    return index;
  }

  public ZoneSettings settings() {
    return settings;
  }

  /** The SOA serial, 0 to 4294967295. */
  public synchronized long serial() {
    return serial;
  }

  public boolean isLoaded() {
    return index.isLoaded();
  }

  /** Lets the zone be answered from. Calling it again does nothing. */
  public synchronized void markLoaded() {
    loading(index::setLoaded);
    batch.trim();
  }

  @GuardedBy("this")
  private void loading(Runnable step) {
    boolean before = isLoaded();
    step.run();
    if (isLoaded() && !before) {
      listeners.forEach(ZoneListener::loaded);
    }
  }

  /**
   * Lets the zone be answered from, but not for names at and below {@code part}, unless these were
   * loaded before. There is one such part in a zone.
   */
  public synchronized void markLoadedExcept(DnsName part) {
    loading(() -> index.setLoadedExcept(part));
  }

  /** Lets the names at and below {@code part} be answered, whatever the rest of the zone. */
  public synchronized void markLoaded(DnsName part) {
    index.setLoaded(part);
  }

  /**
   * Answers these names, if present, even before the zone is loaded; no other name is affected. All
   * their records must be present.
   */
  public synchronized void answerEarly(Collection<DnsName> names) {
    index.setEarly(names);
  }

  /**
   * Takes {@code removed} out and puts {@code added} in; returns what that changed in the union.
   *
   * @throws IllegalArgumentException if a record of {@code removed} was not put in as often as it
   *     is taken out, lies outside the zone, or has malformed rdata; the zone is then unchanged
   */
  public synchronized ZoneChange apply(List<Contribution> removed, List<Contribution> added) {
    batch.begin(limited);
    removed.forEach(contribution -> batch.count(contribution, -1));
    added.forEach(contribution -> batch.count(contribution, 1));
    batch.plan();
    batch.publish(largeSets);
    ZoneChange change = batch.change(serial);
    if (change.isEmpty() || !isLoaded()) {
      return change;
    }
    // The serial last: a reader of the new one finds the new records.
    advanceSerial();
    ZoneChange numbered = change.with(serial);
    listeners.forEach(listener -> listener.changed(change.serial(), numbered));
    return numbered;
  }

  /**
   * Takes the place of another zone of the same apex: continues after its serial, with a new one if
   * need be.
   *
   * @param most records that a difference may have to be worth reporting
   * @param then gets, before either zone changes again, how this one differs, serial included;
   *     empty if the difference is larger, if SOA, NS or TTL differ, or if one of the two isn't
   *     loaded
   */
  public void takePlaceOf(Zone before, int most, Consumer<Optional<ZoneChange>> then) {
    synchronized (before) {
      synchronized (this) {
        if (!Serial.isNewer(serial, before.serial)) {
          serial = before.serial;
          advanceSerial();
        }
        then.accept(
            isLoaded() && before.isLoaded() && settings.equals(before.settings)
                ? ZoneDifference.between(before.index, index, most, serial)
                : Optional.empty());
      }
    }
  }

  /** The zone as it is between two batches, for transfers and listings. */
  public synchronized ZoneSnapshot snapshot() {
    return index.snapshot(serial, settings);
  }

  @GuardedBy("this")
  private void advanceSerial() {
    long next = Serial.next(serial, unixTime(clock));
    listeners.forEach(listener -> listener.advancing(next));
    serial = next;
    batch.begin(limited);
    batch.count(soa, -1);
    publishSoa();
  }

  /** Puts the serial's SOA record in, with what has been counted. */
  @GuardedBy("this")
  private void publishSoa() {
    ResourceRecord record = settings.soa(serial);
    soa = PackedRecords.of(List.of(record));
    batch.count(soa, 1);
    batch.plan();
    batch.publish(LargeSets.UNREPORTED);
    index.setNegativeSoa(RrsetWriter.prepared(record, settings.negativeTtl()));
  }

  private static long unixTime(Clock clock) {
    return clock.instant().getEpochSecond();
  }
}
