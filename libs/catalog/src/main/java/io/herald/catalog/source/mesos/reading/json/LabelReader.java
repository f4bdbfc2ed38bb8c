package io.herald.catalog.source.mesos.reading.json;

import static io.herald.catalog.source.mesos.reading.json.JsonValues.isArray;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.isObject;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.nameAndValue;
import static io.herald.catalog.source.mesos.reading.json.JsonValues.scalar;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.catalog.Interner;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads labels as they come ({@link JsonValues}). Any thread may call. */
final class LabelReader {

  private final Interner interner;

  LabelReader(Interner interner) {
    this.interner = interner;
  }

  /** A list of labels; of a key given twice the last counts. */
  Map<String, String> labels(JsonParser parser) throws IOException {
    if (!isArray(parser)) {
      return Map.of();
    }
    Map<String, String> labels = new HashMap<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Label label = label(parser);
      labels.put(label.key(), label.value());
    }
    return labels.isEmpty() ? Map.of() : interner.intern(Map.copyOf(labels));
  }

  Label label(JsonParser parser) throws IOException {
    String key = "";
    String value = "";
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (nameAndValue(parser)) {
          case "key" -> key = repeated(parser);
          case "value" -> value = repeated(parser);
          default -> parser.skipChildren();
        }
      }
    }
    return new Label(key, value);
  }

  /** The protobuf message Labels: an object that has the list. */
  Map<String, String> nested(JsonParser parser) throws IOException {
    Map<String, String> labels = Map.of();
    if (isObject(parser)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (nameAndValue(parser).equals("labels")) {
          labels = labels(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    return labels;
  }

  private String repeated(JsonParser parser) throws IOException {
    return interner.intern(scalar(parser));
  }

  record Label(String key, String value) {}
}
