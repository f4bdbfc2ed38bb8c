package io.herald.mesos.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.herald.mesos.codec.MessageFormatException;
import io.herald.mesos.codec.Protobuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;
import org.jspecify.annotations.Nullable;

/**
 * An event of the operator API. A SUBSCRIBED one holds the whole cluster, and as messages its tasks
 * would take some times the memory of what came over the wire. So they stay in that form, each
 * until it is read; what else is only for show (completed tasks, executors) is left out.
 *
 * <p>What is garbled within one task, agent or framework costs that one alone. A record that is
 * cut, or whose own form is broken, is not an event.
 *
 * @param event of SUBSCRIBED perhaps without the tasks; UNKNOWN if what it reports is garbled
 * @param tasks of SUBSCRIBED: {@code GetTasks.tasks}
 * @param unreachableTasks of SUBSCRIBED: {@code GetTasks.unreachable_tasks}
 * @param orphanTasks of SUBSCRIBED: {@code GetTasks.orphan_tasks}, which masters before 1.3 fill
 * @param garbled what was left out so far
 */
public record OperatorEvent(
    Event event,
    Parts<Task> tasks,
    Parts<Task> unreachableTasks,
    Parts<Task> orphanTasks,
    List<Garbled> garbled) {

  private static final int TYPE_TAG = tag(Event.TYPE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int HEARTBEAT_TAG =
      tag(Event.Subscribed.HEARTBEAT_INTERVAL_SECONDS_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);

  /** An event that is a message, tasks and all. */
  @SuppressWarnings("deprecation") // of the orphans: masters before 1.3 fill them
  public static OperatorEvent of(Event event) {
    GetTasks tasks = event.getSubscribed().getGetState().getGetTasks();
    return new OperatorEvent(
        event,
        Parts.of(tasks.getTasksList()),
        Parts.of(tasks.getUnreachableTasksList()),
        Parts.of(tasks.getOrphanTasksList()),
        List.of());
  }

  /**
   * Reads a record.
   *
   * @throws IOException if it is not an event
   */
  static OperatorEvent decode(byte[] record) throws IOException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(record);
    if (isSubscribed(bytes)) {
      return subscribed(bytes);
    }
    try {
      return of(Protobuf.decode(record, Event.getDefaultInstance()));
    } catch (MessageFormatException e) {
      return ofOneThing(bytes, e);
    }
  }

  /** Whether it begins with that type, as all do that a master writes. */
  private static boolean isSubscribed(ByteString event) throws IOException {
    CodedInputStream in = event.newCodedInput();
    return in.readTag() == TYPE_TAG && in.readEnum() == Event.Type.SUBSCRIBED_VALUE;
  }

  /**
   * An event that can't be read whole. If its own form is right, what it reports is garbled: one
   * task, agent or framework, which does not cost the stream.
   */
  private static OperatorEvent ofOneThing(ByteString bytes, MessageFormatException garbled)
      throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    Event.@Nullable Type type = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == TYPE_TAG) {
        type = Event.Type.forNumber(in.readEnum());
      } else {
        in.skipField(tag);
      }
    }
    if (type == null || type == Event.Type.SUBSCRIBED) {
      throw garbled;
    }
    return new OperatorEvent(
        Event.newBuilder().setType(Event.Type.UNKNOWN).build(),
        Parts.of(List.of()),
        Parts.of(List.of()),
        Parts.of(List.of()),
        List.of(new Garbled("event", type.name(), Garbled.BYTES)));
  }

  private static OperatorEvent subscribed(ByteString bytes) throws IOException {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    Event.Subscribed.Builder subscribed = event.getSubscribedBuilder();
    GetState.Builder state = subscribed.getGetStateBuilder();
    List<ByteString> tasks = new ArrayList<>();
    List<ByteString> unreachable = new ArrayList<>();
    List<ByteString> orphans = new ArrayList<>();
    List<Garbled> garbled = new ArrayList<>();
    for (ByteString part : fields(bytes, Event.SUBSCRIBED_FIELD_NUMBER)) {
      readHeartbeat(part, subscribed);
      for (ByteString whole : fields(part, Event.Subscribed.GET_STATE_FIELD_NUMBER)) {
        for (ByteString of : fields(whole, GetState.GET_FRAMEWORKS_FIELD_NUMBER)) {
          frameworks(fields(of, GetFrameworks.FRAMEWORKS_FIELD_NUMBER))
              .read(garbled::add)
              .forEach(state.getGetFrameworksBuilder()::addFrameworks);
        }
        for (ByteString of : fields(whole, GetState.GET_AGENTS_FIELD_NUMBER)) {
          agents(fields(of, GetAgents.AGENTS_FIELD_NUMBER))
              .read(garbled::add)
              .forEach(state.getGetAgentsBuilder()::addAgents);
          recovered(fields(of, GetAgents.RECOVERED_AGENTS_FIELD_NUMBER))
              .read(garbled::add)
              .forEach(state.getGetAgentsBuilder()::addRecoveredAgents);
        }
        for (ByteString of : fields(whole, GetState.GET_TASKS_FIELD_NUMBER)) {
          tasks.addAll(fields(of, GetTasks.TASKS_FIELD_NUMBER));
          unreachable.addAll(fields(of, GetTasks.UNREACHABLE_TASKS_FIELD_NUMBER));
          orphans.addAll(fields(of, GetTasks.ORPHAN_TASKS_FIELD_NUMBER));
        }
      }
    }
    return new OperatorEvent(
        event.buildPartial(),
        tasks(tasks),
        tasks(unreachable),
        tasks(orphans),
        List.copyOf(garbled));
  }

  private static Parts<GetFrameworks.Framework> frameworks(List<ByteString> parts) {
    return Parts.of(
        parts,
        GetFrameworks.Framework.parser(),
        "framework",
        framework -> framework.getFrameworkInfo().getId().getValue());
  }

  private static Parts<GetAgents.Agent> agents(List<ByteString> parts) {
    return Parts.of(
        parts, GetAgents.Agent.parser(), "agent", agent -> agent.getAgentInfo().getId().getValue());
  }

  private static Parts<AgentInfo> recovered(List<ByteString> parts) {
    return Parts.of(parts, AgentInfo.parser(), "agent", agent -> agent.getId().getValue());
  }

  private static Parts<Task> tasks(List<ByteString> parts) {
    return Parts.of(parts, Task.parser(), "task", task -> task.getTaskId().getValue());
  }

  private static void readHeartbeat(ByteString message, Event.Subscribed.Builder subscribed)
      throws IOException {
    CodedInputStream in = message.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == HEARTBEAT_TAG) {
        subscribed.setHeartbeatIntervalSeconds(in.readDouble());
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Every value of a message's field that holds messages; none is copied. */
  private static List<ByteString> fields(ByteString message, int number) throws IOException {
    int wanted = tag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    List<ByteString> values = new ArrayList<>();
    CodedInputStream in = message.newCodedInput();
    in.enableAliasing(true);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == wanted) {
        values.add(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
    return values;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }
}
