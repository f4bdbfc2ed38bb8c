package io.herald.mesos.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Mesos' JSON form of a protobuf message: names as in the .proto file, 64-bit integers as numbers,
 * bytes in base64, enums by name. protobuf's own JSON mapping reads that, but doesn't write it.
 */
public final class MesosJson {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private MesosJson() {}

  /** Writes the fields that are set, in the order of their numbers, without blanks. */
  public static String print(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(message, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string can always be written to", e);
    }
    return text.toString();
  }

  /** Writes a message as the generator's next value. */
  public static void write(Message message, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      json.writeFieldName(field.getKey().getName());
      if (field.getKey().isRepeated()) {
        json.writeStartArray();
        for (Object element : (List<?>) field.getValue()) {
          writeValue(field.getKey(), element, json);
        }
        json.writeEndArray();
      } else {
        writeValue(field.getKey(), field.getValue(), json);
      }
    }
    json.writeEndObject();
  }

  /**
   * Reads what Mesos writes into {@code builder}. Unknown fields and unknown enum values, which a
   * newer Mesos may send, are left out.
   *
   * @throws InvalidProtocolBufferException if the text is not JSON or a known field has another
   *     type
   */
  public static <B extends Message.Builder> B parse(String text, B builder)
      throws InvalidProtocolBufferException {
    PARSER.merge(text, builder);
    return builder;
  }

  private static void writeValue(FieldDescriptor field, Object value, JsonGenerator json)
      throws IOException {
    switch (field.getJavaType()) {
      case MESSAGE -> write((Message) value, json);
      case ENUM -> json.writeString(((EnumValueDescriptor) value).getName());
      case STRING -> json.writeString((String) value);
      case BYTE_STRING -> json.writeBinary(((ByteString) value).toByteArray());
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case INT -> json.writeNumber((Integer) value);
      case LONG -> json.writeNumber((Long) value);
      case FLOAT -> json.writeNumber((Float) value);
      case DOUBLE -> json.writeNumber((Double) value);
    }
  }
}
