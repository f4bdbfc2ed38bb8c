package io.herald.changingcluster;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Frameworks and agents of the plainest kind; {@link TaskDraft} makes their tasks. */
public final class ClusterParts {

  private ClusterParts() {}

  /** A framework whose id is made of its name. */
  public static Framework framework(String name) {
    return framework("f-" + name, name);
  }

  /** An active framework without a host of its own. */
  public static Framework framework(String id, String name) {
    return new Framework(id, name, "", Optional.empty(), true);
  }

  /** An active agent at a numeric address, of IPv4 or IPv6. */
  public static Agent agent(String id, String hostname, String address) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return new Agent(id, hostname, Upid.parse("slave(1)@" + host + ":5051"), true);
  }

  /** The task with this result of its health check; nothing else is known of its running. */
  public static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }
}
