package io.herald.skydns.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SkydnsJsonTest {

  private static final String KEY = "/skydns/local/skydns/east/1";

  static Stream<Arguments> read() {
    SkydnsMessage rails = SkydnsMessage.of("service1.example.com", 8080);
    return Stream.of(
        Arguments.of("{\"host\":\"service1.example.com\",\"port\":8080}", rails),
        Arguments.of("{}", SkydnsMessage.EMPTY),
        Arguments.of("null", SkydnsMessage.EMPTY),
        Arguments.of("{\"text\":\"hello\"}", SkydnsMessage.EMPTY.withText("hello")),
        // Go's rules: any letter case, null as absent, unknown fields passed over.
        Arguments.of(
            " {\"HOST\":\"service1.example.com\", \"Port\":8080, \"ttl\":null, \"x\":[1]} ", rails),
        Arguments.of(
            "{\"host\":\"a\",\"port\":1,\"priority\":5,\"weight\":120,\"text\":\"t\",\"mail\":true,"
                + "\"ttl\":60,\"targetstrip\":1,\"group\":\"g1\",\"herald\":\"one\"}",
            new SkydnsMessage("a", 1, 5, 120, "t", true, 60, 1, "g1", "one")),
        Arguments.of("{\"host\":\"a\",\"herald\":{\"not\":\"ours\"}}", SkydnsMessage.of("a", 0)));
  }

  @ParameterizedTest
  @MethodSource("read")
  void whatSkydnsReadsIsRead(String value, SkydnsMessage message) throws MalformedMessageException {
    assertThat(SkydnsJson.parse(KEY, value.getBytes(UTF_8))).isEqualTo(message);
  }

  static Stream<Arguments> malformed() {
    String remedy = "; write one JSON object, such as {\"host\":\"10.0.0.1\",\"port\":8080}";
    return Stream.of(
        Arguments.of("", "", "the value \"\" is empty" + remedy),
        Arguments.of("{\"host\":", "", "the value \"{\"host\":\" is no JSON" + remedy),
        Arguments.of("{} {}", "", "the value \"{} {}\" is no JSON" + remedy),
        Arguments.of("10.0.0.1", "", "the value \"10.0.0.1\" is no JSON" + remedy),
        Arguments.of("[1]", "", "the value \"[1]\" is no JSON object" + remedy),
        Arguments.of(
            "{\"port\":\"80\"}",
            "port",
            "\"port\" = \"80\": must be a whole number from 0 to 65535; write \"port\":8080"),
        Arguments.of(
            "{\"port\":70000}",
            "port",
            "\"port\" = 70000: must be a whole number from 0 to 65535; write \"port\":8080"),
        Arguments.of(
            "{\"weight\":-1}",
            "weight",
            "\"weight\" = -1: must be a whole number from 0 to 2147483647; write \"weight\":100"),
        Arguments.of(
            "{\"ttl\":1.5}",
            "ttl",
            "\"ttl\" = 1.5: must be a whole number from 0 to 2147483647; write \"ttl\":60"),
        Arguments.of(
            "{\"host\":7}", "host", "\"host\" = 7: must be text; write \"host\":\"10.0.0.1\""),
        Arguments.of(
            "{\"mail\":\"yes\"}",
            "mail",
            "\"mail\" = \"yes\": must be true or false; write \"mail\":true"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedValueSaysKeyFieldValueAndRemedy(String value, String field, String what) {
    assertThatThrownBy(() -> SkydnsJson.parse(KEY, value.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> {
              assertThat(e.key()).isEqualTo(KEY);
              assertThat(e.field()).isEqualTo(field);
            })
        .hasMessage("key " + KEY + ": " + what);
  }

  @Test
  void aTextThatNoRecordHoldsIsMalformed() throws MalformedMessageException {
    String longest = "t".repeat(SkydnsMessage.LONGEST_TEXT);
    assertThat(SkydnsJson.parse(KEY, ("{\"text\":\"" + longest + "\"}").getBytes(UTF_8)).text())
        .isEqualTo(longest);
    assertThatThrownBy(
            () -> SkydnsJson.parse(KEY, ("{\"text\":\"" + longest + "t\"}").getBytes(UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("\"text\" = ttt")
        .hasMessageEndingWith(
            "must be at most 65279 bytes in UTF-8, which a TXT record holds; write a shorter one");
  }

  @Test
  void whatIsAbsentIsNotWritten() {
    assertThat(new String(SkydnsJson.write(SkydnsMessage.of("10.0.0.1", 80)), UTF_8))
        .isEqualTo("{\"host\":\"10.0.0.1\",\"port\":80}");
    assertThat(new String(SkydnsJson.write(SkydnsMessage.EMPTY), UTF_8)).isEqualTo("{}");
  }

  @Test
  void absentPriorityAndWeightAreSkydnsDefaults() {
    SkydnsMessage message = SkydnsMessage.of("10.0.0.1", 80);
    assertThat(message.srvPriority()).isEqualTo(10);
    assertThat(message.share()).isEqualTo(100);
    assertThat(message.withPriority(5).srvPriority()).isEqualTo(5);
    assertThat(message.withWeight(120).share()).isEqualTo(120);
  }

  @Test
  void whatIsWrittenIsReadBack() throws MalformedMessageException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      SkydnsMessage message =
          new SkydnsMessage(
              text(random),
              random.nextInt(65536),
              random.nextInt(65536),
              random.nextInt(Integer.MAX_VALUE),
              text(random),
              random.nextBoolean(),
              random.nextInt(Integer.MAX_VALUE),
              random.nextInt(9),
              text(random),
              text(random));
      assertThat(SkydnsJson.parse(KEY, SkydnsJson.write(message)))
          .as("seed %s", seed)
          .isEqualTo(message);
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 1, 0x2fff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
