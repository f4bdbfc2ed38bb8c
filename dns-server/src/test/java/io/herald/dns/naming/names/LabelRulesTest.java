package io.herald.dns.naming.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names become labels and fragments as in Mesos-DNS; the numbers are its conformance cases. */
class LabelRulesTest {

  private static final String SAME = "(same)";
  private static final String NOT_TOLD = "(not told)";

  @ParameterizedTest(name = "case {0}: \"{1}\"")
  @MethodSource("labels")
  void aLabelIsMadeOf(int number, String input, String rfc1123, String rfc952) {
    assertThat(LabelRules.RFC1123.label(input)).isEqualTo(rfc1123.equals(SAME) ? input : rfc1123);
    if (!rfc952.equals(NOT_TOLD)) {
      assertThat(LabelRules.RFC952.label(input)).isEqualTo(rfc952.equals(SAME) ? input : rfc952);
    }
  }

  static Stream<Arguments> labels() {
    return Stream.of(
        Arguments.of(1, "", "", ""),
        Arguments.of(2, "-", "", ""),
        Arguments.of(3, "a---", "a", "a"),
        Arguments.of(4, "---a---b", "a---b", "a---b"),
        Arguments.of(5, "a.b.c.d.e", "a-b-c-d-e", "a-b-c-d-e"),
        Arguments.of(6, "a.c.d_de.", "a-c-d-de", "a-c-d-de"),
        Arguments.of(7, "r29f.dev.angrypigs", "r29f-dev-angrypigs", "r29f-dev-angrypigs"),
        Arguments.of(8, "4abc123", "4abc123", "abc123"),
        Arguments.of(9, "-4abc123", "4abc123", "abc123"),
        Arguments.of(10, "89fdgsf---gs7-fgs--d7fddg-123", SAME, "fdgsf---gs7-fgs--d7fddg1"),
        Arguments.of(
            11,
            "89fdgsf---gs7-fgs--d7fddg-",
            "89fdgsf---gs7-fgs--d7fddg",
            "fdgsf---gs7-fgs--d7fddg"),
        Arguments.of(
            12,
            "fd%gsf---gs7-f$gs--d7fddg-123",
            "fdgsf---gs7-fgs--d7fddg-123",
            "fdgsf---gs7-fgs--d7fddg1"),
        Arguments.of(
            13,
            "chronos with a space AND MIXED CASE-2.0.1",
            "chronoswithaspaceandmixedcase-2-0-1",
            "chronoswithaspaceandmixe"),
        Arguments.of(14, "hello" + "-".repeat(58) + "f", "hellof", "hellof"),
        Arguments.of(15, "hello" + "-".repeat(56) + "f", SAME, "hellof"),
        Arguments.of(
            16,
            "fd%gsf---gs7-f$gs--d7fddg123456789012345678901234567890123456789-123",
            "fdgsf---gs7-fgs--d7fddg1234567890123456789012345678901234567891",
            NOT_TOLD),
        Arguments.of(
            17,
            "##fdgsf---gs7-fgs--d7fddg123456789012345678901234567890123456789-",
            "fdgsf---gs7-fgs--d7fddg123456789012345678901234567890123456789",
            NOT_TOLD),
        Arguments.of(18, "12345", "12345", ""),
        Arguments.of(19, "héllo", "hllo", "hllo"),
        Arguments.of(
            20, "/vagrant/test/http_example", "vagranttesthttp-example", "vagranttesthttp-example"),
        Arguments.of(
            21,
            "a-very-long-task-name-that-exceeds-sixty-three-characters-in-total-length-yes",
            "a-very-long-task-name-that-exceeds-sixty-three-characters-in-to",
            "a-very-long-task-name-th"));
  }

  @Test
  void whatIsPutBackBehindACutIsNotTrimmedAgain() {
    assertThat(LabelRules.RFC952.label("abcdefghijklmnopqrstuv--x-y"))
        .isEqualTo("abcdefghijklmnopqrstuvx-");
  }

  @ParameterizedTest(name = "case {0}: \"{1}\"")
  @MethodSource("fragments")
  void aFragmentIsMadeOf(int number, String input, String rfc1123, String rfc952) {
    assertThat(LabelRules.RFC1123.fragment(input)).isEqualTo(rfc1123);
    if (!rfc952.equals(NOT_TOLD)) {
      assertThat(LabelRules.RFC952.fragment(input)).isEqualTo(rfc952);
    }
  }

  static Stream<Arguments> fragments() {
    return Stream.of(
        Arguments.of(22, ".a.c.", "a.c", "a.c"),
        Arguments.of(23, "a..c.e", "a.c.e", "a.c.e"),
        Arguments.of(24, "...", "", ""),
        Arguments.of(25, "space space.com", "spacespace.com", "spacespace.com"),
        Arguments.of(26, "(@ host . com", "host.com", "host.com"),
        Arguments.of(27, "MiXeDcase.CoM", "mixedcase.com", "mixedcase.com"),
        Arguments.of(
            28,
            "pod_123$abc.marathon-0.6.0-dev.mesos",
            "pod-123abc.marathon-0.6.0-dev.mesos",
            "pod-123abc.marathon-0.dev.mesos"),
        Arguments.of(29, "marathon-0.7.5", "marathon-0.7.5", "marathon-0"));
  }

  @Test
  void whateverTheTextALabelHoldsOnlyWhatDnsHostsMayHold() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(100); length > 0; length--) {
        text.append(
            random.nextInt(4) == 0
                ? (char) random.nextInt(0x3000)
                : "abz09-._ AZ/$".charAt(random.nextInt(13)));
      }
      assertThat(LabelRules.RFC1123.label(text.toString()))
          .as("seed %d, round %d", seed, i)
          .matches("|[a-z0-9][a-z0-9-]{0,62}");
      assertThat(LabelRules.RFC952.label(text.toString()))
          .as("seed %d, round %d", seed, i)
          .matches("|[a-z][a-z0-9-]{0,23}");
    }
  }
}
