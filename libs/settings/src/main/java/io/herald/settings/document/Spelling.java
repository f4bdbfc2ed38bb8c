package io.herald.settings.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelt one was meant to be. */
final class Spelling {

  private static final int MOST_EDITS = 2;

  private Spelling() {}

  static Optional<String> nearest(String written, Collection<String> names) {
    return names.stream()
        .filter(name -> edits(written, name) <= Math.min(MOST_EDITS, name.length() / 2))
        .min(Comparator.comparingInt(name -> edits(written, name)));
  }

  /** Levenshtein's distance: letters to add, drop or change. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j - 1], row[j]));
      }
    }
    return row[b.length()];
  }
}
