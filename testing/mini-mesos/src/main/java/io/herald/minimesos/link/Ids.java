package io.herald.minimesos.link;

import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ContainerID;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskID;

/** Ids as messages. */
public final class Ids {

  private Ids() {}

  public static AgentID agent(String id) {
    return AgentID.newBuilder().setValue(id).build();
  }

  public static FrameworkID framework(String id) {
    return FrameworkID.newBuilder().setValue(id).build();
  }

  public static ExecutorID executor(String id) {
    return ExecutorID.newBuilder().setValue(id).build();
  }

  public static TaskID task(String id) {
    return TaskID.newBuilder().setValue(id).build();
  }

  public static OfferID offer(String id) {
    return OfferID.newBuilder().setValue(id).build();
  }

  public static ContainerID container(String id) {
    return ContainerID.newBuilder().setValue(id).build();
  }
}
