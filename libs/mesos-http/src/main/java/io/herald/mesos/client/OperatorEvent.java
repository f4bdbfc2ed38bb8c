package io.herald.mesos.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.herald.mesos.client.SubscribedTasks.Listed;
import io.herald.mesos.codec.MessageFormatException;
import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.recordio.RecordReader;
import java.io.IOException;
import java.util.List;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;
import org.jspecify.annotations.Nullable;

/**
 * An event of the operator API. A SUBSCRIBED one holds the whole cluster; its tasks are told before
 * it, each as it comes ({@link SubscribedTasks}).
 *
 * <p>What is garbled within one task, agent or framework costs that one alone. A record that is
 * cut, or whose own form is broken, is not an event.
 *
 * @param event of SUBSCRIBED perhaps without the tasks; UNKNOWN if what it reports is garbled
 * @param garbled what was left out
 */
public record OperatorEvent(Event event, List<Garbled> garbled) {

  private static final int TYPE_TAG = Event.TYPE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

  /** How one begins, as all do that a master writes. */
  private static final byte[] SUBSCRIBED = {(byte) TYPE_TAG, (byte) Event.Type.SUBSCRIBED_VALUE};

  /** An event that is a message, tasks and all, which are told first. */
  @SuppressWarnings("deprecation") // of the orphans: masters before 1.3 fill them
  public static OperatorEvent of(Event event, SubscribedTasks tasks) {
    if (event.getType() == Event.Type.SUBSCRIBED) {
      GetTasks listed = event.getSubscribed().getGetState().getGetTasks();
      tasks.begin();
      listed.getTasksList().forEach(task -> tasks.task(task, Listed.PRESENT));
      listed.getUnreachableTasksList().forEach(task -> tasks.task(task, Listed.UNREACHABLE));
      listed.getOrphanTasksList().forEach(task -> tasks.task(task, Listed.ORPHAN));
    }
    return new OperatorEvent(event, List.of());
  }

  /**
   * Reads a record; if it is a SUBSCRIBED event, as it comes.
   *
   * @throws com.google.protobuf.InvalidProtocolBufferException if it is not an event
   * @throws MessageFormatException if it is not an event
   * @throws IOException if the stream breaks
   */
  static OperatorEvent decode(RecordReader record, SubscribedTasks tasks) throws IOException {
    if (record.beginsWith(SUBSCRIBED)) {
      return new SubscribedReader(record.stream(), tasks).read();
    }
    byte[] bytes = record.bytes();
    Event event;
    try {
      event = Protobuf.decode(bytes, Event.getDefaultInstance());
    } catch (MessageFormatException e) {
      return ofOneThing(bytes, e);
    }
    return of(event, tasks);
  }

  /**
   * An event that can't be read whole. If its own form is right, what it reports is garbled: one
   * task, agent or framework, which does not cost the stream.
   */
  private static OperatorEvent ofOneThing(byte[] bytes, MessageFormatException garbled)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
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
        List.of(new Garbled("event", type.name(), Garbled.BYTES)));
  }
}
