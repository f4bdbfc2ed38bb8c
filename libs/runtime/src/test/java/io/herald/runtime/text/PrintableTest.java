package io.herald.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrintableTest {

  static List<Arguments> texts() {
    return List.of(
        arguments("plain", "plain"),
        arguments("näme 😀", "näme 😀"),
        arguments("a\nb", "a?b"),
        arguments("a\r\nb\t\033[2Jc", "a??b??[2Jc"),
        arguments("a\u2028b\u2029c", "a?b?c"),
        arguments("a\u202Ebc", "a?bc"),
        arguments("\ud800x", "?x"),
        arguments("0123456789", "0123456789"),
        arguments("0123456789x", "0123456789…"),
        arguments("012345678😀x", "012345678…"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textOfOthersStaysOnOneLineAndIsCut(String text, String shown) {
    assertThat(Printable.of(text, 10)).isEqualTo(shown);
  }
}
