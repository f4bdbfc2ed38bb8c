package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.recordio.RecordEncoder;
import io.herald.mesos.recordio.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as it comes says the same as what is read at once. */
class OperatorEventTest {

  private static final Event SUBSCRIBED = subscribed();

  @SuppressWarnings("deprecation") // of the orphans
  private static Event subscribed() {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    event.getSubscribedBuilder().setHeartbeatIntervalSeconds(15);
    var state = event.getSubscribedBuilder().getGetStateBuilder();
    state.getGetTasksBuilder().addTasks(task("a")).addTasks(task("b"));
    state.getGetTasksBuilder().addOrphanTasks(task("orphan"));
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

  /** An event with the tasks that were told before it. */
  private record Told(OperatorEvent whole, RecordedTasks tasks) {
    Event event() {
      return whole.event();
    }

    List<Garbled> garbled() {
      return whole.garbled();
    }
  }

  private static Told decode(byte[] record) throws IOException {
    RecordReader reader = new RecordReader(new ByteArrayInputStream(RecordEncoder.encode(record)));
    assertThat(reader.next()).isTrue();
    RecordedTasks tasks = new RecordedTasks();
    return new Told(OperatorEvent.decode(reader, tasks), tasks);
  }

  @Test
  void ofASnapshotAllIsToldThatCounts() throws Exception {
    Told told = decode(SUBSCRIBED.toByteArray());

    assertThat(told.event().getType()).isEqualTo(Event.Type.SUBSCRIBED);
    Event.Subscribed subscribed = told.event().getSubscribed();
    Event.Subscribed original = SUBSCRIBED.getSubscribed();
    assertThat(subscribed.getHeartbeatIntervalSeconds()).isEqualTo(15);
    assertThat(subscribed.getGetState().getGetFrameworks())
        .isEqualTo(original.getGetState().getGetFrameworks());
    assertThat(subscribed.getGetState().getGetAgents())
        .isEqualTo(original.getGetState().getGetAgents());
    assertThat(told.tasks().present())
        .containsExactlyElementsOf(original.getGetState().getGetTasks().getTasksList());
    assertThat(told.tasks().unreachable())
        .containsExactlyElementsOf(original.getGetState().getGetTasks().getUnreachableTasksList());
    assertThat(told.tasks().orphans()).containsExactly(task("orphan"));
    assertThat(told.garbled()).isEmpty();
  }

  @Test
  void theEventItselfHasNoTasks() throws Exception {
    Told told = decode(SUBSCRIBED.toByteArray());
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
    List<byte[]> records = Records.records(capture);
    assertThat(records).isNotEmpty();
    for (byte[] record : records) {
      Told told = decode(record);
      Event whole = Protobuf.decode(record, Event.getDefaultInstance());
      RecordedTasks tasks = new RecordedTasks();
      OperatorEvent.of(whole, tasks);
      assertThat(told.tasks()).usingRecursiveComparison().isEqualTo(tasks);
      assertThat(told.event().getType()).isEqualTo(whole.getType());
      assertThat(told.event().getSubscribed().getGetState().getGetAgents())
          .isEqualTo(whole.getSubscribed().getGetState().getGetAgents());
    }
  }

  @Test
  void otherEventsAreMessages() throws Exception {
    Event.Builder added = Event.newBuilder().setType(Event.Type.TASK_ADDED);
    added.getTaskAddedBuilder().setTask(task("a"));
    Told told = decode(added.buildPartial().toByteArray());
    assertThat(told.event()).isEqualTo(added.buildPartial());
    assertThat(told.tasks().present()).isEmpty();
  }

  @Test
  void theTypeMayStandBehind() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeMessage(Event.SUBSCRIBED_FIELD_NUMBER, SUBSCRIBED.getSubscribed());
    out.writeEnum(Event.TYPE_FIELD_NUMBER, Event.Type.SUBSCRIBED_VALUE);
    out.flush();

    Told told = decode(bytes.toByteArray());
    assertThat(told.event()).isEqualTo(SUBSCRIBED);
    assertThat(told.tasks().present()).hasSize(2);
  }

  @Test
  void aSnapshotThatIsCutIsNone() {
    byte[] whole = SUBSCRIBED.toByteArray();
    for (int length = 3; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
    }
  }

  /** A message's bytes with one more field behind, that promises 127 bytes and has none. */
  private static ByteString garbled(MessageLite message) {
    return message.toByteString().concat(ByteString.copyFrom(new byte[] {0x7a, 0x7f}));
  }

  private static ByteString nested(int number, ByteString... messages) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    Arrays.stream(messages).forEach(field::addLengthDelimited);
    return UnknownFieldSet.newBuilder().addField(number, field.build()).build().toByteString();
  }

  private static byte[] event(Event.Type type, int number, ByteString content) {
    return Event.newBuilder()
        .setType(type)
        .build()
        .toByteString()
        .concat(nested(number, content))
        .toByteArray();
  }

  @Test
  void whatIsGarbledWithinASnapshotCostsItselfAlone() throws Exception {
    GetState whole = SUBSCRIBED.getSubscribed().getGetState();
    ByteString agents =
        nested(
            GetAgents.AGENTS_FIELD_NUMBER,
            garbled(
                GetAgents.Agent.newBuilder()
                    .setAgentInfo(
                        AgentInfo.newBuilder()
                            .setHostname("a7")
                            .setId(AgentID.newBuilder().setValue("S7")))
                    .buildPartial()),
            whole.getGetAgents().getAgents(0).toByteString());
    ByteString frameworks =
        nested(
            GetFrameworks.FRAMEWORKS_FIELD_NUMBER,
            whole.getGetFrameworks().getFrameworks(0).toByteString(),
            ByteString.copyFrom(new byte[] {0x0a, 0x7f}));
    ByteString tasks =
        nested(
                GetTasks.TASKS_FIELD_NUMBER,
                task("a").toByteString(),
                garbled(task("b")),
                task("c").toByteString())
            .concat(
                nested(
                    GetTasks.ORPHAN_TASKS_FIELD_NUMBER,
                    garbled(task("d")),
                    task("e").toByteString()));
    ByteString state =
        nested(GetState.GET_AGENTS_FIELD_NUMBER, agents)
            .concat(nested(GetState.GET_FRAMEWORKS_FIELD_NUMBER, frameworks))
            .concat(nested(GetState.GET_TASKS_FIELD_NUMBER, tasks));

    Told told =
        decode(
            event(
                Event.Type.SUBSCRIBED,
                Event.SUBSCRIBED_FIELD_NUMBER,
                nested(Event.Subscribed.GET_STATE_FIELD_NUMBER, state)));

    GetState read = told.event().getSubscribed().getGetState();
    assertThat(read.getGetAgents()).isEqualTo(whole.getGetAgents());
    assertThat(read.getGetFrameworks()).isEqualTo(whole.getGetFrameworks());
    assertThat(told.garbled())
        .containsExactlyInAnyOrder(
            new Garbled("agent", "S7", "its bytes are garbled"),
            new Garbled("framework", "", "its bytes are garbled"),
            new Garbled("task", "b", "its bytes are garbled"),
            new Garbled("task", "d", "its bytes are garbled"));
    assertThat(told.tasks().present()).containsExactly(task("a"), task("c"));
    assertThat(told.tasks().orphans()).containsExactly(task("e"));
  }

  @Test
  void anEventWhoseContentIsGarbledIsAnUnknownOneAndDoesNotCostTheStream() throws Exception {
    Told told =
        decode(
            event(
                Event.Type.TASK_ADDED,
                Event.TASK_ADDED_FIELD_NUMBER,
                nested(Event.TaskAdded.TASK_FIELD_NUMBER, garbled(task("a")))));
    assertThat(told.event().getType()).isEqualTo(Event.Type.UNKNOWN);
    assertThat(told.garbled())
        .containsExactly(new Garbled("event", "TASK_ADDED", "its bytes are garbled"));
  }

  @Test
  void anEventWhoseOwnFormIsBrokenIsNone() {
    byte[] whole =
        event(Event.Type.TASK_ADDED, Event.TASK_ADDED_FIELD_NUMBER, task("a").toByteString());
    for (int length = 3; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> decode("garbage".getBytes(UTF_8))).isInstanceOf(IOException.class);
  }
}
