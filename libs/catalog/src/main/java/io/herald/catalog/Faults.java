package io.herald.catalog;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What goes wrong, by kind: how often, and since when it lasts. Any thread may call; logs nothing.
 *
 * @param <K> the kinds
 */
public final class Faults<K extends Enum<K>> {

  private final Clock clock;

  @GuardedBy("this")
  private final Map<K, SourceStatus.Fault> faults;

  /** None of these kinds has occurred yet. */
  public Faults(Class<K> kinds, Clock clock) {
    this.clock = clock;
    this.faults = new EnumMap<>(kinds);
    for (K kind : kinds.getEnumConstants()) {
      faults.put(kind, new SourceStatus.Fault(0, Optional.empty()));
    }
  }

  /**
   * A fault occurred.
   *
   * @return whether it is a new one, so that all was well before
   */
  public boolean begin(K kind) {
    return begin(kind, 1);
  }

  /** A fault occurred {@code times} times at once. */
  public synchronized boolean begin(K kind, int times) {
    SourceStatus.Fault before = requireNonNull(faults.get(kind));
    Instant since = before.since().orElseGet(clock::instant);
    faults.put(kind, new SourceStatus.Fault(before.count() + times, Optional.of(since)));
    return before.since().isEmpty();
  }

  /**
   * The fault is over.
   *
   * @return whether it lasted until now
   */
  public synchronized boolean end(K kind) {
    SourceStatus.Fault before = requireNonNull(faults.get(kind));
    faults.put(kind, new SourceStatus.Fault(before.count(), Optional.empty()));
    return before.since().isPresent();
  }

  /** All kinds, by their names in lower case. */
  public synchronized Map<String, SourceStatus.Fault> view() {
    Map<String, SourceStatus.Fault> view = new TreeMap<>();
    faults.forEach((kind, fault) -> view.put(kind.name().toLowerCase(Locale.ROOT), fault));
    return view;
  }
}
