package io.herald.catalog.source.mesos.reading.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Values of JSON as they come, without a tree: each method takes the parser at the first token of a
 * value and leaves it at the last; a value of another type than it should have counts as absent.
 */
final class JsonValues {

  /** Those of the least long, and its sign. */
  private static final int MOST_DIGITS = 20;

  private JsonValues() {}

  /** Whether it is an object; what is something else is passed. */
  static boolean isObject(JsonParser parser) throws IOException {
    return isA(JsonToken.START_OBJECT, parser);
  }

  /** Whether it is an array; what is something else is passed. */
  static boolean isArray(JsonParser parser) throws IOException {
    return isA(JsonToken.START_ARRAY, parser);
  }

  private static boolean isA(JsonToken expected, JsonParser parser) throws IOException {
    boolean is = parser.currentToken() == expected;
    if (!is) {
      parser.skipChildren();
    }
    return is;
  }

  /** The name that the parser stands at; it goes on to the first token of the value. */
  static String nameAndValue(JsonParser parser) throws IOException {
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  /** Text, number or truth as text; anything else is empty. */
  static String scalar(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  /** Text; anything else is empty. */
  static String string(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return "";
  }

  /**
   * A number, also one written as text, without its fraction; one beyond a long is the greatest or
   * least long. Anything else is {@code otherwise}.
   */
  static long number(JsonParser parser, long otherwise) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return (long) real(parser);
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return whole(parser);
    }
    long number = token == JsonToken.VALUE_STRING ? parser.getValueAsLong(otherwise) : otherwise;
    parser.skipChildren();
    return number;
  }

  private static long whole(JsonParser parser) throws IOException {
    // The parser's own way takes minutes for a number of a million digits.
    if (parser.getTextLength() <= MOST_DIGITS) {
      try {
        return Long.parseLong(parser.getText());
      } catch (NumberFormatException e) {
        return parser.getText().startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }
    char first = parser.getTextCharacters()[parser.getTextOffset()];
    return first == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** A number; anything else, or one that is not finite, is 0. */
  static double real(JsonParser parser) throws IOException {
    double number = 0;
    if (parser.currentToken().isNumeric()) {
      number = Double.parseDouble(parser.getText());
    }
    parser.skipChildren();
    return Double.isFinite(number) ? number : 0;
  }

  /** True or false; anything else is empty. */
  static Optional<Boolean> truth(JsonParser parser) throws IOException {
    Optional<Boolean> truth =
        switch (parser.currentToken()) {
          case VALUE_TRUE -> Optional.of(true);
          case VALUE_FALSE -> Optional.of(false);
          default -> Optional.empty();
        };
    parser.skipChildren();
    return truth;
  }
}
