package io.herald.mesos.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations of Mesos' flags. */
class MesosDurationTest {

  @ParameterizedTest
  @CsvSource({
    "10mins, PT10M",
    "1.5secs, PT1.5S",
    "2weeks, PT336H",
    "1days, PT24H",
    "3hrs, PT3H",
    "250ms, PT0.25S",
    "7ns, PT0.000000007S",
    "5us, PT0.000005S"
  })
  void durationsAreReadAsMesosWritesThem(String text, Duration duration) {
    assertThat(MesosDuration.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "mins", "10 mins", "-1secs", "10minutes"})
  void whatIsNoDurationIsNone(String text) {
    assertThat(MesosDuration.parse(text)).isEmpty();
  }
}
