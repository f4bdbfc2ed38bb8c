package io.herald.dns.answer;

import io.herald.dns.record.DnsName;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;
import io.herald.dns.zone.slab.ReadEpochs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The zones that are answered from, and the innermost one that the last name looked for is in. One
 * for each thread.
 */
final class ServedZones {

  private final AnswerIndex[] zones;

  /** Where some lie in others: all of them, by the length of their apexes; else none. */
  private final AnswerIndex[] @Nullable [] byLength;

  /** Of each of the zones' epochs, mostly one for all. */
  private final ReadEpochs.Reader[] readers;

  private AnswerIndex found;

  /**
   * @param zones at least one; the first is the one that most questions are about
   */
  ServedZones(List<AnswerIndex> zones) {
    this.zones = zones.toArray(AnswerIndex[]::new);
    this.readers =
        zones.stream()
            .map(AnswerIndex::epochs)
            .distinct()
            .map(ReadEpochs::newReader)
            .toArray(ReadEpochs.Reader[]::new);
    this.found = zones.get(0);
    this.byLength =
        zones.stream().anyMatch(zone -> zones.stream().anyMatch(other -> isWithin(zone, other)))
            ? byLength(zones)
            : new AnswerIndex[0][];
  }

  private static AnswerIndex[] @Nullable [] byLength(List<AnswerIndex> zones) {
    AnswerIndex[] @Nullable [] byLength = new AnswerIndex[DnsName.MAX_LENGTH + 1][];
    for (AnswerIndex zone : zones) {
      int length = zone.apexWire().length;
      byLength[length] =
          zones.stream()
              .filter(other -> other.apexWire().length == length)
              .toArray(AnswerIndex[]::new);
    }
    return byLength;
  }

  private static boolean isWithin(AnswerIndex zone, AnswerIndex other) {
    return zone != other && zone.apex().isAtOrBelow(other.apex());
  }

  /** From now on nodes that are found stay as they are. */
  void enter() {
    for (ReadEpochs.Reader reader : readers) {
      reader.enter();
    }
  }

  /** From now on nothing that was found is looked at. */
  void exit() {
    for (ReadEpochs.Reader reader : readers) {
      reader.exit();
    }
  }

  /** The zone of the name that was looked for last; the first if it is in none. */
  AnswerIndex found() {
    return found;
  }

  /** Goes on as if the name that was looked for last were in that zone. */
  void select(AnswerIndex zone) {
    found = zone;
  }

  /**
   * Looks at the name's node, if there is one.
   *
   * @param node set to it, or left as it is
   * @return whether there is one
   */
  boolean find(LookupKey name, Node node) {
    if (byLength.length > 0) {
      AnswerIndex innermost = innermost(name);
      if (innermost != null) {
        found = innermost;
        return innermost.find(name, node);
      }
    }
    found = zones[0];
    boolean there = found.find(name, node);
    for (int i = 1; i < zones.length && !there && !contain(name); i++) {
      if (name.isAtOrBelow(zones[i].apexWire())) {
        found = zones[i];
        there = found.find(name, node);
      }
    }
    return there;
  }

  /** From end to end of the name, so that what it costs doesn't rise with the number of zones. */
  private @Nullable AnswerIndex innermost(LookupKey name) {
    for (int start = 0; start < name.length; start += name.name[start] + 1) {
      AnswerIndex[] candidates = byLength[name.length - start];
      if (candidates != null) {
        for (AnswerIndex zone : candidates) {
          byte[] apex = zone.apexWire();
          if (Arrays.equals(name.name, start, name.length, apex, 0, apex.length)) {
            return zone;
          }
        }
      }
    }
    return null;
  }

  /** Whether the name that was looked for last is in {@link #found}. */
  boolean contain(LookupKey name) {
    return name.isAtOrBelow(found.apexWire());
  }
}
