package io.herald.runtime.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The words nearest to one, for "did you mean": by the number of characters to insert, drop, change
 * or swap with their neighbour (Damerau and Levenshtein, without overlaps). A name further away
 * than a third of the length is not near. Keeps only the five best. For one thread.
 */
public final class NameSuggestions {

  private static final int KEPT = 5;

  private record Near(String name, int distance) {}

  private static final Comparator<Near> BY_DISTANCE =
      Comparator.comparingInt(Near::distance).thenComparing(Near::name);

  private final String wanted;
  private final int limit;
  private final List<Near> best = new ArrayList<>(KEPT + 1);

  public NameSuggestions(String wanted) {
    this.wanted = wanted;
    this.limit = Math.max(2, wanted.length() / 3);
  }

  /** Takes the word among the candidates. */
  public void offer(String name) {
    int within = best.size() < KEPT ? limit : best.get(KEPT - 1).distance();
    if (Math.abs(name.length() - wanted.length()) > within) {
      return;
    }
    Near near = new Near(name, distance(wanted, name, within));
    if (near.distance() <= within && !best.contains(near)) {
      best.add(near);
      best.sort(BY_DISTANCE);
      if (best.size() > KEPT) {
        best.remove(KEPT);
      }
    }
  }

  /** The nearest first; at most five. */
  public List<String> names() {
    return best.stream().map(Near::name).toList();
  }

  /** The distance, or some number over {@code within} if it is more than that. */
  private static int distance(String a, String b, int within) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int cost = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost = Math.min(cost, beforeLast[j - 2] + 1);
        }
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > within) {
        return within + 1;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
