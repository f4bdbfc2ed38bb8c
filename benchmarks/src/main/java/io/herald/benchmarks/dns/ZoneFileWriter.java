package io.herald.benchmarks.dns;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server's {@code GET /v1/axfr} as a zone file that Knot and NSD load. */
final class ZoneFileWriter {

  private static final Map<String, String> TYPES =
      Map.of("As", "A", "AAAAs", "AAAA", "SRVs", "SRV");

  private ZoneFileWriter() {}

  /** Copies every record; returns how many. */
  static long write(InputStream axfr, Path file) throws IOException {
    long records = 0;
    try (JsonParser json = new JsonFactory().createParser(axfr);
        BufferedWriter zone = Files.newBufferedWriter(file)) {
      zone.write("$ORIGIN mesos.\n$TTL 60\n");
      zone.write("@ SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 60\n@ NS ns1.mesos.\n");
      String type = "";
      String owner = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          owner = json.currentName();
          type = TYPES.getOrDefault(owner, type);
        } else if (token == JsonToken.VALUE_STRING && json.getParsingContext().inArray()) {
          zone.write(owner + (owner.endsWith(".") ? " " : ". ") + type + " ");
          zone.write(type.equals("SRV") ? srv(json.getText()) : json.getText());
          zone.newLine();
          records++;
        }
      }
    }
    return records;
  }

  /** {@code target:port} as priority, weight, port and target. */
  private static String srv(String text) {
    int colon = text.lastIndexOf(':');
    String target = text.substring(0, colon);
    return "0 1 " + text.substring(colon + 1) + " " + target + (target.endsWith(".") ? "" : ".");
  }
}
