package io.herald.dns.naming.names;

import io.herald.catalog.model.Task;
import io.herald.runtime.text.Ascii;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The forms that a task's name has in DNS, before its framework's. */
public final class TaskName {

  private static final int SHOWN = 100;

  private static final String TOO_MANY_LABELS =
      "\" has more labels than fit into 255 bytes; served as one label";

  private TaskName() {}

  /**
   * The forms in which the task is named: under a DiscoveryInfo name as it is, dots making labels,
   * and the one label that the rules make of the name. None, one or two, all different.
   *
   * @param report gets the forms that can't be served
   */
  public static List<String> forms(
      LabelRules rules, Task task, BiConsumer<ProblemKind, String> report) {
    return forms(rules, ServiceKey.name(task), ServiceKey.discovery(task).isPresent(), report);
  }

  /**
   * The form with dots of a task without DiscoveryInfo: each part made a label. Empty if there are
   * no dots between labels.
   */
  public static Optional<String> dotted(LabelRules rules, String given) {
    if (given.indexOf('.') < 0) {
      return Optional.empty();
    }
    String labels = rules.fragment(given);
    return labels.indexOf('.') < 0 ? Optional.empty() : NameFitter.cut(labels);
  }

  /** The same of a name as given; {@code discovery}: whether it is that of a DiscoveryInfo. */
  public static List<String> forms(
      LabelRules rules, String given, boolean discovery, BiConsumer<ProblemKind, String> report) {
    List<String> forms = new ArrayList<>(2);
    String label = rules.label(given);
    if (discovery) {
      String raw = Ascii.lowerCase(given);
      if (!raw.equals(label) && isServable(raw, report)) {
        NameFitter.cut(raw)
            .ifPresentOrElse(
                forms::add,
                () ->
                    report.accept(
                        NameProblem.NAME_TOO_LONG,
                        "its discovery name \"" + Printable.of(raw, SHOWN) + TOO_MANY_LABELS));
      }
    }
    if (label.isEmpty()) {
      report.accept(
          NameProblem.EMPTY_LABEL,
          "its name \"" + Printable.of(given) + "\" has no character that a DNS name may contain");
    } else {
      forms.add(label);
    }
    return forms;
  }

  private static boolean isServable(String raw, BiConsumer<ProblemKind, String> report) {
    if (raw.startsWith(".") || raw.endsWith(".") || raw.contains("..")) {
      report.accept(
          NameProblem.EMPTY_LABEL,
          "its discovery name \""
              + Printable.of(raw)
              + "\" has an empty label; served without its dots");
      return false;
    }
    if (raw.equals("*") || raw.startsWith("*.") || raw.endsWith(".*") || raw.contains(".*.")) {
      // To a secondary it would be a wildcard (RFC 4592) and answer for names that aren't there.
      report.accept(
          NameProblem.WILDCARD,
          "its discovery name \""
              + Printable.of(raw)
              + "\" has a label \"*\"; served without it, as one label");
      return false;
    }
    return true;
  }
}
