package io.herald.mesos.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.herald.mesos.codec.MessageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetAgents;
import org.apache.mesos.v1.master.Protos.Response.GetFrameworks;
import org.apache.mesos.v1.master.Protos.Response.GetState;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;

/**
 * An event of the operator API. A SUBSCRIBED one holds the whole cluster, and as messages its tasks
 * would take some times the memory of what came over the wire. So in protobuf they stay in that
 * form, each until it is read; what else is only for show (completed tasks, executors) is left out.
 *
 * @param event of SUBSCRIBED perhaps without the tasks
 * @param tasks of SUBSCRIBED: {@code GetTasks.tasks}; reading on throws {@link
 *     UncheckedIOException} if one is malformed
 * @param unreachableTasks of SUBSCRIBED: {@code GetTasks.unreachable_tasks}
 */
public record OperatorEvent(Event event, Iterable<Task> tasks, Iterable<Task> unreachableTasks) {

  private static final int TYPE_TAG = tag(Event.TYPE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int HEARTBEAT_TAG =
      tag(Event.Subscribed.HEARTBEAT_INTERVAL_SECONDS_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);

  /** An event that is a message, tasks and all. */
  public static OperatorEvent of(Event event) {
    GetTasks tasks = event.getSubscribed().getGetState().getGetTasks();
    return new OperatorEvent(event, tasks.getTasksList(), tasks.getUnreachableTasksList());
  }

  /**
   * Reads a record.
   *
   * @throws IOException if it is no event
   */
  static OperatorEvent decode(byte[] record, MessageFormat format) throws IOException {
    if (format == MessageFormat.PROTOBUF) {
      ByteString bytes = UnsafeByteOperations.unsafeWrap(record);
      if (isSubscribed(bytes)) {
        return subscribed(bytes);
      }
    }
    return of(format.decode(record, Event.getDefaultInstance()));
  }

  /** Whether it begins with that type, as all do that a master writes. */
  private static boolean isSubscribed(ByteString event) throws IOException {
    CodedInputStream in = event.newCodedInput();
    return in.readTag() == TYPE_TAG && in.readEnum() == Event.Type.SUBSCRIBED_VALUE;
  }

  private static OperatorEvent subscribed(ByteString bytes) throws IOException {
    Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    Event.Subscribed.Builder subscribed = event.getSubscribedBuilder();
    GetState.Builder state = subscribed.getGetStateBuilder();
    List<ByteString> tasks = new ArrayList<>();
    List<ByteString> unreachable = new ArrayList<>();
    for (ByteString part : fields(bytes, Event.SUBSCRIBED_FIELD_NUMBER)) {
      readHeartbeat(part, subscribed);
      for (ByteString whole : fields(part, Event.Subscribed.GET_STATE_FIELD_NUMBER)) {
        for (ByteString of : fields(whole, GetState.GET_FRAMEWORKS_FIELD_NUMBER)) {
          state.mergeGetFrameworks(GetFrameworks.parser().parsePartialFrom(of));
        }
        for (ByteString of : fields(whole, GetState.GET_AGENTS_FIELD_NUMBER)) {
          state.mergeGetAgents(GetAgents.parser().parsePartialFrom(of));
        }
        for (ByteString of : fields(whole, GetState.GET_TASKS_FIELD_NUMBER)) {
          tasks.addAll(fields(of, GetTasks.TASKS_FIELD_NUMBER));
          unreachable.addAll(fields(of, GetTasks.UNREACHABLE_TASKS_FIELD_NUMBER));
        }
      }
    }
    return new OperatorEvent(event.buildPartial(), read(tasks), read(unreachable));
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

  private static Iterable<Task> read(List<ByteString> tasks) {
    return () -> tasks.stream().map(OperatorEvent::task).iterator();
  }

  private static Task task(ByteString bytes) {
    try {
      return Task.parser().parsePartialFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("a task of SUBSCRIBED is malformed: " + e.getMessage(), e);
    }
  }
}
