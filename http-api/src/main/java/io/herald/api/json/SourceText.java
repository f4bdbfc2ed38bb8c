package io.herald.api.json;

import io.herald.api.schema.Schema;
import io.herald.services.instance.FactSource;
import java.util.Arrays;
import java.util.Locale;

/** Where a fact comes from, as JSON spells it: {@code discovery-info}. */
final class SourceText {

  private SourceText() {}

  static String of(FactSource source) {
    return source.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One of all sources. */
  static Schema schema(String meaning) {
    return Schema.word(
        meaning, Arrays.stream(FactSource.values()).map(SourceText::of).toArray(String[]::new));
  }
}
