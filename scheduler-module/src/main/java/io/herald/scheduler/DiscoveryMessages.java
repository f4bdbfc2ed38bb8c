package io.herald.scheduler;

import io.herald.scheduler.TaskDiscovery.DiscoveryPort;
import io.herald.scheduler.TaskView.TaskLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value.Range;

/** Reads a v1 TaskInfo, and adds a {@link TaskDiscovery} to what its DiscoveryInfo has already. */
final class DiscoveryMessages {

  private DiscoveryMessages() {}

  static TaskView view(TaskInfo task) {
    return new TaskView(
        task.getTaskId().getValue(),
        task.getName(),
        task.getData(),
        task.getExecutor().getData(),
        task.getLabels().getLabelsList().stream()
            .map(label -> new TaskLabel(label.getKey(), label.getValue()))
            .toList(),
        portNumbers(task.getResourcesList()));
  }

  private static List<Integer> portNumbers(List<Resource> resources) {
    List<Integer> numbers = new ArrayList<>();
    for (Resource resource : resources) {
      if (resource.getName().equals("ports")) {
        for (Range range : resource.getRanges().getRangeList()) {
          long end = Math.min(range.getEnd(), 65535);
          for (long number = Math.max(range.getBegin(), 1); number <= end; number++) {
            if (numbers.size() == TaskView.MOST_PORTS) {
              return numbers;
            }
            numbers.add((int) number);
          }
        }
      }
    }
    return numbers;
  }

  static void add(TaskDiscovery discovery, DiscoveryInfo.Builder info) {
    if (!info.hasVisibility()) {
      info.setVisibility(visibility(discovery));
    }
    if (!info.hasName()) {
      info.setName(discovery.name());
    }
    if (!info.hasEnvironment() && discovery.environment().isPresent()) {
      info.setEnvironment(discovery.environment().get());
    }
    if (!info.hasLocation() && discovery.location().isPresent()) {
      info.setLocation(discovery.location().get());
    }
    if (!info.hasVersion() && discovery.version().isPresent()) {
      info.setVersion(discovery.version().get());
    }
    if (!discovery.ports().isEmpty()) {
      addPorts(discovery.ports(), info);
    }
    if (!discovery.labels().isEmpty()) {
      info.setLabels(with(info.getLabels(), discovery.labels()));
    }
  }

  private static DiscoveryInfo.Visibility visibility(TaskDiscovery discovery) {
    return switch (discovery.visibility()) {
      case FRAMEWORK -> DiscoveryInfo.Visibility.FRAMEWORK;
      case CLUSTER -> DiscoveryInfo.Visibility.CLUSTER;
      case EXTERNAL -> DiscoveryInfo.Visibility.EXTERNAL;
    };
  }

  private static void addPorts(List<DiscoveryPort> ports, DiscoveryInfo.Builder info) {
    List<Port> own = info.getPorts().getPortsList();
    Ports.Builder all = info.getPorts().toBuilder();
    for (DiscoveryPort port : ports) {
      if (port.name().isEmpty() || !has(own, port.name().get())) {
        all.addPorts(port(port));
      }
    }
    if (all.getPortsCount() > own.size()) {
      info.setPorts(all.buildPartial());
    }
  }

  private static boolean has(List<Port> own, String name) {
    for (Port port : own) {
      if (port.getName().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static Port port(DiscoveryPort port) {
    Port.Builder built = Port.newBuilder().setNumber(port.number()).setProtocol(port.protocol());
    Optional<String> name = port.name();
    if (name.isPresent()) {
      built.setName(name.get());
    }
    if (!port.labels().isEmpty()) {
      built.setLabels(with(Labels.getDefaultInstance(), port.labels()));
    }
    return built.build();
  }

  private static Labels with(Labels own, SortedMap<String, String> labels) {
    Labels.Builder all = own.toBuilder();
    labels.forEach(
        (key, value) -> {
          if (!has(own, key)) {
            all.addLabels(Label.newBuilder().setKey(key).setValue(value).build());
          }
        });
    return all.buildPartial();
  }

  private static boolean has(Labels own, String key) {
    for (Label label : own.getLabelsList()) {
      if (label.getKey().equals(key)) {
        return true;
      }
    }
    return false;
  }
}
