package io.herald.jobs.file;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.Visibility;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.Fields;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The fields of a job file's {@code discovery}, a block of ours. */
final class DiscoverySchema {

  private DiscoverySchema() {}

  static Optional<DiscoverySettings> read(Fields top, DocumentErrors errors) {
    return top.mapping("discovery").map(fields -> settings(fields, errors));
  }

  private static DiscoverySettings settings(Fields fields, DocumentErrors errors) {
    try (fields) {
      Optional<String> wish = fields.text("visibility");
      Optional<Visibility> visibility = wish.flatMap(Visibility::of);
      if (wish.isPresent() && visibility.isEmpty()) {
        errors.add(
            fields.field("visibility"),
            "\"" + wish.get() + "\" is unknown; write framework, cluster or external");
      }
      OptionalDouble weight =
          fields.node("weight").isPresent()
              ? OptionalDouble.of(fields.number("weight", 0))
              : OptionalDouble.empty();
      return new DiscoverySettings(
          fields.text("version"), weight, visibility, new TreeMap<>(fields.texts("labels")));
    }
  }
}
