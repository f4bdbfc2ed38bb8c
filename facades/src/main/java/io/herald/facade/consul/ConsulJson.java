package io.herald.facade.consul;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.facade.mirror.MirroredInstance;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Consul's objects: names, order and empty values as Consul 1.18 has them; the clients in Go and
 * Java read each of these fields.
 */
final class ConsulJson {

  private final JsonGenerator json;
  private final String datacenter;

  ConsulJson(JsonGenerator json, String datacenter) {
    this.json = json;
    this.datacenter = datacenter;
  }

  /** An element of {@code /v1/catalog/service/…}. */
  void catalogService(ConsulRegistration one, MirroredInstance of) throws IOException {
    json.writeStartObject();
    nodeFields(one.node(), "NodeMeta");
    json.writeStringField("ServiceKind", "");
    json.writeStringField("ServiceID", one.id());
    json.writeStringField("ServiceName", one.service());
    texts("ServiceTags", one.tags());
    json.writeStringField("ServiceAddress", one.address());
    serviceAddresses("ServiceTaggedAddresses", one);
    weights("ServiceWeights", one);
    map("ServiceMeta", one.meta());
    json.writeNumberField("ServicePort", one.port());
    json.writeStringField("ServiceSocketPath", "");
    json.writeBooleanField("ServiceEnableTagOverride", false);
    proxy("ServiceProxy");
    emptyObject("ServiceConnect");
    json.writeNullField("ServiceLocality");
    indexes(of);
    json.writeEndObject();
  }

  private void nodeFields(ConsulNode node, String meta) throws IOException {
    json.writeStringField("ID", node.id());
    json.writeStringField("Node", node.name());
    json.writeStringField("Address", node.address());
    json.writeStringField("Datacenter", datacenter);
    nodeAddresses(node);
    emptyObject(meta);
  }

  /** A node, as an element of {@code /v1/catalog/nodes} and within others. */
  void node(ConsulNode node, MirroredInstance of) throws IOException {
    json.writeStartObject();
    nodeFields(node, "Meta");
    json.writeNumberField("CreateIndex", of.created());
    json.writeNumberField("ModifyIndex", of.created());
    json.writeEndObject();
  }

  /** A service of a node. */
  void nodeService(ConsulRegistration one, MirroredInstance of) throws IOException {
    json.writeStartObject();
    json.writeStringField("ID", one.id());
    json.writeStringField("Service", one.service());
    texts("Tags", one.tags());
    json.writeStringField("Address", one.address());
    serviceAddresses("TaggedAddresses", one);
    map("Meta", one.meta());
    json.writeNumberField("Port", one.port());
    weights("Weights", one);
    json.writeBooleanField("EnableTagOverride", false);
    proxy("Proxy");
    emptyObject("Connect");
    json.writeStringField("PeerName", "");
    indexes(of);
    json.writeEndObject();
  }

  /** An element of {@code /v1/health/service/…}. */
  void entry(ConsulRegistration one, MirroredInstance of) throws IOException {
    json.writeStartObject();
    json.writeFieldName("Node");
    node(one.node(), of);
    json.writeFieldName("Service");
    nodeService(one, of);
    json.writeArrayFieldStart("Checks");
    nodeCheck(one.node(), of);
    check(one, of);
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The check of an instance. */
  void check(ConsulRegistration one, MirroredInstance of) throws IOException {
    check(
        one.node(),
        one.checkId(),
        "Service '" + one.service() + "' check",
        one.status(),
        one.output(),
        one.id(),
        one.service(),
        one.tags(),
        "ttl",
        of);
  }

  /** The check of a node: its agent is known to the master. */
  void nodeCheck(ConsulNode node, MirroredInstance of) throws IOException {
    check(
        node,
        "serfHealth",
        "Serf Health Status",
        CheckStatus.PASSING,
        "Agent alive and reachable",
        "",
        "",
        List.of(),
        "",
        of);
  }

  private void check(
      ConsulNode node,
      String id,
      String name,
      CheckStatus status,
      String output,
      String serviceId,
      String service,
      List<String> tags,
      String type,
      MirroredInstance of)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("Node", node.name());
    json.writeStringField("CheckID", id);
    json.writeStringField("Name", name);
    json.writeStringField("Status", status.text());
    json.writeStringField("Notes", "");
    json.writeStringField("Output", output);
    json.writeStringField("ServiceID", serviceId);
    json.writeStringField("ServiceName", service);
    texts("ServiceTags", tags);
    json.writeStringField("Type", type);
    json.writeStringField("Interval", "");
    json.writeStringField("Timeout", "");
    json.writeNumberField("ExposedPort", 0);
    emptyObject("Definition");
    if (serviceId.isEmpty()) {
      json.writeNumberField("CreateIndex", of.created());
      json.writeNumberField("ModifyIndex", of.created());
    } else {
      indexes(of);
    }
    json.writeEndObject();
  }

  private void indexes(MirroredInstance of) throws IOException {
    json.writeNumberField("CreateIndex", of.created());
    json.writeNumberField("ModifyIndex", of.modified());
  }

  private void nodeAddresses(ConsulNode node) throws IOException {
    json.writeObjectFieldStart("TaggedAddresses");
    json.writeStringField("lan", node.address());
    for (String family : List.of("lan_ipv4", "lan_ipv6")) {
      String address = first(node.addresses(), family.endsWith("6"));
      if (address != null) {
        json.writeStringField(family, address);
      }
    }
    json.writeStringField("wan", node.address());
    json.writeEndObject();
  }

  private void serviceAddresses(String field, ConsulRegistration one) throws IOException {
    if (one.addresses().isEmpty()) {
      return; // Consul leaves out what is empty here.
    }
    json.writeObjectFieldStart(field);
    for (String family : List.of("lan_ipv4", "lan_ipv6")) {
      String address = first(one.addresses(), family.endsWith("6"));
      if (address != null) {
        json.writeObjectFieldStart(family);
        json.writeStringField("Address", address);
        json.writeNumberField("Port", one.port());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static @Nullable String first(List<InetAddress> addresses, boolean six) {
    for (InetAddress address : addresses) {
      if (address instanceof Inet6Address == six) {
        return address.getHostAddress();
      }
    }
    return null;
  }

  private void weights(String field, ConsulRegistration one) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("Passing", one.weight());
    json.writeNumberField("Warning", 1);
    json.writeEndObject();
  }

  private void proxy(String field) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("Mode", "");
    emptyObject("MeshGateway");
    emptyObject("Expose");
    json.writeEndObject();
  }

  private void emptyObject(String field) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeEndObject();
  }

  private void texts(String field, List<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void map(String field, Map<String, String> map) throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
