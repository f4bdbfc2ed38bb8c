package io.herald.dns.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneSnapshot;
import io.herald.http.Responses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/hosts/NAME/ports}: a host's ports according to SRV records, in the form of {@code
 * /v1/services}: records that point to the host, and those of services of its name ({@code
 * _http._web._tcp.marathon.mesos} is a port of {@code web.marathon.mesos}). A host without ports is
 * one object of empty strings.
 */
final class HostPorts implements Responses.Document {

  private final List<ZoneSnapshot> zones;
  private final String host;

  HostPorts(List<ZoneSnapshot> zones, String asked) {
    this.zones = List.copyOf(zones);
    this.host = ZoneLookup.plain(asked);
  }

  /** One port of the host. */
  private record Port(String service, String target, String protocol, String name, int number) {}

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    List<Port> ports = new ArrayList<>();
    zones.forEach(zone -> zone.forEachRecord(record -> port(record).ifPresent(ports::add)));
    ports.sort(Comparator.comparingInt(Port::number).thenComparing(Port::service));
    json.writeStartArray();
    for (Port port : ports) {
      write(json, host, port, Integer.toString(port.number()));
    }
    if (ports.isEmpty()) {
      write(json, "", new Port("", "", "", "", 0), "");
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String host, Port port, String number)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("host", host);
    json.writeStringField("service", port.service());
    json.writeStringField("target", port.target());
    json.writeStringField("protocol", port.protocol());
    json.writeStringField("name", port.name());
    json.writeStringField("port", number);
    json.writeEndObject();
  }

  private Optional<Port> port(ResourceRecord record) {
    if (record.type() != RecordType.SRV) {
      return Optional.empty();
    }
    DnsName target = RecordText.target(record);
    List<String> owner = Arrays.asList(record.owner().toString().split("\\."));
    int protocol = lastServiceLabel(owner, owner.size());
    int task = lastServiceLabel(owner, protocol);
    if (task < 0) {
      return Optional.empty();
    }
    String of =
        String.join(".", owner.subList(task, protocol)).substring(1)
            + "."
            + String.join(".", owner.subList(protocol + 1, owner.size()))
            + ".";
    if (!of.equals(host) && !target.toString().equals(host)) {
      return Optional.empty();
    }
    String name = task == 0 ? "" : owner.get(0).substring(1);
    return Optional.of(
        new Port(
            record.owner().toString(),
            target.toString(),
            owner.get(protocol).substring(1),
            name,
            RecordText.port(record)));
  }

  /** Index of the last label before {@code end} that begins with an underscore; -1 if none. */
  private static int lastServiceLabel(List<String> labels, int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (labels.get(i).startsWith("_")) {
        return i;
      }
    }
    return -1;
  }
}
