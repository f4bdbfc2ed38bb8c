package io.herald.executor.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * What the agent has not acknowledged yet: status updates, in order, and the tasks of which it has
 * acknowledged none. An executor hands both over when it subscribes again (Mesos' executor HTTP
 * API, SUBSCRIBE). Safe for use by several threads.
 */
public final class StatusUpdates {

  @GuardedBy("this")
  private final Map<ByteString, TaskStatus> updates = new LinkedHashMap<>();

  /**
   * By id. A message as a key, which is asked for its hash, would have the descriptors of all of
   * Mesos' messages made, a part of an executor's start.
   */
  @GuardedBy("this")
  private final Map<String, TaskInfo> tasks = new LinkedHashMap<>();

  synchronized void launched(TaskInfo task) {
    tasks.put(task.getTaskId().getValue(), task);
  }

  /** Gives an update its uuid and time, and keeps it until it is acknowledged. */
  synchronized TaskStatus add(TaskStatus.Builder update) {
    UUID random = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits()).flip();
    TaskStatus status =
        update
            .setUuid(ByteString.copyFrom(bytes))
            .setTimestamp(System.currentTimeMillis() / 1e3)
            .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
            .build();
    updates.put(status.getUuid(), status);
    return status;
  }

  /**
   * Forgets what is acknowledged; an uuid that is not known (an old one, repeated) does nothing.
   */
  synchronized void acknowledged(TaskID task, ByteString uuid) {
    updates.remove(uuid);
    tasks.remove(task.getValue());
  }

  /** In the order in which they were made. */
  public synchronized List<TaskStatus> unacknowledged() {
    return new ArrayList<>(updates.values());
  }

  public synchronized List<TaskInfo> unacknowledgedTasks() {
    return new ArrayList<>(tasks.values());
  }
}
