package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Values of a flag that may be given several times, in their order; a variable of the environment
 * holds one. Immutable.
 */
final class RepeatedType<E> extends ValueType<List<E>> {

  private final ValueType<E> element;

  RepeatedType(ValueType<E> element) {
    this.element = element;
  }

  @Override
  public String placeholder() {
    return element.placeholder();
  }

  @Override
  public String values() {
    return element.values() + ", several times";
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
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    texts.forEach(text -> list.add(element.ofText(text)));
    return list;
  }

  @Override
  Optional<List<E>> read(JsonNode json, Consumer<String> problems) {
    if (!json.isArray()) {
      problems.accept("write a list, […, …]");
      return Optional.empty();
    }
    List<E> elements = new ArrayList<>();
    json.forEach(one -> element.read(one, problems).ifPresent(elements::add));
    return Optional.of(List.copyOf(elements));
  }

  @Override
  public String text(List<E> value) {
    return value.isEmpty()
        ? "none"
        : value.stream().map(element::text).collect(Collectors.joining(" "));
  }

  @Override
  public Object shown(List<E> value) {
    return value.stream().map(element::shown).toList();
  }
}
