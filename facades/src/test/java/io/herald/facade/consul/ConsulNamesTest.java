package io.herald.facade.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.services.instance.ServiceKey;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and durations, as Consul's clients read and write them. */
class ConsulNamesTest {

  @ParameterizedTest(name = "{0} of {1}, pattern {2}: {3}")
  @CsvSource({
    "web, marathon, {name}, web",
    "b.a, marathon, {name}, b-a",
    "http-example.test.vagrant, aurora, {name}, http-example-test-vagrant",
    "role/devel/job, aurora, {name}, role-devel-job",
    "My_App, marathon, {name}, My_App",
    "..web.., marathon, {name}, web",
    "тест, marathon, {name}, unnamed",
    "web, marathon/user, {name}-{framework}, web-marathon-user",
    "$1, marathon, x{name}, x-1",
    "web, marathon, {name}-{environment}, web-prod",
  })
  void eachCharacterThatConsulsReadersDontTakeIsAHyphen(
      String name, String framework, String pattern, String expected) {
    assertThat(new ConsulNaming(pattern).of(new ServiceKey(framework, name, "prod")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web|would call all services of a framework the same; write {name} in it",
        "{framework}|would call all services of a framework the same; write {name} in it",
        "{name}-{role}|{role} is not known; write {name}, {framework}, {environment}",
      })
  void aPatternThatNamesNothingIsRefused(String pattern, String reason) {
    assertThatThrownBy(() -> new ConsulNaming(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest(name = "{0} is {1} ms")
  @CsvSource({
    "5m, 300000",
    "60000ms, 60000",
    "1h0m30s, 3630000",
    "1.5s, 1500",
    ".5s, 500",
    "+2s, 2000",
    "-3s, -3000",
    "0, 0",
    "1000us, 1",
  })
  void durationsAreGos(String text, long millis) {
    assertThat(GoDuration.parse(text)).hasValue(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"10", "5 m", "m", "5x", "''", "1s2", "99999999999999h", "--1s"})
  void otherTextIsNoDuration(String text) {
    assertThat(GoDuration.parse(text)).isEqualTo(Optional.empty());
  }

  @Test
  void theLongestTextEndsSoon() {
    assertThat(GoDuration.parse("1h".repeat(100_000))).isEmpty();
  }
}
