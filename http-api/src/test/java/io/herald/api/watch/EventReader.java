package io.herald.api.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, to the letter of the HTML standard (§9.2.6). Used by one thread. */
final class EventReader implements AutoCloseable {

  private final InputStream stream;
  private final BufferedReader lines;
  private String lastEventId;
  private long read;

  /**
   * An event.
   *
   * @param type {@code message} unless it says otherwise
   */
  record Event(String id, String type, String data) {}

  EventReader(InputStream stream, String lastEventId) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream, UTF_8), 1 << 16);
    this.lastEventId = lastEventId;
  }

  /** Of what was read completely. */
  String lastEventId() {
    return lastEventId;
  }

  /**
   * The next event, after any comments and bare ids.
   *
   * @param until so many lines of the stream are read; then empty, as of a client that is cut
   */
  Optional<Event> next(long until) throws IOException {
    String id = lastEventId;
    String type = "";
    StringBuilder data = new StringBuilder();
    while (read < until) {
      String line = line();
      read++;
      if (line.isEmpty()) {
        lastEventId = id;
        if (!data.isEmpty()) {
          data.setLength(data.length() - 1);
          return Optional.of(new Event(id, type.isEmpty() ? "message" : type, data.toString()));
        }
        type = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> data.append(value).append('\n');
        default -> {}
      }
    }
    return Optional.empty();
  }

  private String line() throws IOException {
    @Nullable String line = lines.readLine();
    if (line == null) {
      throw new IOException("the server ended the stream");
    }
    return line;
  }

  /** Cuts the connection. */
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
