package io.herald.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceNameTest {

  static List<Arguments> names() {
    return List.of(
        Arguments.of("http-example.test.vagrant", ServiceName.of("http-example.test.vagrant")),
        Arguments.of("fw:web", ServiceName.of("fw", "web")),
        Arguments.of("fw:web:prod", ServiceName.of("fw", "web", "prod")),
        Arguments.of("a%3Ab:c%2Fd:e%25f", ServiceName.of("a:b", "c/d", "e%f")),
        Arguments.of("dev%2Fkafka:br%C3%B6ker", ServiceName.of("dev/kafka", "bröker")),
        Arguments.of("fw:", ServiceName.of("fw", "")),
        Arguments.of(":web", ServiceName.of("", "web")));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aKeyIsReadAndWritten(String key, ServiceName name) {
    assertThat(ServiceName.parse(key)).isEqualTo(name);
    assertThat(name.key()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''      | a service's name is empty; write its name
          a:b:c:d | service "a:b:c:d": more than two colons; write NAME, FRAMEWORK:NAME or \
          FRAMEWORK:NAME:ENVIRONMENT, and a colon inside of them as %3A
          a%      | service "a%": % without two digits; write a percent sign as %25
          a%4     | service "a%4": % without two digits; write a percent sign as %25
          a%G0    | service "a%G0": % without two digits; write a percent sign as %25
          """)
  void whatIsNoKeyIsRefused(String text, String why) {
    assertThatThrownBy(() -> ServiceName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @ParameterizedTest
  @CsvSource({
    "web, fw:web, true",
    "web, fw:web:prod, true",
    "web, fw:other, false",
    "fw:web, fw:web, true",
    "fw:web, fw:web:prod, false",
    "fw:web:prod, fw:web:prod, true",
    "fw:web:prod, fw:web, false",
    "fw:web, gw:web, false",
    "f%77:web, fw:web, true"
  })
  void aNameStandsForItsServices(String name, String key, boolean stands) {
    assertThat(ServiceName.parse(name).matches(key)).isEqualTo(stands);
  }
}
