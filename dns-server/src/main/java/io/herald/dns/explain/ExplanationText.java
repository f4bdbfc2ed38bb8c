package io.herald.dns.explain;

import io.herald.dns.explain.Explanation.Found;
import io.herald.dns.explain.Explanation.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An explanation for people. */
public final class ExplanationText {

  private ExplanationText() {}

  /** Its lines; what the cluster's people wrote is shown without control characters. */
  public static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add(explanation.name() + ": " + explanation.verdict().meaning());
    for (Found found : explanation.records()) {
      lines.add("");
      lines.add("  " + found.type() + " " + found.value());
      for (Origin origin : found.origins()) {
        lines.add("    " + origin.rule().meaning());
        if (!origin.entity().isEmpty()) {
          lines.add("    from " + origin.kind() + " " + fields(origin));
        }
      }
    }
    section(lines, explanation.records().isEmpty() ? "why" : "note", explanation.reasons());
    section(lines, "nearest names", explanation.nearest());
    return lines.stream().map(ExplanationText::printable).toList();
  }

  private static void section(List<String> lines, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add("  " + title + ":");
      entries.forEach(entry -> lines.add("    " + entry));
    }
  }

  private static String fields(Origin origin) {
    return origin.entity().entrySet().stream()
        .filter(field -> !field.getValue().isEmpty())
        .map(field -> field.getKey() + " " + field.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.toString();
  }
}
