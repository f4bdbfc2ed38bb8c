package io.herald.client.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventStreamParserTest {

  private static Arguments row(String stream, StreamedEvent... events) {
    return Arguments.of(stream, List.of(events));
  }

  private static StreamedEvent event(String type, String data, String id) {
    return new StreamedEvent(type, data, id);
  }

  /** Some of the streams are the standard's own examples. */
  static List<Arguments> streams() {
    return List.of(
        row(""),
        row("\n\n"),
        row("data: one\n\n", event("message", "one", "")),
        row("data: one\r\n\r\n", event("message", "one", "")),
        row("data: one\r\r", event("message", "one", "")),
        row("data: one\n\r\n", event("message", "one", "")),
        row("data: one\r\ndata: two\n\n", event("message", "one\ntwo", "")),
        row("data: one\n"),
        row("data: one"),
        row("data: one\n\ndata: half", event("message", "one", "")),
        row("\uFEFFdata: one\n\n", event("message", "one", "")),
        row("\uFEFF\uFEFFdata: one\n\n"),
        row("data: one\n\n\uFEFFdata: two\n\n", event("message", "one", "")),
        row("\uFEFF\ndata: one\n\n", event("message", "one", "")),
        row("data: YHOO\ndata: +2\ndata: 10\n\n", event("message", "YHOO\n+2\n10", "")),
        row(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            event("message", "first event", "1"),
            event("message", "second event", ""),
            event("message", " third event", "")),
        row("data\n\ndata\ndata\n\ndata:", event("message", "", ""), event("message", "\n", "")),
        row(
            "data:test\n\ndata: test\n\n",
            event("message", "test", ""),
            event("message", "test", "")),
        row("data:\ttab\n\n", event("message", "\ttab", "")),
        row(
            "event: added\ndata: x\n\ndata: y\n\n",
            event("added", "x", ""),
            event("message", "y", "")),
        row("event: added\n\ndata: y\n\n", event("message", "y", "")),
        row("event: a\nevent: b\ndata: y\n\n", event("b", "y", "")),
        row("event:\ndata: y\n\n", event("message", "y", "")),
        row("id: 7\n\ndata: y\n\n", event("message", "y", "7")),
        row(
            "id: 7\ndata: y\n\ndata: z\n\n",
            event("message", "y", "7"),
            event("message", "z", "7")),
        row(
            "id: 7\ndata: y\n\nid: 8\0\ndata: z\n\n",
            event("message", "y", "7"),
            event("message", "z", "7")),
        row("id: a:b c \ndata: y\n\n", event("message", "y", "a:b c ")),
        row("Data: one\nDATA: two\n data: three\n\n"),
        row(": comment\n:data: one\n:\n\n"),
        row("data: a:b: c\n\n", event("message", "a:b: c", "")),
        row("unknown: x\nunknown\ndata: y\n\n", event("message", "y", "")),
        row("data: Grüße 😀\n\n", event("message", "Grüße 😀", "")),
        row("data: a\0b\n\n", event("message", "a\0b", "")),
        row("data: a\u2028b\u0085c\fd\n\n", event("message", "a\u2028b\u0085c\fd", "")));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void aStreamGivesItsEventsHoweverItIsCut(String stream, List<StreamedEvent> events)
      throws Exception {
    byte[] bytes = stream.getBytes(UTF_8);
    assertThat(read(bytes, bytes.length)).as("whole").isEqualTo(events);
    assertThat(read(bytes, 1)).as("byte by byte").isEqualTo(events);
    assertThat(read(bytes, 2)).as("by two").isEqualTo(events);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(readAtRandom(bytes, random)).as("seed %d, cut %d", seed, i).isEqualTo(events);
    }
  }

  @Test
  void whatIsNoUtf8IsReplaced() throws Exception {
    byte[] bytes = "data: a\u00FFb\n\n".getBytes(ISO_8859_1);
    assertThat(read(bytes, 1)).containsExactly(event("message", "a\uFFFDb", ""));
  }

  @ParameterizedTest
  @MethodSource("retries")
  void onlyDigitsChangeThePause(String stream, Optional<Duration> pause) throws Exception {
    EventStreamParser parser = new EventStreamParser();
    parser.read(ByteBuffer.wrap(stream.getBytes(UTF_8)), event -> {});
    assertThat(parser.retry()).isEqualTo(pause);
  }

  static List<Arguments> retries() {
    Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
    return List.of(
        Arguments.of("retry: 1000\n", second),
        Arguments.of("retry:1000\n", second),
        Arguments.of("retry: 1000\nretry: 2s\n", second),
        Arguments.of("retry: 1000\nretry\n", second),
        Arguments.of("retry: 1000\nretry: -5\n", second),
        Arguments.of("retry: 1000\nretry: ١\n", second),
        Arguments.of("retry: 99999999999999999999\n", Optional.empty()),
        Arguments.of("retry: 0\n", Optional.of(Duration.ZERO)),
        Arguments.of("retry: 1000", Optional.empty()));
  }

  @Test
  void anEventThatIsTooLongIsRefusedAsALineOrInManyLines() throws Exception {
    assertThatThrownBy(() -> feed(new EventStreamParser(100), "data: " + "x".repeat(100)))
        .isInstanceOf(EventStreamException.class)
        .hasMessage("an event is longer than 100 bytes");
    assertThatThrownBy(() -> feed(new EventStreamParser(100), "data: 0123456789\n".repeat(10)))
        .isInstanceOf(EventStreamException.class);
    assertThat(feed(new EventStreamParser(100), "data: 0123456789\n".repeat(9) + "\n")).hasSize(1);
  }

  private static List<StreamedEvent> feed(EventStreamParser parser, String text)
      throws EventStreamException {
    List<StreamedEvent> events = new ArrayList<>();
    parser.read(ByteBuffer.wrap(text.getBytes(UTF_8)), events::add);
    return events;
  }

  static List<StreamedEvent> read(byte[] bytes, int piece) throws EventStreamException {
    EventStreamParser parser = new EventStreamParser();
    List<StreamedEvent> events = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += piece) {
      parser.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)), events::add);
    }
    return events;
  }

  private static List<StreamedEvent> readAtRandom(byte[] bytes, Random random)
      throws EventStreamException {
    EventStreamParser parser = new EventStreamParser();
    List<StreamedEvent> events = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int length = Math.min(bytes.length - from, random.nextInt(9));
      parser.read(ByteBuffer.wrap(bytes, from, length), events::add);
      from += length;
    }
    return events;
  }
}
