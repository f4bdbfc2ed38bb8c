package io.herald.dns.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.record.ZoneName;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.ZoneSnapshot;
import io.herald.http.Responses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /v1/axfr}: every address and SRV record of the zone, by type and name. */
final class ZoneDump implements Responses.Document {

  private final ZoneSettings domain;
  private final Duration refresh;
  private final List<ZoneSnapshot> zones;

  /**
   * @param domain the settings of its zone
   * @param refresh between two polls of a master
   * @param zones the domain's zone and those within it
   */
  ZoneDump(ZoneSettings domain, Duration refresh, List<ZoneSnapshot> zones) {
    this.domain = domain;
    this.refresh = refresh;
    this.zones = List.copyOf(zones);
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    Map<RecordType, Map<String, List<String>>> records = new EnumMap<>(RecordType.class);
    zones.forEach(zone -> zone.forEachRecord(record -> add(record, records)));
    json.writeStartObject();
    json.writeNumberField("TTL", domain.ttl());
    json.writeNumberField("Serial", zones.get(0).serial());
    json.writeNumberField("RefreshSeconds", refresh.toSeconds());
    json.writeStringField("Mname", domain.primary().toString());
    json.writeStringField("Rname", domain.mailbox().toString());
    json.writeStringField("Domain", ZoneName.text(domain.apex()));
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
