package io.herald.jobs;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statuses of HTTP that a check accepts.
 *
 * @param ranges empty: any status, Aurora's rule for the code 0
 */
public record ResponseCodes(List<CodeRange> ranges) {

  /** From one status to another, both included. */
  public record CodeRange(int first, int last) {

    boolean isStatus() {
      return first >= LEAST && last <= MOST && first <= last;
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /** Whatever the status is. */
  public static final ResponseCodes ANY = new ResponseCodes(List.of());

  private static final int LEAST = 100;
  private static final int MOST = 599;
  private static final Pattern CODE = Pattern.compile("\\d{1,9}");
  private static final Pattern CLASS = Pattern.compile("([1-5])[xX]{2}");
  private static final Pattern RANGE = Pattern.compile("(\\d{3})\\s*-\\s*(\\d{3})");

  public ResponseCodes {
    ranges = List.copyOf(ranges);
  }

  /** That status alone; any for 0. */
  public static ResponseCodes of(int code) {
    return code == 0 ? ANY : new ResponseCodes(List.of(new CodeRange(code, code)));
  }

  /**
   * Reads {@code 0}, {@code 204}, {@code 2xx}, {@code 200-204}, or several of the last three with
   * commas.
   *
   * @throws IllegalArgumentException with a clause that names the remedy
   */
  public static ResponseCodes parse(String text) {
    if (text.strip().equals("0")) {
      return ANY;
    }
    List<CodeRange> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      CodeRange range = range(part.strip());
      if (!range.isStatus()) {
        throw wrong(text);
      }
      ranges.add(range);
    }
    return new ResponseCodes(ranges);
  }

  /** Whether an answer with that status passes. */
  public boolean accepts(int status) {
    return ranges.isEmpty()
        || ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return ranges.isEmpty() ? "0" : ranges.stream().map(CodeRange::toString).collect(joining(","));
  }

  private static CodeRange range(String part) {
    Matcher matcher = CLASS.matcher(part);
    if (matcher.matches()) {
      int hundred = 100 * Integer.parseInt(matcher.group(1));
      return new CodeRange(hundred, hundred + 99);
    }
    matcher = RANGE.matcher(part);
    if (matcher.matches()) {
      return new CodeRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
    if (CODE.matcher(part).matches()) {
      return new CodeRange(Integer.parseInt(part), Integer.parseInt(part));
    }
    throw wrong(part);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is not a status of HTTP; write 100 to 599, a class like 2xx, a range like"
            + " 200-204, several with commas, or 0 for any");
  }
}
