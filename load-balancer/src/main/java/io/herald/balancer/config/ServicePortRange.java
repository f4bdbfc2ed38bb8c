package io.herald.balancer.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports from one to another, both included.
 *
 * @param first 1 to 65535
 * @param last not below the first
 */
public record ServicePortRange(int first, int last) {

  private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,5})\\s*-\\s*(\\d{1,5})\\s*");

  public ServicePortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException(
          "ports " + first + "-" + last + ": write FIRST-LAST within 1-65535");
    }
  }

  /**
   * Reads {@code 10050-10100}.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static ServicePortRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\": write FIRST-LAST, two ports, as in 10050-10100");
    }
    return new ServicePortRange(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return first + "-" + last;
  }
}
