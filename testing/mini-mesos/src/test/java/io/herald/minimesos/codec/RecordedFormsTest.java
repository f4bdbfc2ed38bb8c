package io.herald.minimesos.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.herald.mesos.recordio.RecordReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real cluster said replays without an unknown or dropped message, in both wire forms. */
class RecordedFormsTest {

  private static final Path CAPTURES = Path.of("src/test/resources/captures");

  static Stream<String> streams() throws Exception {
    return files(".recordio");
  }

  static Stream<String> pairedStreams() throws Exception {
    return files(".pb.recordio").map(name -> name.replace(".pb.recordio", ""));
  }

  static Stream<String> responses() throws Exception {
    return files(".pb");
  }

  private static Stream<String> files(String suffix) throws Exception {
    try (Stream<Path> all = Files.list(CAPTURES)) {
      return all
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void everyRecordIsAMessageOfAKnownType(String file) throws Exception {
    List<byte[]> records = records(file);

    assertThat(records).isNotEmpty();
    for (byte[] record : records) {
      Message event = format(file).decode(record, prototype(file));
      assertThat(event.isInitialized()).isTrue();
      Object type = event.getField(event.getDescriptorForType().findFieldByName("type"));
      assertThat(type.toString()).as(new String(record, UTF_8)).isNotEqualTo("UNKNOWN");
    }
  }

  @ParameterizedTest
  @MethodSource("pairedStreams")
  void jsonAndProtobufAreTheSameEvents(String name) throws Exception {
    List<Message> json = messages(name + ".json.recordio");
    List<Message> protobuf = messages(name + ".pb.recordio");

    assertThat(json).hasSameSizeAs(protobuf);
    for (int i = 0; i < json.size(); i++) {
      if (!isHeartbeat(json.get(i)) || !isHeartbeat(protobuf.get(i))) {
        assertThat(Plain.of(json.get(i))).as("record %d", i).isEqualTo(Plain.of(protobuf.get(i)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aResponseInProtobufIsTheOneInJson(String file) throws Exception {
    org.apache.mesos.v1.master.Protos.Response prototype =
        org.apache.mesos.v1.master.Protos.Response.getDefaultInstance();
    Message protobuf =
        MessageFormat.PROTOBUF.decode(Files.readAllBytes(CAPTURES.resolve(file)), prototype);
    Message json =
        MessageFormat.JSON.decode(
            Files.readAllBytes(CAPTURES.resolve(file.replace(".pb", ".json"))), prototype);

    assertThat(Plain.of(json)).isEqualTo(Plain.of(protobuf));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void whatIsPrintedAsJsonReadsBackTheSame(String file) throws Exception {
    for (Message message : messages(file)) {
      Message again =
          MessageFormat.JSON.decode(MessageFormat.JSON.encode(message), prototype(file));
      assertThat(Plain.of(again)).isEqualTo(Plain.of(message));
    }
  }

  private static boolean isHeartbeat(Message event) {
    Object type = event.getField(event.getDescriptorForType().findFieldByName("type"));
    return type.toString().equals("HEARTBEAT");
  }

  private static List<Message> messages(String file) throws Exception {
    List<Message> messages = new ArrayList<>();
    for (byte[] record : records(file)) {
      messages.add(format(file).decode(record, prototype(file)));
    }
    return messages;
  }

  private static MessageFormat format(String file) {
    return file.contains(".json.") ? MessageFormat.JSON : MessageFormat.PROTOBUF;
  }

  private static Message prototype(String file) {
    if (file.startsWith("v1-scheduler")) {
      return org.apache.mesos.v1.scheduler.Protos.Event.getDefaultInstance();
    }
    if (file.startsWith("executor")) {
      return org.apache.mesos.v1.executor.Protos.Event.getDefaultInstance();
    }
    return org.apache.mesos.v1.master.Protos.Event.getDefaultInstance();
  }

  private static List<byte[]> records(String file) throws Exception {
    List<byte[]> records = new ArrayList<>();
    byte[] stream = Files.readAllBytes(CAPTURES.resolve(file));
    RecordReader reader = new RecordReader(new ByteArrayInputStream(stream));
    while (reader.next()) {
      records.add(reader.bytes());
    }
    return records;
  }

  /**
   * A message without what the two forms express differently: JSON spells out defaults, and fields
   * that only a newer Mesos knows come along in protobuf as unknown ones. The master's maps give
   * lists no order between two subscriptions, and of the tasks of completed frameworks the master
   * writes {@code completed_tasks} in JSON alone.
   */
  private static final class Plain {

    private Plain() {}

    static Message of(Message message) {
      Message.Builder plain = message.toBuilder();
      plain.setUnknownFields(UnknownFieldSet.getDefaultInstance());
      message
          .getAllFields()
          .forEach(
              (field, value) -> {
                if (field.getName().equals("completed_tasks")) {
                  plain.clearField(field);
                } else if (field.isRepeated()) {
                  plain.clearField(field);
                  ((List<?>) value)
                      .stream()
                          .map(element -> element instanceof Message m ? of(m) : element)
                          .sorted(Comparator.comparing(Object::toString))
                          .forEach(element -> plain.addRepeatedField(field, element));
                } else if (value instanceof Message m) {
                  plain.setField(field, of(m));
                } else if (field.isOptional() && value.equals(field.getDefaultValue())) {
                  plain.clearField(field);
                }
              });
      return plain.buildPartial();
    }
  }
}
