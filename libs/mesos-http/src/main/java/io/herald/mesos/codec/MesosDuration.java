package io.herald.mesos.codec;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Mesos writes them in its flags: {@code 10mins}, {@code 1.5secs} (stout,
 * duration.hpp).
 */
public final class MesosDuration {

  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([a-z]+)");

  private static final Map<String, Double> NANOS =
      Map.of(
          "ns", 1.0,
          "us", 1e3,
          "ms", 1e6,
          "secs", 1e9,
          "mins", 60e9,
          "hrs", 3600e9,
          "days", 86_400e9,
          "weeks", 604_800e9);

  private MesosDuration() {}

  /** Empty if it isn't one. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || !NANOS.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    double nanos = Double.parseDouble(matcher.group(1)) * NANOS.get(matcher.group(2));
    return Optional.of(Duration.ofNanos((long) Math.min(nanos, (double) Long.MAX_VALUE)));
  }
}
