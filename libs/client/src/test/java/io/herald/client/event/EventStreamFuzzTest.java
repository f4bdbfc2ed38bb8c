package io.herald.client.event;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/**
 * Any bytes at all are a stream, and give the same events however they are cut. In the build the
 * committed inputs are played; {@code JAZZER_FUZZ=1 mvn … -Dtest=EventStreamFuzzTest
 * -Dsurefire.argLine=-Djazzer.hooks=true} looks for new ones for a minute.
 */
class EventStreamFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyBytesGiveTheSameEventsHoweverTheyAreCut(byte[] bytes) throws Exception {
    List<StreamedEvent> whole = EventStreamParserTest.read(bytes, Math.max(1, bytes.length));
    for (int piece = 1; piece < 5; piece++) {
      List<StreamedEvent> cut = EventStreamParserTest.read(bytes, piece);
      if (!cut.equals(whole)) {
        throw new AssertionError("in pieces of " + piece + ": " + cut + " instead of " + whole);
      }
    }
    for (StreamedEvent event : whole) {
      if (event.type().isEmpty() || event.id().indexOf('\0') >= 0) {
        throw new AssertionError("no such event may be: " + event);
      }
    }
  }
}
