package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Addresses as JSON, as the field {@code addresses} of whatever has them. */
final class AddressJson {

  static final String FIELD = "addresses";

  private AddressJson() {}

  static void write(JsonGenerator json, List<InetAddress> addresses) throws IOException {
    json.writeArrayFieldStart(FIELD);
    for (InetAddress address : addresses) {
      json.writeString(address.getHostAddress());
    }
    json.writeEndArray();
  }

  static Schema schema(String meaning) {
    return Schema.listOf(meaning, Schema.text("An IPv4 or IPv6 address, without brackets."));
  }
}
