package io.herald.dns.record;

import java.util.Locale;

/**
 * Names that a zone can have, as settings write them: letters, digits, hyphens, no dot at the end.
 */
public final class ZoneName {

  /** What is wrong with one that is not: stands behind "is". */
  public static final String REMEDY =
      "not a valid domain name; write labels of letters, digits and hyphens joined by dots, none at"
          + " the ends";

  private static final String PATTERN = "[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*";

  /** Room is left for names below it: labels of 63 for port, task, protocol and framework. */
  private static final int LONGEST = 200;

  private ZoneName() {}

  /**
   * Reads one, in any letter case.
   *
   * @throws IllegalArgumentException if it is not one; the message names it and says what to write
   */
  public static DnsName parse(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is " + REMEDY);
    }
    return DnsName.parse(text.toLowerCase(Locale.ROOT));
  }

  public static boolean isValid(String text) {
    return text.length() <= LONGEST && text.toLowerCase(Locale.ROOT).matches(PATTERN);
  }

  /** As settings write it. */
  public static String text(DnsName zone) {
    return zone.toString().replaceFirst("\\.$", "");
  }
}
