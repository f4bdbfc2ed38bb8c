package io.herald.dns.answer;

import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LookupKey;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The zones that are answered from, and the innermost one that the last name looked for is in. One
 * for each thread.
 */
final class ServedZones {

  private final AnswerIndex[] zones;

  /** Where some lie in others, all of them, the inner ones first; else none. */
  private final AnswerIndex[] innermostFirst;

  private AnswerIndex found;

  /**
   * @param zones at least one; the first is the one that most questions are about
   */
  ServedZones(List<AnswerIndex> zones) {
    this.zones = zones.toArray(AnswerIndex[]::new);
    this.found = zones.get(0);
    this.innermostFirst =
        zones.stream().anyMatch(zone -> zones.stream().anyMatch(other -> isWithin(zone, other)))
            ? zones.stream()
                .sorted(Comparator.comparing((AnswerIndex zone) -> -zone.apex().labels()))
                .toArray(AnswerIndex[]::new)
            : new AnswerIndex[0];
  }

  private static boolean isWithin(AnswerIndex zone, AnswerIndex other) {
    return zone != other && zone.apex().isAtOrBelow(other.apex());
  }

  /** The zone of the name that was looked for last; the first if it is in none. */
  AnswerIndex found() {
    return found;
  }

  /** The name's node, if there is one. */
  byte @Nullable [] find(LookupKey name) {
    for (AnswerIndex zone : innermostFirst) {
      if (name.isAtOrBelow(zone.apexWire())) {
        found = zone;
        return zone.find(name);
      }
    }
    found = zones[0];
    byte[] node = found.find(name);
    for (int i = 1; i < zones.length && node == null && !contain(name); i++) {
      if (name.isAtOrBelow(zones[i].apexWire())) {
        found = zones[i];
        node = found.find(name);
      }
    }
    return node;
  }

  /** Whether the name that was looked for last is in {@link #found}. */
  boolean contain(LookupKey name) {
    return name.isAtOrBelow(found.apexWire());
  }
}
