package io.herald.jobs.handoff;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;

/**
 * Any bytes at all are a hand-off or are refused with a sentence. In the build the committed inputs
 * are played; {@code JAZZER_FUZZ=1 mvn … -Dtest=HandoffDecoderFuzzTest
 * -Dsurefire.argLine=-Djazzer.hooks=true} looks for new ones for a minute.
 */
class HandoffDecoderFuzzTest {

  private static final LaunchContext CONTEXT = LaunchContext.of("t", "role/env/name", "h");

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreReadOrRefused(byte[] bytes) {
    try {
      HandoffDecoder.decode(ByteString.copyFrom(bytes), ByteString.EMPTY, CONTEXT);
    } catch (HandoffException e) {
      if (e.getMessage() == null || !e.getMessage().startsWith("TaskInfo.data")) {
        throw new AssertionError("no sentence: " + e.getMessage(), e);
      }
    }
  }
}
