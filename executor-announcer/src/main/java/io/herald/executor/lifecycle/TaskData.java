package io.herald.executor.lifecycle;

import com.google.protobuf.ByteString;
import io.herald.jobs.handoff.HandoffDecoder;
import io.herald.jobs.handoff.LaunchContext;
import io.herald.proto.handoff.TaskHandoff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;

/** Reads a launched task: its data, and what the rest of TaskInfo adds. */
public final class TaskData {

  /** A range of more ports than this is a mistake. */
  private static final int MOST_PORTS = 1024;

  private TaskData() {}

  /**
   * Reads it.
   *
   * @param subscribedData {@code ExecutorInfo.data} from the subscription, for a launch without
   *     data
   * @throws IllegalArgumentException with a sentence, if it has none of the known forms
   */
  public static TaskHandoff read(TaskInfo task, ByteString subscribedData, String agentHostname) {
    ByteString own = task.getExecutor().getData();
    DiscoveryInfo discovery = task.getDiscovery();
    SortedMap<String, Integer> named = new TreeMap<>();
    for (Port port : discovery.getPorts().getPortsList()) {
      if (port.hasName()) {
        named.put(port.getName(), port.getNumber());
      }
    }
    return HandoffDecoder.decode(
        task.getData(),
        own.isEmpty() ? subscribedData : own,
        new LaunchContext(
            task.getTaskId().getValue(),
            task.getName(),
            agentHostname,
            Optional.of(discovery.getLocation()).filter(location -> !location.isEmpty()),
            named,
            ports(task)));
  }

  private static List<Integer> ports(TaskInfo task) {
    List<Integer> numbers = new ArrayList<>();
    for (Resource resource : task.getResourcesList()) {
      if (!resource.getName().equals("ports")) {
        continue;
      }
      for (Value.Range range : resource.getRanges().getRangeList()) {
        long last = Math.min(range.getEnd(), 65535);
        for (long port = Math.max(range.getBegin(), 1);
            port <= last && numbers.size() < MOST_PORTS;
            port++) {
          numbers.add((int) port);
        }
      }
    }
    return numbers;
  }
}
