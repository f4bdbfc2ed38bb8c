package io.herald.scheduler;

import io.herald.scheduler.Discovery.DiscoveryPort;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;

/** Puts a {@link Discovery} into the v1 message, beside what is there already. */
final class V1Messages {

  private V1Messages() {}

  static void add(Discovery discovery, DiscoveryInfo.Builder info) {
    if (!info.hasVisibility()) {
      info.setVisibility(DiscoveryInfo.Visibility.valueOf(discovery.visibility().name()));
    }
    if (!info.hasName()) {
      info.setName(discovery.name());
    }
    if (!info.hasEnvironment()) {
      info.setEnvironment(discovery.environment());
    }
    if (!info.hasLocation()) {
      info.setLocation(discovery.location());
    }
    addPorts(discovery, info);
    if (!discovery.labels().isEmpty()) {
      addLabels(discovery.labels(), info.getLabelsBuilder());
    }
  }

  private static void addPorts(Discovery discovery, DiscoveryInfo.Builder info) {
    Set<String> there = new HashSet<>();
    info.getPorts().getPortsList().forEach(port -> there.add(port.getName()));
    for (DiscoveryPort port : discovery.ports()) {
      if (!there.contains(port.name())) {
        info.getPortsBuilder().addPorts(port(port));
      }
    }
  }

  private static Port port(DiscoveryPort port) {
    Port.Builder built =
        Port.newBuilder()
            .setName(port.name())
            .setNumber(port.number())
            .setProtocol(port.protocol());
    if (!port.labels().isEmpty()) {
      addLabels(port.labels(), built.getLabelsBuilder());
    }
    return built.build();
  }

  private static void addLabels(Map<String, String> labels, Labels.Builder info) {
    Set<String> there = new HashSet<>();
    info.getLabelsList().forEach(label -> there.add(label.getKey()));
    labels.forEach(
        (key, value) -> {
          if (!there.contains(key)) {
            info.addLabels(Label.newBuilder().setKey(key).setValue(value));
          }
        });
  }
}
