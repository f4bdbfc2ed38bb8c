package io.herald.mesos.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.herald.mesos.client.SubscribedTasks.Listed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;

/**
 * Reads a SUBSCRIBED event as it comes: never more than one task is in memory. What is only for
 * show (completed tasks, executors) is passed over. For one event.
 */
final class SubscribedReader {

  private static final int BUFFER = 64 << 10;

  private static final int SUBSCRIBED = message(Event.SUBSCRIBED_FIELD_NUMBER);
  private static final int HEARTBEAT =
      tag(Event.Subscribed.HEARTBEAT_INTERVAL_SECONDS_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);
  private static final int GET_STATE = message(Event.Subscribed.GET_STATE_FIELD_NUMBER);
  private static final int GET_TASKS = message(GetState.GET_TASKS_FIELD_NUMBER);
  private static final int GET_FRAMEWORKS = message(GetState.GET_FRAMEWORKS_FIELD_NUMBER);
  private static final int GET_AGENTS = message(GetState.GET_AGENTS_FIELD_NUMBER);
  private static final int TASKS = message(GetTasks.TASKS_FIELD_NUMBER);
  private static final int UNREACHABLE_TASKS = message(GetTasks.UNREACHABLE_TASKS_FIELD_NUMBER);
  private static final int ORPHAN_TASKS = message(GetTasks.ORPHAN_TASKS_FIELD_NUMBER);
  private static final int FRAMEWORKS = message(GetFrameworks.FRAMEWORKS_FIELD_NUMBER);
  private static final int AGENTS = message(GetAgents.AGENTS_FIELD_NUMBER);
  private static final int RECOVERED_AGENTS = message(GetAgents.RECOVERED_AGENTS_FIELD_NUMBER);

  private final CodedInputStream in;
  private final SubscribedTasks tasks;
  private final Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
  private final GetState.Builder state = event.getSubscribedBuilder().getGetStateBuilder();
  private final List<Garbled> garbled = new ArrayList<>();

  SubscribedReader(InputStream record, SubscribedTasks tasks) {
    this.in = CodedInputStream.newInstance(record, BUFFER);
    this.tasks = tasks;
  }

  /** What is in a message, by its fields' tags. */
  @FunctionalInterface
  private interface Fields {
    /** Reads the field, or returns false. */
    boolean read(int tag) throws IOException;
  }

  /**
   * Reads all of it.
   *
   * @return the event without its tasks
   * @throws InvalidProtocolBufferException if its own form is broken
   * @throws IOException if the stream breaks
   */
  OperatorEvent read() throws IOException {
    tasks.begin();
    fields(tag -> tag == SUBSCRIBED && within(this::subscribed));
    return new OperatorEvent(event.buildPartial(), List.copyOf(garbled));
  }

  private boolean subscribed(int tag) throws IOException {
    if (tag == HEARTBEAT) {
      event.getSubscribedBuilder().setHeartbeatIntervalSeconds(in.readDouble());
      return true;
    }
    return tag == GET_STATE && within(this::state);
  }

  private boolean state(int tag) throws IOException {
    if (tag == GET_TASKS) {
      return within(this::tasks);
    } else if (tag == GET_FRAMEWORKS) {
      return within(this::frameworks);
    }
    return tag == GET_AGENTS && within(this::agents);
  }

  private boolean tasks(int tag) throws IOException {
    Listed listed;
    if (tag == TASKS) {
      listed = Listed.PRESENT;
    } else if (tag == UNREACHABLE_TASKS) {
      listed = Listed.UNREACHABLE;
    } else if (tag == ORPHAN_TASKS) {
      listed = Listed.ORPHAN;
    } else {
      return false;
    }
    return one(
        Task.parser(), "task", t -> t.getTaskId().getValue(), task -> tasks.task(task, listed));
  }

  private boolean frameworks(int tag) throws IOException {
    return tag == FRAMEWORKS
        && one(
            GetFrameworks.Framework.parser(),
            "framework",
            framework -> framework.getFrameworkInfo().getId().getValue(),
            state.getGetFrameworksBuilder()::addFrameworks);
  }

  private boolean agents(int tag) throws IOException {
    if (tag == AGENTS) {
      return one(
          GetAgents.Agent.parser(),
          "agent",
          agent -> agent.getAgentInfo().getId().getValue(),
          state.getGetAgentsBuilder()::addAgents);
    }
    return tag == RECOVERED_AGENTS
        && one(
            AgentInfo.parser(),
            "agent",
            agent -> agent.getId().getValue(),
            state.getGetAgentsBuilder()::addRecoveredAgents);
  }

  /** Reads a message that, garbled, costs itself alone. */
  private <M extends Message> boolean one(
      Parser<M> parser, String kind, Function<? super M, String> id, Consumer<? super M> read)
      throws IOException {
    byte[] bytes = in.readByteArray();
    M message;
    try {
      message = parser.parsePartialFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      @SuppressWarnings("unchecked") // a parser's unfinished message is of the type that it parses
      M begun = (M) e.getUnfinishedMessage();
      garbled.add(new Garbled(kind, begun == null ? "" : id.apply(begun), Garbled.BYTES));
      return true;
    }
    read.accept(message);
    return true;
  }

  private boolean within(Fields fields) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    fields(fields);
    if (in.getBytesUntilLimit() > 0) {
      throw new InvalidProtocolBufferException("the event ends within one of its messages");
    }
    in.popLimit(outer);
    return true;
  }

  private void fields(Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!fields.read(tag)) {
        in.skipField(tag);
      }
    }
  }

  private static int message(int field) {
    return tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }
}
