package io.herald.examples.framework;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.mesos.codec.MesosDuration;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long a master waits for its agents after its own failover, as its {@code /flags} have it. */
final class ReregistrationWindow {

  /** The newer name first; masters before 1.2 have the other one. */
  private static final List<String> NAMES =
      List.of("agent_reregister_timeout", "slave_reregister_timeout");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReregistrationWindow() {}

  /** Empty if the flags don't contain it. */
  static Optional<Duration> read(InputStream flags) throws IOException {
    JsonNode known;
    try {
      known = JSON.readTree(flags).path("flags");
    } catch (JacksonException e) {
      return Optional.empty();
    }
    return NAMES.stream()
        .map(name -> known.path(name).asText(""))
        .flatMap(text -> MesosDuration.parse(text).stream())
        .findFirst();
  }
}
