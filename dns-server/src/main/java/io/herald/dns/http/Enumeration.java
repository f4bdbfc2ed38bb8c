package io.herald.dns.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.dns.naming.view.FrameworkListing;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.ResourceRecord;
import io.herald.http.Responses;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * {@code /v1/enumerate}: the running tasks of each framework with their records, names and ids as
 * the frameworks gave them. A record that several tasks share is listed with the first alone.
 */
final class Enumeration implements Responses.Document {

  private final List<FrameworkListing> frameworks;

  Enumeration(List<FrameworkListing> frameworks) {
    this.frameworks = List.copyOf(frameworks);
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    Set<ResourceRecord> listed = new HashSet<>();
    json.writeStartObject();
    if (frameworks.isEmpty()) {
      json.writeNullField("frameworks");
    } else {
      json.writeArrayFieldStart("frameworks");
      for (FrameworkListing framework : frameworks) {
        json.writeStartObject();
        json.writeArrayFieldStart("tasks");
        Iterator<FrameworkListing.TaskListing> tasks = framework.tasks().iterator();
        while (tasks.hasNext()) {
          write(tasks.next(), listed, json);
        }
        json.writeEndArray();
        json.writeStringField("name", framework.name());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(
      FrameworkListing.TaskListing task, Set<ResourceRecord> listed, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", task.name());
    json.writeStringField("id", task.id());
    List<ResourceRecord> fresh = task.records().stream().filter(listed::add).toList();
    if (fresh.isEmpty()) {
      json.writeNullField("records");
    } else {
      json.writeArrayFieldStart("records");
      for (ResourceRecord record : fresh) {
        json.writeStartObject();
        json.writeStringField("name", record.owner().toString());
        json.writeStringField("host", RecordText.value(record));
        json.writeStringField("rtype", record.type().name());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
