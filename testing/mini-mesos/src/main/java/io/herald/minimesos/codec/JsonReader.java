package io.herald.minimesos.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message as leniently as {@link MesosJson} promises. For one use.
 *
 * <p>Token by token, because protobuf's JsonFormat makes a tree of the text first: the tasks of a
 * cluster of 100 000 (164 MB of JSON) took it 11.5 s and a heap of 2.5 GB, and take 2.6 s and 0.7
 * GB this way.
 */
final class JsonReader {

  /** The digits of the largest unsigned 64-bit number. */
  private static final int MOST_DIGITS = 20;

  private static final int SHOWN_CHARACTERS = 60;

  private final JsonParser json;

  JsonReader(JsonParser json) {
    this.json = json;
  }

  void read(Message.Builder builder) throws IOException {
    if (json.nextToken() == null) {
      throw new InvalidProtocolBufferException("the text is empty");
    }
    readMessage(builder);
    if (json.nextToken() != null) {
      throw unexpected("the end of the text");
    }
  }

  /** The parser stands on the value's first token; afterwards on its last. So do all below. */
  private void readMessage(Message.Builder builder) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected("an object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      FieldDescriptor field = builder.getDescriptorForType().findFieldByName(json.currentName());
      json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else if (json.currentToken() != JsonToken.VALUE_NULL) {
        readField(builder, field);
      }
    }
  }

  private void readField(Message.Builder builder, FieldDescriptor field) throws IOException {
    if (field.isMapField()) {
      readMap(builder, field);
    } else if (field.isRepeated()) {
      readList(builder, field);
    } else {
      Object value = readValue(builder, field);
      if (value != null) {
        builder.setField(field, value);
      }
    }
  }

  private void readList(Message.Builder builder, FieldDescriptor field) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw unexpected("a list");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object value = readValue(builder, field);
      if (value != null) {
        builder.addRepeatedField(field, value);
      }
    }
  }

  private void readMap(Message.Builder builder, FieldDescriptor field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected("an object");
    }
    List<FieldDescriptor> keyAndValue = field.getMessageType().getFields();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      Message.Builder entry = builder.newBuilderForField(field);
      entry.setField(keyAndValue.get(0), mapKey(keyAndValue.get(0), json.currentName()));
      json.nextToken();
      Object value = readValue(entry, keyAndValue.get(1));
      if (value != null) {
        entry.setField(keyAndValue.get(1), value);
        builder.addRepeatedField(field, entry.buildPartial());
      }
    }
  }

  private Object mapKey(FieldDescriptor key, String text) throws IOException {
    return switch (key.getJavaType()) {
      case STRING -> text;
      case BOOLEAN -> Boolean.valueOf(text);
      default -> integer(key, text);
    };
  }

  /** Null for an enum's value that isn't known. */
  private @Nullable Object readValue(Message.Builder parent, FieldDescriptor field)
      throws IOException {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder child = parent.newBuilderForField(field);
        readMessage(child);
        yield child.buildPartial();
      }
      case ENUM -> readEnum(field);
      case STRING -> scalar("a string");
      case BYTE_STRING -> readBytes();
      case BOOLEAN -> readBoolean();
      case DOUBLE -> readDouble();
      case FLOAT -> (float) readDouble();
      case INT, LONG -> integer(field, scalar("a whole number"));
    };
  }

  private @Nullable EnumValueDescriptor readEnum(FieldDescriptor field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return field.getEnumType().findValueByNumber(json.getIntValue());
    }
    return field.getEnumType().findValueByName(scalar("an enum value's name"));
  }

  private ByteString readBytes() throws IOException {
    String text = scalar("a string in base64");
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw unexpected("a string in base64");
    }
  }

  private boolean readBoolean() throws IOException {
    return switch (scalar("true or false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unexpected("true or false");
    };
  }

  private double readDouble() throws IOException {
    try {
      return Double.parseDouble(scalar("a number"));
    } catch (NumberFormatException e) {
      throw unexpected("a number");
    }
  }

  /** A whole number within the field's range, in the form in which protobuf keeps it. */
  private Object integer(FieldDescriptor field, String text) throws IOException {
    BigInteger value = whole(text);
    boolean unsigned =
        switch (field.getType()) {
          case UINT32, FIXED32, UINT64, FIXED64 -> true;
          default -> false;
        };
    int bits = field.getJavaType() == FieldDescriptor.JavaType.INT ? 32 : 64;
    boolean fits =
        unsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits;
    if (!fits) {
      throw unexpected(
          "a whole number of %d bits %s sign".formatted(bits, unsigned ? "without" : "with"));
    }
    return bits == 32 ? (Object) value.intValue() : (Object) value.longValue();
  }

  private BigInteger whole(String text) throws IOException {
    BigDecimal value;
    try {
      value = new BigDecimal(text).stripTrailingZeros();
    } catch (NumberFormatException e) {
      throw unexpected("a whole number");
    }
    // The second is looked at before the digits are made: 1e999999999 needs a gigabyte of them.
    if (value.scale() > 0 || (long) value.precision() - value.scale() > MOST_DIGITS) {
      throw unexpected("a whole number of at most 64 bits");
    }
    return value.toBigIntegerExact();
  }

  /** The text of a string, number or boolean. */
  private String scalar(String expected) throws IOException {
    if (!json.currentToken().isScalarValue() || json.currentToken() == JsonToken.VALUE_NULL) {
      throw unexpected(expected);
    }
    return json.getText();
  }

  private InvalidProtocolBufferException unexpected(String expected) throws IOException {
    String found =
        switch (json.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> '"' + shortened(json.getText()) + '"';
          default -> shortened(json.getText());
        };
    String field = json.getParsingContext().pathAsPointer().toString();
    return new InvalidProtocolBufferException(
        "line %d, column %d%s: expected %s, found %s"
            .formatted(
                json.currentTokenLocation().getLineNr(),
                json.currentTokenLocation().getColumnNr(),
                field.isEmpty() ? "" : ", " + field,
                expected,
                found));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
