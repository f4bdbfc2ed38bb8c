package io.herald.client.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads server-sent events as the HTML standard defines them (<a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">§9.2</a>): pieces of bytes,
 * cut anywhere, go in; whole events come out. An event that the stream's end cuts off never does.
 *
 * <p>Holds one event at most, which has a limit. One thread at a time.
 */
public final class EventStreamParser {

  /** Of a line and of an event's data. Herald's snapshots come in far smaller pieces. */
  public static final int LONGEST_EVENT = 64 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final String DEFAULT_TYPE = "message";

  /** Longer numbers of milliseconds are years. */
  private static final int MOST_RETRY_DIGITS = 12;

  private final int longest;
  private final StringBuilder data = new StringBuilder();
  private byte[] line = new byte[512];
  private int lineLength;
  private boolean firstLine = true;
  private boolean afterReturn;
  private String type = "";
  private String id = "";
  private String lastId = "";
  private Optional<Duration> retry = Optional.empty();

  /** Of a new stream. */
  public EventStreamParser() {
    this(LONGEST_EVENT);
  }

  /**
   * The same with another limit.
   *
   * @param longest bytes of a line, and characters of an event's data
   */
  public EventStreamParser(int longest) {
    this.longest = longest;
  }

  /**
   * Reads all of a piece.
   *
   * @param events gets each event that is complete
   * @throws EventStreamException if an event is longer than the limit; the stream is of no use then
   */
  public void read(ByteBuffer piece, Consumer<StreamedEvent> events) throws EventStreamException {
    while (piece.hasRemaining()) {
      byte next = piece.get();
      // CR LF is one end of a line, also if a piece ends between the two.
      boolean secondHalf = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (secondHalf) {
        continue;
      }
      if (next == '\r' || next == '\n') {
        endLine(events);
      } else {
        append(next);
      }
    }
  }

  /** The last id of the stream, also of blocks that are no event; empty if it gave none. */
  public String lastId() {
    return lastId;
  }

  /** The pause before a new try that the stream asked for last; empty if it never did. */
  public Optional<Duration> retry() {
    return retry;
  }

  private void append(byte next) throws EventStreamException {
    if (lineLength == longest) {
      throw tooLong();
    }
    if (lineLength == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(longest, 2L * line.length));
    }
    line[lineLength++] = next;
  }

  private void endLine(Consumer<StreamedEvent> events) throws EventStreamException {
    int start = firstLine && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
    firstLine = false;
    if (start == lineLength) {
      lineLength = 0;
      dispatch(events);
      return;
    }
    int colon = start;
    while (colon < lineLength && line[colon] != ':') {
      colon++;
    }
    if (colon != start) {
      int value = Math.min(lineLength, colon + 1);
      if (value < lineLength && line[value] == ' ') {
        value++;
      }
      field(text(start, colon), text(value, lineLength));
    }
    lineLength = 0;
  }

  private boolean startsWithMark() {
    return lineLength >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, UTF_8);
  }

  private void field(String name, String value) throws EventStreamException {
    switch (name) {
      case "event" -> type = value;
      case "data" -> {
        if (data.length() + value.length() >= longest) {
          throw tooLong();
        }
        data.append(value).append('\n');
      }
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      case "retry" -> {
        if (!value.isEmpty()
            && value.length() <= MOST_RETRY_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
        }
      }
      default -> {
        // The standard has none other: what a later one adds is ignored.
      }
    }
  }

  private void dispatch(Consumer<StreamedEvent> events) {
    lastId = id;
    if (data.length() > 0) {
      data.setLength(data.length() - 1);
      StreamedEvent event =
          new StreamedEvent(type.isEmpty() ? DEFAULT_TYPE : type, data.toString(), id);
      data.setLength(0);
      type = "";
      events.accept(event);
    }
    type = "";
  }

  private EventStreamException tooLong() {
    return new EventStreamException("an event is longer than " + longest + " bytes");
  }
}
