package io.herald.minimesos.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetExecutors;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;

/** Writes a message in the style that {@link MesosJson} promises. */
final class JsonPrinter {

  /** The master writes its snapshots with code of its own, which opens a list before it looks. */
  private static final Set<FieldDescriptor> WRITTEN_EVEN_IF_EMPTY =
      Stream.of(
              GetTasks.getDescriptor().findFieldByNumber(GetTasks.TASKS_FIELD_NUMBER),
              GetTasks.getDescriptor().findFieldByNumber(GetTasks.UNREACHABLE_TASKS_FIELD_NUMBER),
              GetTasks.getDescriptor().findFieldByNumber(GetTasks.COMPLETED_TASKS_FIELD_NUMBER),
              GetExecutors.getDescriptor().findFieldByNumber(GetExecutors.EXECUTORS_FIELD_NUMBER),
              GetFrameworks.getDescriptor()
                  .findFieldByNumber(GetFrameworks.FRAMEWORKS_FIELD_NUMBER),
              GetFrameworks.getDescriptor()
                  .findFieldByNumber(GetFrameworks.COMPLETED_FRAMEWORKS_FIELD_NUMBER),
              GetAgents.getDescriptor().findFieldByNumber(GetAgents.AGENTS_FIELD_NUMBER),
              GetAgents.getDescriptor().findFieldByNumber(GetAgents.RECOVERED_AGENTS_FIELD_NUMBER))
          .collect(Collectors.toUnmodifiableSet());

  private JsonPrinter() {}

  static void print(Message message, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (isPrinted(message, field)) {
        json.writeFieldName(field.getName());
        printField(field, message.getField(field), json);
      }
    }
    json.writeEndObject();
  }

  private static boolean isPrinted(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      return message.getRepeatedFieldCount(field) > 0 || WRITTEN_EVEN_IF_EMPTY.contains(field);
    }
    return message.hasField(field)
        || (field.hasDefaultValue() && !field.getOptions().getDeprecated());
  }

  private static void printField(FieldDescriptor field, Object value, JsonGenerator json)
      throws IOException {
    if (field.isMapField()) {
      printMap((List<?>) value, json);
    } else if (field.isRepeated()) {
      json.writeStartArray();
      for (Object element : (List<?>) value) {
        printValue(field, element, json);
      }
      json.writeEndArray();
    } else {
      printValue(field, value, json);
    }
  }

  private static void printMap(List<?> entries, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Object element : entries) {
      Message entry = (Message) element;
      List<FieldDescriptor> keyAndValue = entry.getDescriptorForType().getFields();
      json.writeFieldName(entry.getField(keyAndValue.get(0)).toString());
      printValue(keyAndValue.get(1), entry.getField(keyAndValue.get(1)), json);
    }
    json.writeEndObject();
  }

  private static void printValue(FieldDescriptor field, Object value, JsonGenerator json)
      throws IOException {
    switch (field.getType()) {
      case MESSAGE, GROUP -> print((Message) value, json);
      case ENUM -> json.writeString(((EnumValueDescriptor) value).getName());
      case STRING -> json.writeString((String) value);
      case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
      case BOOL -> json.writeBoolean((Boolean) value);
      case DOUBLE -> printDouble((Double) value, json);
      case FLOAT -> printDouble(((Float) value).doubleValue(), json);
      case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
      case UINT64, FIXED64 -> json.writeNumber(Long.toUnsignedString((Long) value));
      case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
      case INT64, SINT64, SFIXED64 -> json.writeNumber((Long) value);
    }
  }

  /**
   * The shortest digits that read back as the same number, without an exponent where Mesos has none
   * (up to 21 digits). JSON has no number for NaN and the infinities: they become strings, which
   * protobuf's own mapping does too.
   */
  private static void printDouble(double value, JsonGenerator json) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeString(Double.toString(value));
      return;
    }
    // The flag asks for the shortest digits; Double.toString gives them from JDK 19 on only.
    String text = NumberOutput.toString(value, true);
    double size = Math.abs(value);
    if (text.indexOf('E') >= 0 && size >= 1e-6 && size < 1e21) {
      String plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
      text = plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    json.writeNumber(text);
  }
}
