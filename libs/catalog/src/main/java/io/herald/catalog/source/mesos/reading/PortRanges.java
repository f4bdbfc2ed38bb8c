package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A task's port resources in one form, whichever API reported them. */
public final class PortRanges {

  private PortRanges() {}

  /**
   * Parses what {@code /state} writes: {@code [31000-31001, 31010-31010]}; a number alone is a
   * range of one. A part that is not a range within 0-65535 is skipped and costs nothing, however
   * large its numbers are.
   *
   * @param refused called for each such part, with a sentence
   */
  public static List<PortRange> parse(String text, Consumer<String> refused) {
    String inner = text.strip();
    if (inner.startsWith("[") && inner.endsWith("]")) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    List<PortRange> ranges = new ArrayList<>();
    if (!inner.isEmpty()) {
      for (String part : inner.split(",", -1)) {
        one(part.strip(), refused).ifPresent(ranges::add);
      }
    }
    return merged(ranges);
  }

  /** In ascending order, with touching and overlapping ranges made one, as the master does. */
  static List<PortRange> merged(List<PortRange> ranges) {
    if (ranges.size() < 2) {
      return List.copyOf(ranges);
    }
    List<PortRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingInt(PortRange::begin));
    List<PortRange> merged = new ArrayList<>();
    for (PortRange range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && range.begin() <= merged.get(last).end() + 1) {
        PortRange before = merged.get(last);
        merged.set(last, new PortRange(before.begin(), Math.max(before.end(), range.end())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private static Optional<PortRange> one(String part, Consumer<String> refused) {
    int hyphen = part.indexOf('-');
    try {
      int begin = Integer.parseInt(hyphen < 0 ? part : part.substring(0, hyphen).strip());
      int end = hyphen < 0 ? begin : Integer.parseInt(part.substring(hyphen + 1).strip());
      return Optional.of(new PortRange(begin, end));
    } catch (NumberFormatException e) {
      refused.accept("ports: \"" + part + "\" is not a range BEGIN-END");
    } catch (IllegalArgumentException e) {
      refused.accept(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }
}
