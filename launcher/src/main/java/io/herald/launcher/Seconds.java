package io.herald.launcher;

import java.math.BigDecimal;
import java.time.Duration;

/** A duration as flags spell it: seconds, with a fraction if need be. */
record Seconds(Duration duration) {

  static Seconds of(double seconds) {
    return new Seconds(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** {@code 5}, {@code 0.25}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
