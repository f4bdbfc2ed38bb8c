package io.herald.minimesos;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A subscription read from the bare socket: status, headers, and chunk by chunk, so that framing
 * and the way it ends can be seen. It shares no code with what it tests.
 */
final class RawStream implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How a stream ended. */
  enum End {
    OPEN,
    ZERO_CHUNK,
    EOF
  }

  private final Socket socket;
  private final List<String> head = new CopyOnWriteArrayList<>();
  private final List<byte[]> chunks = new CopyOnWriteArrayList<>();
  private volatile End end = End.OPEN;

  private RawStream(Socket socket) {
    this.socket = socket;
  }

  static RawStream post(int port, String path, String accept, String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nContent-Type: application/json\r\nAccept: "
            + accept
            + "\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(content);
    RawStream stream = new RawStream(socket);
    Thread reader = new Thread(stream::read, "raw-stream");
    reader.setDaemon(true);
    reader.start();
    return stream;
  }

  private void read() {
    try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        head.add(line);
      }
      while (true) {
        int length = Integer.parseInt(line(in), 16);
        if (length == 0) {
          end = End.ZERO_CHUNK;
          return;
        }
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length || !line(in).isEmpty()) {
          throw new IOException("a chunk is not whole");
        }
        chunks.add(chunk);
      }
    } catch (IOException | NumberFormatException e) {
      end = End.EOF;
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("end of stream");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  String status() {
    await().until(() -> !head.isEmpty());
    return head.get(0);
  }

  String header(String name) {
    await().until(() -> !chunks.isEmpty());
    return head.stream()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
        .findFirst()
        .map(line -> line.substring(name.length() + 1).strip())
        .orElse("");
  }

  End end() {
    return end;
  }

  /** The chunks so far; each must be one whole record. */
  List<byte[]> chunks() {
    return chunks;
  }

  /** The records so far, heartbeats too. */
  List<JsonNode> all() {
    return chunks.stream().map(RawStream::record).toList();
  }

  /** The records so far, without heartbeats. */
  List<JsonNode> events() {
    return all().stream().filter(event -> !type(event).equals("HEARTBEAT")).toList();
  }

  List<String> types() {
    return events().stream().map(RawStream::type).toList();
  }

  static String type(JsonNode event) {
    return event.path("type").asText();
  }

  private static JsonNode record(byte[] chunk) {
    String text = new String(chunk, StandardCharsets.UTF_8);
    int newline = text.indexOf('\n');
    byte[] body = text.substring(newline + 1).getBytes(StandardCharsets.UTF_8);
    if (Integer.parseInt(text.substring(0, newline)) != body.length) {
      throw new IllegalStateException("a chunk is not one record: " + text);
    }
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  /** Waits for an event. */
  JsonNode awaitEvent(String type, Predicate<JsonNode> wanted) {
    return awaitFrom(0, type, wanted);
  }

  /** Waits for an event that is not among the first ones. */
  JsonNode awaitFrom(int index, String type, Predicate<JsonNode> wanted) {
    Predicate<JsonNode> fits = event -> type(event).equals(type) && wanted.test(event);
    try {
      await("a " + type).until(() -> events().stream().skip(index).anyMatch(fits));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no such " + type + " on a stream that is " + end + "; there were " + events(), e);
    }
    return events().stream().skip(index).filter(fits).findFirst().orElseThrow();
  }

  /** The place of an event among all but heartbeats. */
  int indexOf(JsonNode event) {
    List<JsonNode> events = events();
    return IntStream.range(0, events.size())
        .filter(i -> events.get(i).equals(event))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
