package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.recordio.RecordDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.master.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left in its wire form says the same as what is read at once. */
class OperatorEventTest {

  private static final Event SUBSCRIBED = subscribed();

  private static Event subscribed() {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    event.getSubscribedBuilder().setHeartbeatIntervalSeconds(15);
    var state = event.getSubscribedBuilder().getGetStateBuilder();
    state.getGetTasksBuilder().addTasks(task("a")).addTasks(task("b"));
    state.getGetTasksBuilder().addCompletedTasks(task("over")).addUnreachableTasks(task("lost"));
    state
        .getGetFrameworksBuilder()
        .addFrameworksBuilder()
        .setActive(true)
        .setConnected(true)
        .setRecovered(false)
        .getFrameworkInfoBuilder()
        .setName("marathon")
        .setUser("nobody")
        .setFailoverTimeout(1)
        .setCheckpoint(true);
    state
        .getGetAgentsBuilder()
        .addAgentsBuilder()
        .setActive(true)
        .setVersion("1.11.0")
        .setPid("slave(1)@10.0.0.1:5051")
        .getAgentInfoBuilder()
        .setHostname("a1")
        .setPort(5051);
    return event.buildPartial();
  }

  private static Task task(String id) {
    return Task.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setFrameworkId(FrameworkID.newBuilder().setValue("F0"))
        .buildPartial();
  }

  @ParameterizedTest
  @EnumSource
  void ofASnapshotAllIsToldThatCountsInEitherForm(MessageFormat format) throws Exception {
    OperatorEvent told = OperatorEvent.decode(format.encode(SUBSCRIBED), format);

    assertThat(told.event().getType()).isEqualTo(Event.Type.SUBSCRIBED);
    Event.Subscribed subscribed = told.event().getSubscribed();
    Event.Subscribed original = SUBSCRIBED.getSubscribed();
    assertThat(subscribed.getHeartbeatIntervalSeconds()).isEqualTo(15);
    assertThat(subscribed.getGetState().getGetFrameworks())
        .isEqualTo(original.getGetState().getGetFrameworks());
    assertThat(subscribed.getGetState().getGetAgents())
        .isEqualTo(original.getGetState().getGetAgents());
    assertThat(told.tasks())
        .containsExactlyElementsOf(original.getGetState().getGetTasks().getTasksList());
    assertThat(told.unreachableTasks())
        .containsExactlyElementsOf(original.getGetState().getGetTasks().getUnreachableTasksList());
  }

  @Test
  void inProtobufTheTasksAreNotReadBeforeTheyAreAskedFor() throws Exception {
    OperatorEvent told = OperatorEvent.decode(SUBSCRIBED.toByteArray(), MessageFormat.PROTOBUF);
    assertThat(told.event().getSubscribed().getGetState().hasGetTasks()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1-subscribe",
        "v1-subscribe-late-subscriber",
        "v1-subscribe-failover-old-leader",
        "v1-subscribe-failover-new-leader"
      })
  void recordedEventsSayTheSame(String capture) throws Exception {
    byte[] stream =
        Files.readAllBytes(Path.of("src/test/resources/captures", capture + ".pb.recordio"));
    List<byte[]> records = new ArrayList<>();
    new RecordDecoder().feed(stream, 0, stream.length, records::add);
    assertThat(records).isNotEmpty();
    for (byte[] record : records) {
      OperatorEvent told = OperatorEvent.decode(record, MessageFormat.PROTOBUF);
      Event whole = MessageFormat.PROTOBUF.decode(record, Event.getDefaultInstance());
      assertThat(told.tasks()).containsExactlyElementsOf(OperatorEvent.of(whole).tasks());
      assertThat(told.event().getType()).isEqualTo(whole.getType());
      assertThat(told.event().getSubscribed().getGetState().getGetAgents())
          .isEqualTo(whole.getSubscribed().getGetState().getGetAgents());
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherEventsAreMessages(MessageFormat format) throws Exception {
    Event.Builder added = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    added.getTaskAddedBuilder().setTask(task("a"));
    OperatorEvent told = OperatorEvent.decode(format.encode(added.buildPartial()), format);
    assertThat(told.event()).isEqualTo(added.buildPartial());
    assertThat(told.tasks()).isEmpty();
  }

  @Test
  void theTypeMayStandBehind() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(Event.SUBSCRIBED_FIELD_NUMBER, SUBSCRIBED.getSubscribed());
    out.writeEnum(Event.TYPE_FIELD_NUMBER, Event.Type.SUBSCRIBED_VALUE);
    out.flush();

    OperatorEvent told = OperatorEvent.decode(bytes.toByteArray(), MessageFormat.PROTOBUF);
    assertThat(told.event()).isEqualTo(SUBSCRIBED);
    assertThat(told.tasks()).hasSize(2);
  }

  @Test
  void aSnapshotThatIsCutIsNone() {
    byte[] whole = SUBSCRIBED.toByteArray();
    for (int length = 3; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OperatorEvent.decode(cut, MessageFormat.PROTOBUF))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aMalformedTaskIsToldWhenItIsRead() throws Exception {
    ByteString field = ByteString.copyFrom(new byte[] {0x0a, 0x7f}); // a name of 127 bytes: none
    ByteArrayOutputStream tasks = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(tasks);
    out.writeBytes(2, field);
    out.flush();
    byte[] nested = tasks.toByteArray();
    for (int number : List.of(1, 1, Event.SUBSCRIBED_FIELD_NUMBER)) {
      ByteArrayOutputStream outer = new ByteArrayOutputStream();
      CodedOutputStream around = CodedOutputStream.newInstance(outer);
      if (number == Event.SUBSCRIBED_FIELD_NUMBER) {
        around.writeEnum(Event.TYPE_FIELD_NUMBER, Event.Type.SUBSCRIBED_VALUE);
      }
      around.writeByteArray(number, nested);
      around.flush();
      nested = outer.toByteArray();
    }

    OperatorEvent told = OperatorEvent.decode(nested, MessageFormat.PROTOBUF);
    assertThatThrownBy(() -> told.tasks().forEach(task -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("malformed");
  }
}
