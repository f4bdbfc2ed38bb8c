package io.herald.render.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a task says never becomes syntax of a file. */
class TemplateFormatTest {

  static Stream<Arguments> written() {
    // Format, text of a task, as the file has it.
    return Stream.of(
        Arguments.of(TemplateFormat.NGINX, "10.0.0.1:31000", "10.0.0.1:31000"),
        Arguments.of(TemplateFormat.NGINX, "[fd00::1]:80", "[fd00::1]:80"),
        Arguments.of(TemplateFormat.HAPROXY, "web.1-a_b", "web.1-a_b"),
        Arguments.of(TemplateFormat.HOSTS, "node-1.example.com", "node-1.example.com"),
        Arguments.of(TemplateFormat.ENV, "10.0.0.1:80,10.0.0.2:80", "10.0.0.1:80,10.0.0.2:80"),
        Arguments.of(TemplateFormat.JSON, "a\"b\\c\nd\u2028é", "a\\\"b\\\\c\\nd\\u2028\\u00e9"),
        Arguments.of(TemplateFormat.YAML, "x: {y}\t#", "x: {y}\\t#"),
        Arguments.of(
            TemplateFormat.LINES, "anything; on {one} line é", "anything; on {one} line é"),
        Arguments.of(TemplateFormat.RAW, "two\nlines", "two\nlines"));
  }

  @ParameterizedTest(name = "{0} writes {1}")
  @MethodSource("written")
  void safeTextsAreWritten(TemplateFormat format, String text, String inFile) {
    assertThat(format.written(text)).isEqualTo(inFile);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(TemplateFormat.NGINX, "a; } server { listen 80", "holds \";\""),
        Arguments.of(TemplateFormat.NGINX, "a b", "holds the character U+0020"),
        Arguments.of(TemplateFormat.NGINX, "$host", "holds \"$\""),
        Arguments.of(TemplateFormat.NGINX, "a#b", "holds \"#\""),
        Arguments.of(TemplateFormat.NGINX, "\"", "holds \"\"\""),
        Arguments.of(TemplateFormat.HAPROXY, "a\nbackend evil", "holds the character U+000A"),
        Arguments.of(TemplateFormat.HAPROXY, "%[env(SECRET)]", "holds \"%\""),
        Arguments.of(TemplateFormat.HAPROXY, "a\\", "holds \"\\\""),
        Arguments.of(TemplateFormat.HOSTS, "a b", "holds the character U+0020"),
        Arguments.of(TemplateFormat.ENV, "`id`", "holds \"`\""),
        Arguments.of(TemplateFormat.LINES, "a\u0085b", "holds the character U+0085"),
        Arguments.of(TemplateFormat.LINES, "a\u2028b", "holds the character U+2028"));
  }

  @ParameterizedTest(name = "{0} refuses {1}")
  @MethodSource("refused")
  void unsafeTextsAreRefused(TemplateFormat format, String text, String why) {
    assertThatThrownBy(() -> format.written(text))
        .isInstanceOf(UnsafeTextException.class)
        .hasMessageContaining(why);
  }

  static Stream<Arguments> quoted() {
    return Stream.of(
        Arguments.of(TemplateFormat.NGINX, "a; \"b\" \\", "\"a; \\\"b\\\" \\\\\""),
        Arguments.of(TemplateFormat.HAPROXY, "a # b", "'a # b'"),
        Arguments.of(TemplateFormat.ENV, "it's $HOME", "'it'\\''s $HOME'"),
        Arguments.of(TemplateFormat.JSON, "a\"b", "\"a\\\"b\""));
  }

  @ParameterizedTest(name = "{0} quotes {1}")
  @MethodSource("quoted")
  void textsAreQuoted(TemplateFormat format, String text, String inFile) {
    assertThat(format.quoted(text)).isEqualTo(inFile);
  }

  static Stream<Arguments> notQuoted() {
    return Stream.of(
        Arguments.of(TemplateFormat.NGINX, "$remote_addr"),
        Arguments.of(TemplateFormat.NGINX, "a\nb"),
        Arguments.of(TemplateFormat.HAPROXY, "it's"),
        Arguments.of(TemplateFormat.HAPROXY, "a\u0000b"),
        Arguments.of(TemplateFormat.ENV, "a\nB=c"));
  }

  @ParameterizedTest(name = "{0} can''t quote {1}")
  @MethodSource("notQuoted")
  void whatNoQuotesHoldIsRefused(TemplateFormat format, String text) {
    assertThatThrownBy(() -> format.quoted(text)).isInstanceOf(UnsafeTextException.class);
  }

  /** No text, however made, brings a character into a word that means something in the format. */
  @Test
  void noTextBreaksOutOfItsWord() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(6); j >= 0; j--) {
        text.appendCodePoint(random.nextInt(4) == 0 ? random.nextInt(0x3000) : random.nextInt(128));
      }
      for (TemplateFormat format :
          new TemplateFormat[] {TemplateFormat.NGINX, TemplateFormat.HAPROXY}) {
        try {
          assertThat(format.written(text.toString()))
              .as("seed %s", seed)
              .doesNotContainPattern("[\\s\\p{Cntrl};{}\"'#$%\\\\()|&<>`!*?^]");
        } catch (UnsafeTextException e) {
          assertThat(e).hasMessageContaining("holds");
        }
      }
      assertThat(TemplateFormat.JSON.written(text.toString()))
          .as("seed %s", seed)
          .matches("([ -!#-\\[\\]-~]|\\\\[\"\\\\nrt]|\\\\u[0-9a-f]{4})*");
      assertThat(TemplateFormat.comment(text.toString()).lines().count())
          .as("seed %s", seed)
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void identifiersOfDifferentTextsDiffer() {
    assertThat(IdentifierText.of("web_1")).isEqualTo("web_1");
    assertThat(IdentifierText.of("a.b")).matches("a_b_[0-9a-f]{8}");
    assertThat(IdentifierText.of("a.b")).isNotEqualTo(IdentifierText.of("a-b"));
    assertThat(IdentifierText.of("")).matches("_[0-9a-f]{8}");
  }
}
