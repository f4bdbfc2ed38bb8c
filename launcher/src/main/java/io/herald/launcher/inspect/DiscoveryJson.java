package io.herald.launcher.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;

/** DiscoveryInfo as a master's {@code /state} shows it. */
final class DiscoveryJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DiscoveryJson() {}

  static String of(DiscoveryInfo info) {
    ObjectNode object = JSON.createObjectNode();
    object.put("visibility", info.getVisibility().name());
    object.put("name", info.getName());
    if (info.hasEnvironment()) {
      object.put("environment", info.getEnvironment());
    }
    if (info.hasLocation()) {
      object.put("location", info.getLocation());
    }
    if (info.hasVersion()) {
      object.put("version", info.getVersion());
    }
    if (info.getPorts().getPortsCount() > 0) {
      ArrayNode ports = object.putObject("ports").putArray("ports");
      info.getPorts().getPortsList().forEach(port -> ports.add(port(port)));
    }
    if (info.hasLabels()) {
      labels(object, info.getLabels());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree that was just made can't be written", e);
    }
  }

  private static ObjectNode port(Port port) {
    ObjectNode object = JSON.createObjectNode();
    object.put("number", port.getNumber());
    object.put("name", port.getName());
    object.put("protocol", port.getProtocol());
    if (port.hasLabels()) {
      labels(object, port.getLabels());
    }
    return object;
  }

  private static void labels(ObjectNode object, Labels labels) {
    ArrayNode list = object.putObject("labels").putArray("labels");
    labels
        .getLabelsList()
        .forEach(
            label -> list.addObject().put("key", label.getKey()).put("value", label.getValue()));
  }
}
