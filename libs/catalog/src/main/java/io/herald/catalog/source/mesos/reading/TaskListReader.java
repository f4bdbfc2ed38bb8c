package io.herald.catalog.source.mesos.reading;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Response;
import org.apache.mesos.v1.master.Protos.Response.GetTasks;

/**
 * Reads the answer to GET_TASKS, in protobuf, as it comes in: never more than one task is in memory
 * besides what is kept. A task that can't be read is left out and counted; an answer that is cut or
 * is another one is an error. Any thread may call.
 *
 * <p>A task whose bytes are those of a task in the answer before is that same object and isn't read
 * again, so that an answer which has not changed costs little, and no memory.
 */
public final class TaskListReader {

  private static final String WHAT = "GET_TASKS";
  private static final int BUFFER = 64 << 10;
  private static final int TYPE_TAG = tag(Response.TYPE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int GET_TASKS_TAG = messageTag(Response.GET_TASKS_FIELD_NUMBER);
  private static final int TASKS_TAG = messageTag(GetTasks.TASKS_FIELD_NUMBER);
  private static final int UNREACHABLE_TAG = messageTag(GetTasks.UNREACHABLE_TASKS_FIELD_NUMBER);
  private static final int ORPHANS_TAG = messageTag(GetTasks.ORPHAN_TASKS_FIELD_NUMBER);

  private final OperatorMessages messages;
  private final MesosSkippedItems skippedItems;
  private final Fingerprint.Taker fingerprints = new Fingerprint.Taker();

  private final LastTasks lastTasks = new LastTasks();

  public TaskListReader(OperatorMessages messages, MesosSkippedItems skippedItems) {
    this.messages = messages;
    this.skippedItems = skippedItems;
  }

  /** Hears what an answer lists, task by task; of one thread. */
  public interface Listener {
    /**
     * A task that isn't over.
     *
     * @param orphan whether its framework isn't back since a failover (masters before 1.3)
     * @param message the whole of it; to be asked for within the call, which costs a parsing
     * @return what is to stand for these bytes next time: {@code task}, or one that equals it
     */
    Task listed(Task task, boolean orphan, Supplier<Protos.Task> message);

    /**
     * The answer was whole.
     *
     * @param keys of all that were listed; made when it is asked for
     */
    void end(Supplier<Set<Task.Id>> keys);
  }

  /**
   * Reads a whole answer.
   *
   * @throws SnapshotException if it isn't one
   * @throws IOException if the stream breaks
   */
  public void read(InputStream body, Listener listener) throws IOException {
    LastTasks.Loan known = lastTasks.lend();
    Reading reading = new Reading(known.tasks(), listener);
    boolean whole = false;
    try {
      answer(CodedInputStream.newInstance(body, BUFFER), reading);
      listener.end(reading::keys);
      whole = true;
    } catch (InvalidProtocolBufferException e) {
      throw new SnapshotException(WHAT + ": not the answer of a master: " + e.getMessage(), e);
    } finally {
      known.end(whole);
    }
  }

  /** Lets go of the tasks of the last answer; to be called when no other is to follow soon. */
  public void forget() {
    lastTasks.forget();
  }

  private void answer(CodedInputStream in, Reading reading) throws IOException {
    boolean isThat = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == TYPE_TAG) {
        isThat = in.readEnum() == Response.Type.GET_TASKS_VALUE;
      } else if (tag == GET_TASKS_TAG) {
        lists(in, reading);
      } else {
        in.skipField(tag);
      }
    }
    if (!isThat) {
      throw new SnapshotException(WHAT + ": the answer is one to another call");
    }
  }

  private void lists(CodedInputStream in, Reading reading) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == TASKS_TAG || tag == UNREACHABLE_TAG || tag == ORPHANS_TAG) {
        task(in.readByteArray(), tag, reading);
      } else {
        in.skipField(tag); // completed tasks
      }
    }
    if (in.getBytesUntilLimit() > 0) {
      throw new SnapshotException(WHAT + ": the answer was cut");
    }
    in.popLimit(outer);
  }

  private void task(byte[] bytes, int list, Reading reading) {
    Fingerprint print = fingerprints.of(bytes, 0, bytes.length);
    Optional<Task> same = reading.known.recall(print);
    if (same.isPresent()) {
      listed(same.get(), list, bytes, reading);
      return;
    }
    long skippedBefore = skippedItems.total();
    Optional<Task> read = messages.task(message(bytes));
    if (read.isPresent()) {
      Task task = listed(read.get(), list, bytes, reading);
      if (skippedItems.total() == skippedBefore) {
        reading.known.remember(print, task);
      } else {
        reading.others.add(task.key());
      }
    }
  }

  /** Tells of it if it is one of those that count. */
  private static Task listed(Task task, int list, byte[] bytes, Reading reading) {
    boolean counts =
        list == UNREACHABLE_TAG
            // Those of frameworks that are not partition aware stand there as TASK_LOST.
            ? task.state().equals(TaskStates.UNREACHABLE)
            : !TaskStates.isTerminal(task.state());
    return counts ? reading.listener.listed(task, list == ORPHANS_TAG, () -> message(bytes)) : task;
  }

  /** As much of it as can be read. */
  private static Protos.Task message(byte[] bytes) {
    try {
      return Protos.Task.parser().parsePartialFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      // Without an id it is left out, and counted.
      return Protos.Task.getDefaultInstance();
    }
  }

  private static int messageTag(int field) {
    return tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  /** One answer, by one thread. */
  private static final class Reading {
    private final TaskMemory known;
    private final Listener listener;

    /** Listed, and not remembered. */
    private final Set<Task.Id> others = new HashSet<>();

    private Reading(TaskMemory known, Listener listener) {
      this.known = known;
      this.listener = listener;
    }

    private Set<Task.Id> keys() {
      Set<Task.Id> keys = new HashSet<>(others);
      known.forEachMet(
          task -> {
            if (!TaskStates.isTerminal(task.state())) {
              keys.add(task.key());
            }
          });
      return keys;
    }
  }
}
