package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1.0 or 1.1 (RFC 9112): interim answers are passed over, a body ends by
 * its length, its last chunk or the connection's end. Whatever the other side sends, no more than
 * {@value #LONGEST_HEAD} bytes of head and the asked length of body are kept.
 */
final class HttpReplyReader {

  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int SHOWN = 40;
  private static final Pattern FIRST_LINE = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})(?: .*)?");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(?:;.*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  private final Wire wire;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();
  private int head;

  HttpReplyReader(Wire wire) {
    this.wire = wire;
  }

  /**
   * Reads.
   *
   * @param bodyLimit bytes of the body to read; what follows them is left
   * @throws IOException with a clause that says why there is no status; what goes wrong behind the
   *     head is in the answer
   */
  HttpReply read(int bodyLimit) throws IOException, InterruptedException {
    int status = status();
    Map<String, String> fields = fields();
    while (status >= 100 && status < 200 && status != 101) {
      status = status();
      fields = fields();
    }
    Optional<String> location = Optional.ofNullable(fields.get("location"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Optional<String> problem = Optional.empty();
    boolean none = status == 204 || status == 304 || status < 200;
    if (!none) {
      try {
        body(fields, bodyLimit, body);
      } catch (IOException e) {
        problem = Optional.of(Reason.of(e));
      }
    }
    return new HttpReply(status, location, body.toByteArray(), problem);
  }

  private int status() throws IOException, InterruptedException {
    String line = line();
    Matcher matcher = FIRST_LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IOException(
          "its answer is not HTTP: it begins with \"" + Printable.of(line, SHOWN) + "\"");
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** By name in lower case; of a name that is given twice, the first counts. */
  private Map<String, String> fields() throws IOException, InterruptedException {
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private void body(Map<String, String> fields, int limit, ByteArrayOutputStream body)
      throws IOException, InterruptedException {
    String coding = fields.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT);
    String length = fields.get("content-length");
    if (coding.endsWith("chunked")) {
      chunks(limit, body);
    } else if (length != null) {
      if (!LENGTH.matcher(length).matches()) {
        throw new IOException(
            "its Content-Length is \"" + Printable.of(length, SHOWN) + "\", which is not a length");
      }
      copy(Math.min(Long.parseLong(length), limit), body);
    } else {
      int next = 0;
      while (body.size() < limit && next >= 0) {
        next = next();
        if (next >= 0) {
          body.write(next);
        }
      }
    }
  }

  private void chunks(int limit, ByteArrayOutputStream body)
      throws IOException, InterruptedException {
    while (body.size() < limit) {
      String line = line();
      Matcher matcher = CHUNK.matcher(line);
      if (!matcher.matches()) {
        throw new IOException(
            "a chunk of its body begins with \"" + Printable.of(line, SHOWN) + "\"");
      }
      long size = Long.parseLong(matcher.group(1), 16);
      if (size == 0) {
        trailers();
        return;
      }
      copy(Math.min(size, limit - body.size()), body);
      if (body.size() < limit) {
        line();
      }
    }
  }

  /** What follows the last chunk; the body is whole without it. */
  private void trailers() throws InterruptedException {
    try {
      fields();
    } catch (IOException e) {
      buffer.clear().flip();
    }
  }

  private void copy(long length, ByteArrayOutputStream body)
      throws IOException, InterruptedException {
    for (long i = 0; i < length; i++) {
      int next = next();
      if (next < 0) {
        throw new EOFException();
      }
      body.write(next);
    }
  }

  /** A line of the head without its end. */
  private String line() throws IOException, InterruptedException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = next(); next != '\n'; next = next()) {
      if (next < 0) {
        throw new EOFException(
            head == 0
                ? "the connection was closed without an answer"
                : "its answer ended too early");
      }
      head++;
      if (head > LONGEST_HEAD) {
        throw new IOException("the head of its answer exceeds 64 KB");
      }
      line.write(next);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int next() throws IOException, InterruptedException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int read = wire.read(buffer);
      buffer.flip();
      if (read < 0) {
        return -1;
      }
    }
    return buffer.get() & 0xff;
  }
}
