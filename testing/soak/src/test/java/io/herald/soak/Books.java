package io.herald.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run did and what it found wrong. Safe for use by several threads. */
final class Books {

  private static final int MOST = 50;

  private final long start = System.nanoTime();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized void wrong(String sentence) {
    if (wrong.size() < MOST) {
      wrong.add("at %.1f s: %s".formatted((System.nanoTime() - start) / 1e9, sentence));
    }
  }

  synchronized int counted(String what) {
    return counts.getOrDefault(what, 0);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  synchronized String summary(String title) {
    StringBuilder text = new StringBuilder("\n== ").append(title).append('\n');
    counts.forEach((what, count) -> text.append("  %8d  %s%n".formatted(count, what)));
    text.append("  %8d  violations%n".formatted(wrong.size()));
    wrong.forEach(sentence -> text.append("    ").append(sentence).append('\n'));
    return text.toString();
  }
}
