package io.herald.executor.decorator;

import com.google.protobuf.ByteString;
import io.herald.executor.lifecycle.TaskData;
import io.herald.proto.handoff.TaskHandoff;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Finds out what a task announces. Called by one thread at a time. */
@FunctionalInterface
public interface AnnounceBlockReader {

  /**
   * Reads a task.
   *
   * @param executorData {@code ExecutorInfo.data}, for tasks without data of their own
   * @param agentHostname of the machine that it runs on
   * @return absent if the task is not to be announced
   * @throws IllegalArgumentException with a sentence, if the task is damaged; it is run all the
   *     same, and not announced
   */
  Optional<TaskHandoff> read(TaskInfo task, ByteString executorData, String agentHostname);

  /** Reads our hand-off, Aurora's job JSON and Aurora's Thrift AssignedTask. */
  static AnnounceBlockReader ofKnownForms() {
    return (task, executorData, agentHostname) ->
        Optional.of(TaskData.read(task, executorData, agentHostname));
  }
}
