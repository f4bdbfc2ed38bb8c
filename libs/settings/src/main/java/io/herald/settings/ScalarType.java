package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Values of one text, number or boolean. Immutable. */
abstract class ScalarType<T> extends ValueType<T> {

  private final String placeholder;
  private final String values;

  ScalarType(String placeholder, String values) {
    this.placeholder = placeholder;
    this.values = values;
  }

  @Override
  public String placeholder() {
    return placeholder;
  }

  @Override
  public String values() {
    return values;
  }

  @Override
  JsonNode ofText(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  @Override
  public String text(T value) {
    return String.valueOf(value);
  }

  @Override
  public Object shown(T value) {
    return text(value);
  }
}
