package io.herald.balancer.vip;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.runtime.text.NameSuggestions;
import io.herald.services.problem.ProblemKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The labels by which a port asks for something of its VIPs. They stand at the port, in the task's
 * DiscoveryInfo or at the task; the most specific one counts. They may have Aurora's prefix for job
 * metadata. What can't be read counts as absent and is reported.
 */
final class VipPortLabels {

  static final String PREFIX = "io.herald.lb.";
  static final String AURORA = "org.apache.aurora.metadata.";

  /** An example, where it can be had. */
  private static final Duration USUAL = Duration.ofSeconds(3);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final List<Map<String, String>> scopes;
  private final BiConsumer<ProblemKind, String> report;

  /**
   * Of one port.
   *
   * @param scopes the most specific first
   */
  VipPortLabels(List<Map<String, String>> scopes, BiConsumer<ProblemKind, String> report) {
    this.scopes = List.copyOf(scopes);
    this.report = report;
  }

  private Optional<String> find(String key) {
    for (Map<String, String> labels : scopes) {
      if (labels.isEmpty()) {
        continue;
      }
      String value = labels.get(PREFIX + key);
      value = value == null ? labels.get(AURORA + PREFIX + key) : value;
      if (value != null) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  /** Whether any label of this kind stands anywhere. */
  boolean any() {
    for (Map<String, String> labels : scopes) {
      for (String key : labels.keySet()) {
        if (key.startsWith(PREFIX) || key.startsWith(AURORA + PREFIX)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Reports the labels of this kind that are none of these. */
  void reportUnknown(List<String> known) {
    for (Map<String, String> labels : scopes) {
      for (Map.Entry<String, String> label : labels.entrySet()) {
        String own =
            label.getKey().startsWith(AURORA)
                ? label.getKey().substring(AURORA.length())
                : label.getKey();
        if (own.startsWith(PREFIX) && !known.contains(own.substring(PREFIX.length()))) {
          NameSuggestions near = new NameSuggestions(own.substring(PREFIX.length()));
          known.forEach(near::offer);
          report.accept(
              BalancerProblem.VIP_OPTION,
              "its label "
                  + label.getKey()
                  + " = \""
                  + label.getValue()
                  + "\" has no effect: there is no such option; "
                  + (near.names().isEmpty()
                      ? "write one of " + String.join(", ", known) + " after " + PREFIX
                      : "did you mean " + PREFIX + near.names().get(0) + "?"));
        }
      }
    }
  }

  /** Reports that a label needs something else to have an effect. */
  void reportIdle(String key, String remedy) {
    find(key)
        .ifPresent(
            value ->
                report.accept(
                    BalancerProblem.VIP_OPTION,
                    "its label "
                        + PREFIX
                        + key
                        + " = \""
                        + value
                        + "\" has no effect alone; "
                        + remedy));
  }

  /** One of these words. */
  Optional<String> word(String key, List<String> allowed) {
    Optional<String> text = find(key);
    if (text.isPresent() && !allowed.contains(text.get())) {
      report(key, text.get(), String.join(" or ", allowed));
      return Optional.empty();
    }
    return text;
  }

  OptionalInt number(String key, int least, int most) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    report(key, text.get(), "a number from " + least + " to " + most);
    return OptionalInt.empty();
  }

  /** A number with its unit: {@code 250ms}, {@code 3s}, {@code 5m}, {@code 1h}. */
  Optional<Duration> duration(String key, Duration least, Duration most) {
    Optional<String> text = find(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(text.get());
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
          };
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return Optional.of(duration);
      }
    }
    report(
        key,
        text.get(),
        "a time from "
            + text(least)
            + " to "
            + text(most)
            + ", as in "
            + text(most.compareTo(USUAL) < 0 ? most : USUAL));
    return Optional.empty();
  }

  Optional<String> text(String key) {
    return find(key);
  }

  void report(String key, String value, String allowed) {
    report.accept(
        BalancerProblem.VIP_OPTION,
        "its label " + PREFIX + key + " = \"" + value + "\" has no effect; write " + allowed);
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
