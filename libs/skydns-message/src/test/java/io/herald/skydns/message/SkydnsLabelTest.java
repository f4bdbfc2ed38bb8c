package io.herald.skydns.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels as the library of SkyDNS and CoreDNS spells them. */
class SkydnsLabelTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "web | web",
        "Web_1 | web_1",
        "\u00fcn | \\195\\188n",
        "\\195\\188n | \\195\\188n",
        "a@b | a\\@b",
        "a\\@b | a\\@b",
        "it's | it\\'s",
        "a\\032b | a\\ b",
        "(x;y)\" | \\(x\\;y\\)\\\"",
        "a\\.b | a\\.b",
        "$x | $x",
        "\\999 | 999",
      })
  void aLabelIsSpelledAsQueriesLookForIt(String written, String spelled) {
    assertThat(SkydnsLabel.spelled(SkydnsLabel.bytes(written))).isEqualTo(spelled);
  }

  @Test
  void everyByteComesBack() {
    for (int b = 0; b < 256; b++) {
      byte[] label = {(byte) b, '1', '2', '3'};
      String expected = b >= 'A' && b <= 'Z' ? String.valueOf((char) (b + 32)) : "";
      byte[] back = SkydnsLabel.bytes(SkydnsLabel.spelled(label));
      if (expected.isEmpty()) {
        assertThat(back).as("%d", b).isEqualTo(label);
      } else {
        assertThat(back).isEqualTo((expected + "123").getBytes(UTF_8));
      }
    }
  }
}
