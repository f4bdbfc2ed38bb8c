package io.herald.jobs.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.herald.jobs.AnnounceWish;
import java.nio.charset.StandardCharsets;

/**
 * Any label at all is read or refused with sentences that name it. In the build the committed
 * inputs are played; {@code JAZZER_FUZZ=1 mvn … -Dtest=AnnounceLabelFuzzTest
 * -Dsurefire.argLine=-Djazzer.hooks=true} looks for new ones for a minute.
 */
class AnnounceLabelFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void anyLabelIsReadOrRefused(byte[] bytes) {
    String value = new String(bytes, StandardCharsets.UTF_8);
    try {
      AnnounceLabel.read(value, port -> port.length() == 4);
    } catch (JobFormatException e) {
      if (e.getMessage() == null || !e.getMessage().startsWith(AnnounceWish.LABEL)) {
        throw new AssertionError("no sentence: " + e.getMessage(), e);
      }
    }
  }
}
