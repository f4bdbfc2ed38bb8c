package io.herald.jobs.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a file, and knows the line of each field that was read. */
final class Errors {

  private record At(int line, String text) {}

  private final String file;
  private final List<At> errors = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  Errors(String file) {
    this.file = file;
  }

  /** Remembers where a field stands. */
  void seen(String field, int line) {
    lines.putIfAbsent(field, line);
  }

  void add(int line, String field, String sentence) {
    String where = field.isEmpty() ? "" : field + ": ";
    errors.add(new At(line, file + ":" + line + ": " + where + sentence));
  }

  /** At the field's line, or at that of the nearest one around it. */
  void add(String field, String sentence) {
    add(line(field), field, sentence);
  }

  boolean any() {
    return !errors.isEmpty();
  }

  JobFormatException exception() {
    return new JobFormatException(
        errors.stream().sorted(Comparator.comparingInt(At::line)).map(At::text).toList());
  }

  private int line(String field) {
    String around = field;
    while (!around.isEmpty()) {
      Integer line = lines.get(around);
      if (line != null) {
        return line;
      }
      around = around.substring(0, Math.max(0, cut(around)));
    }
    return lines.getOrDefault("", 1);
  }

  private static int cut(String field) {
    return Math.max(field.lastIndexOf('.'), field.lastIndexOf('['));
  }
}
