package io.herald.settings.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a file, and knows the line of each field that was read. */
public final class DocumentErrors {

  private record At(int line, String text) {}

  private final String file;
  private final List<At> errors = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  /**
   * No errors yet.
   *
   * @param file the name that errors give
   */
  public DocumentErrors(String file) {
    this.file = file;
  }

  /** Remembers where a field stands. */
  void seen(String field, int line) {
    lines.putIfAbsent(field, line);
  }

  /** Something is wrong with a field. */
  public void add(int line, String field, String sentence) {
    String where = field.isEmpty() ? "" : field + ": ";
    errors.add(new At(line, file + ":" + line + ": " + where + sentence));
  }

  /** At the field's line, or at that of the nearest one around it. */
  public void add(String field, String sentence) {
    add(line(field), field, sentence);
  }

  public boolean any() {
    return !errors.isEmpty();
  }

  /** {@code file:line: field: what is wrong; what to do}, in the order of the file. */
  public List<String> sentences() {
    return errors.stream().sorted(Comparator.comparingInt(At::line)).map(At::text).toList();
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
