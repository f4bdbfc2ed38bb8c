package io.herald.executor.lifecycle;

import com.google.protobuf.InvalidProtocolBufferException;
import io.herald.proto.handoff.TaskHandoff;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Reads what the scheduler handed over in {@code TaskInfo.data}. */
final class HandoffReader {

  private HandoffReader() {}

  static TaskHandoff read(TaskInfo task) {
    try {
      return TaskHandoff.parseFrom(task.getData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("TaskInfo.data could not be read: " + e.getMessage(), e);
    }
  }
}
