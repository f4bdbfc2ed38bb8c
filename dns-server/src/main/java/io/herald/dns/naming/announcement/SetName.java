package io.herald.dns.naming.announcement;

import static java.util.stream.Collectors.joining;

import io.herald.dns.naming.names.LabelRules;
import io.herald.services.announcement.SetPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a ServerSet's path becomes a name: the parts below the root, last part first, {@code
 * /aurora/www/prod/hello} to {@code hello.prod.www}. That is the order of Aurora's DiscoveryInfo
 * names, and of DNS: the most particular first.
 *
 * <p>A path has two forms where they differ, as DiscoveryInfo names have: as it is (lower case,
 * underscores stay, a dot makes a label), and with each part made one label.
 */
final class SetName {

  /** What role, environment and job name may be in Aurora; other text has no form as it is. */
  private static final Pattern IDENTIFIER = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");

  private final LabelRules rules;
  private final SetPath paths;

  SetName(LabelRules rules, String root) {
    this.rules = rules;
    this.paths = new SetPath(root);
  }

  /**
   * The forms of the name, without the zone.
   *
   * @return empty if the path is the root, or a part of it has no character that DNS could show
   */
  List<String> forms(String path) {
    List<String> parts = new ArrayList<>(paths.parts(path));
    Collections.reverse(parts);
    List<String> forms = new ArrayList<>(2);
    if (!parts.isEmpty() && parts.stream().allMatch(p -> IDENTIFIER.matcher(p).matches())) {
      forms.add(String.join(".", parts).toLowerCase(Locale.ROOT));
    }
    List<String> labels = parts.stream().map(rules::label).toList();
    if (!labels.isEmpty() && labels.stream().noneMatch(String::isEmpty)) {
      String sanitized = labels.stream().collect(joining("."));
      if (!forms.contains(sanitized)) {
        forms.add(sanitized);
      }
    }
    return forms;
  }
}
