package io.herald.dns.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneSnapshot;
import io.herald.http.Responses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /v1/axfr}: every address and SRV record of the zone, by type and name. */
final class ZoneDump implements Responses.Document {

  private final DnsConfig config;
  private final List<ZoneSnapshot> zones;

  /**
   * @param zones the domain's zone and those within it
   */
  ZoneDump(DnsConfig config, List<ZoneSnapshot> zones) {
    this.config = config;
    this.zones = List.copyOf(zones);
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    Map<RecordType, Map<String, List<String>>> records = new EnumMap<>(RecordType.class);
    zones.forEach(zone -> zone.forEachRecord(record -> add(record, records)));
    json.writeStartObject();
    json.writeNumberField("TTL", config.zone().ttl());
    json.writeNumberField("Serial", zones.get(0).serial());
    json.writeNumberField("RefreshSeconds", config.follow().masters().refresh().toSeconds());
    json.writeStringField("Mname", config.zone().primary().toString());
    json.writeStringField("Rname", config.zone().mailbox().toString());
    json.writeStringField("Domain", config.naming().domain());
    json.writeObjectFieldStart("Records");
    write("As", records.getOrDefault(RecordType.A, Map.of()), json);
    write("AAAAs", records.getOrDefault(RecordType.AAAA, Map.of()), json);
    write("SRVs", records.getOrDefault(RecordType.SRV, Map.of()), json);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void add(
      ResourceRecord record, Map<RecordType, Map<String, List<String>>> records) {
    switch (record.type()) {
      case A, AAAA, SRV ->
          records
              .computeIfAbsent(record.type(), type -> new TreeMap<>())
              .computeIfAbsent(record.owner().toString(), owner -> new ArrayList<>(1))
              .add(RecordText.value(record));
      default -> {
        // Mesos-DNS lists no others.
      }
    }
  }

  private static void write(String type, Map<String, List<String>> records, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(type);
    for (Map.Entry<String, List<String>> owner : records.entrySet()) {
      json.writeArrayFieldStart(owner.getKey());
      for (String value : owner.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
