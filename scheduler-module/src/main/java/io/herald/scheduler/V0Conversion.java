package io.herald.scheduler;

import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.Protos;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Between the messages of Mesos' drivers (v0) and those of its HTTP API (v1): both have one wire
 * form, by which Mesos itself converts them. A required field may be missing; an unknown one is
 * kept.
 */
final class V0Conversion {

  private V0Conversion() {}

  static TaskInfo toV1(Protos.TaskInfo task) {
    try {
      return TaskInfo.parser().parsePartialFrom(task.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("TaskInfo of v0 is not one of v1", e);
    }
  }

  static Protos.DiscoveryInfo toV0(DiscoveryInfo info) {
    try {
      return Protos.DiscoveryInfo.parser().parsePartialFrom(info.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("DiscoveryInfo of v1 is not one of v0", e);
    }
  }
}
