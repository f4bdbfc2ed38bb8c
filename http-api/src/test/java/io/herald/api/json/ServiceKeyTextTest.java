package io.herald.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.services.instance.ServiceKey;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Service keys in paths. */
class ServiceKeyTextTest {

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "marathon     | web        | ''   | marathon:web",
        "marathon     | web        | prod | marathon:web:prod",
        "dev/kafka    | broker     | ''   | dev%2Fkafka:broker",
        "a:b          | c:d        | e:f  | a%3Ab:c%3Ad:e%3Af",
        "''           | web        | ''   | :web",
        "marathon     | ''         | ''   | marathon:",
        "marathon     | 100% ~x_.- | ''   | marathon:100%25%20~x_.-",
        "marathon     | größe?#    | ''   | marathon:gr%C3%B6%C3%9Fe%3F%23",
      })
  void aKeyIsOneSegmentOfAPath(String framework, String name, String environment, String text) {
    ServiceKey key = new ServiceKey(framework, name, environment);
    assertThat(ServiceKeyText.of(key)).isEqualTo(text);
    assertThat(ServiceKeyText.parse(text).key()).contains(key);
  }

  @Test
  void aNameAloneLeavesTheFrameworkOpen() {
    assertThat(ServiceKeyText.parse("web%2Eold"))
        .isEqualTo(new ServiceKeyText.Asked(Optional.empty(), "web.old", ""));
    assertThat(ServiceKeyText.parse("web").key()).isEmpty();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "a:b:c:d", "a:%", "a:%4", "a:%zz", "a:%C3", "a:%+1b"})
  void whatIsNoKeyIsRefusedWithARemedy(String text) {
    assertThatThrownBy(() -> ServiceKeyText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(write|UTF-8).*");
  }

  @Test
  void everyKeyIsReadAsItWasWritten() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      ServiceKey key = new ServiceKey(text(random), text(random), text(random));
      assertThat(ServiceKeyText.parse(ServiceKeyText.of(key)).key())
          .as("seed " + seed)
          .contains(key);
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 0, 0x2FFF)
        .filter(Character::isDefined)
        .filter(c -> !Character.isSurrogate((char) c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
