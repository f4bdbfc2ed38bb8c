package io.herald.api.watch;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a long poll may take: reads {@code 5m}, {@code 30s}, {@code 500ms}. */
final class Waiting {

  /** Longer waits are refused. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  static final Duration DEFAULT = Duration.ofMinutes(5);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m)");
  private static final String REMEDY =
      "write a number and its unit, ms, s or m, as in 30s; at most 10m";

  private static final int JITTER_PART = 16;

  private Waiting() {}

  /**
   * The time in a text, at most {@link #LONGEST}.
   *
   * @throws IllegalArgumentException saying how a time is written, and the most
   */
  static Duration parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(REMEDY);
    }
    long number = Long.parseLong(parts.group(1));
    Duration time =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        };
    if (time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(REMEDY);
    }
    return time;
  }

  /**
   * The time with up to a sixteenth more, so that polls that began together don't all end together.
   *
   * @param random 0 to 1
   */
  static Duration spread(Duration time, double random) {
    return time.plusNanos((long) (time.dividedBy(JITTER_PART).toNanos() * random));
  }
}
