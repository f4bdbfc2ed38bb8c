package io.herald.client.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Steps through objects and lists. {@code null} counts as absent everywhere. */
final class JsonFields {

  private JsonFields() {}

  /** Reads the value of a field, or skips it. */
  @FunctionalInterface
  interface FieldReader {
    void read(String field) throws IOException;
  }

  /** Reads an element. */
  @FunctionalInterface
  interface ElementReader {
    void read() throws IOException;
  }

  /**
   * Every field of an object.
   *
   * @param json at its start; at its end afterwards
   * @param what it is, for errors
   */
  static void read(JsonParser json, String what, FieldReader reader) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json, JsonToken.START_OBJECT, what + " is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      reader.read(field);
    }
    expect(json, JsonToken.END_OBJECT, what + " ends too early");
  }

  /** Every element of a list, from its start to its end. */
  static void readAll(JsonParser json, String what, ElementReader reader) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(json, JsonToken.START_ARRAY, "\"" + what + "\" is not a list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        throw new IOException("\"" + what + "\" ends too early");
      }
      reader.read();
    }
  }

  /** A text; numbers and booleans as they are written. */
  static String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (!json.currentToken().isScalarValue()) {
      throw new IOException("\"" + json.currentName() + "\" is not a text");
    }
    return json.getText();
  }

  /** A list of texts. */
  static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    readAll(json, String.valueOf(json.currentName()), () -> texts.add(text(json)));
    return texts;
  }

  /** A whole number; 0 for {@code null}. */
  static int number(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    expect(
        json, JsonToken.VALUE_NUMBER_INT, "\"" + json.currentName() + "\" is not a whole number");
    return json.getIntValue();
  }

  private static void expect(JsonParser json, JsonToken token, String otherwise)
      throws IOException {
    if (json.currentToken() != token) {
      throw new IOException(otherwise);
    }
  }
}
