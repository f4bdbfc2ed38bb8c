package io.herald.settings;

import static java.util.Collections.unmodifiableSortedMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values by name, of a flag {@code NAME=VALUE} that may be given several times; of one name the
 * last counts. Immutable.
 */
final class NamedType<V> extends ValueType<SortedMap<String, V>> {

  private final String placeholder;
  private final ValueType<V> element;
  private final Optional<Pattern> separator;

  /**
   * Values by name.
   *
   * @param separator what stands between several in one text; empty: a text holds one
   */
  NamedType(String placeholder, ValueType<V> element, Optional<String> separator) {
    this.placeholder = placeholder;
    this.element = element;
    this.separator = separator.map(text -> Pattern.compile(text, Pattern.LITERAL));
  }

  @Override
  public String placeholder() {
    return placeholder;
  }

  @Override
  public String values() {
    return placeholder + ", several times";
  }

  @Override
  public boolean repeats() {
    return true;
  }

  @Override
  JsonNode ofText(String text) {
    return ofTexts(List.of(text));
  }

  @Override
  JsonNode ofTexts(List<String> texts) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (String text : texts) {
      for (String one : separator.map(between -> between.split(text, -1)).orElse(array(text))) {
        int equals = one.indexOf('=');
        if (equals < 0) {
          return JsonNodeFactory.instance.textNode(one);
        }
        values.set(one.substring(0, equals), element.ofText(one.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String[] array(String text) {
    return new String[] {text};
  }

  @Override
  Optional<SortedMap<String, V>> read(JsonNode json, Consumer<String> problems) {
    if (!json.isObject()) {
      problems.accept("write " + placeholder);
      return Optional.empty();
    }
    SortedMap<String, V> values = new TreeMap<>();
    json.properties()
        .forEach(
            entry ->
                element
                    .read(
                        entry.getValue(),
                        sentence -> problems.accept("\"" + entry.getKey() + "\": " + sentence))
                    .ifPresent(value -> values.put(entry.getKey(), value)));
    return Optional.of(unmodifiableSortedMap(values));
  }

  @Override
  public String text(SortedMap<String, V> value) {
    return value.isEmpty()
        ? "none"
        : value.entrySet().stream()
            .map(one -> one.getKey() + "=" + element.text(one.getValue()))
            .collect(Collectors.joining(" "));
  }

  @Override
  public Object shown(SortedMap<String, V> value) {
    SortedMap<String, Object> shown = new TreeMap<>();
    value.forEach((name, one) -> shown.put(name, element.shown(one)));
    return shown;
  }
}
