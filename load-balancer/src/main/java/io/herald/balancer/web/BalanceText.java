package io.herald.balancer.web;

import java.util.regex.Pattern;

/**
 * The algorithms of HAProxy's {@code balance} with their arguments (HAProxy's manual, section 4.2).
 * Whether an algorithm goes with the port's mode HAProxy itself says.
 */
final class BalanceText {

  /** What a label may ask for, as people are told. */
  static final String REMEDY =
      "write roundrobin, static-rr, leastconn, first, source, random, uri, url_param NAME,"
          + " hdr(NAME), rdp-cookie or hash EXPRESSION";

  private static final Pattern KNOWN =
      Pattern.compile(
          "roundrobin|static-rr|leastconn|first|source|random(\\([0-9]{1,9}\\))?"
              + "|uri(\\s+(whole|path-only|(len|depth)\\s+[0-9]{1,9}))*"
              + "|url_param\\s+\\S+(\\s+check_post(\\s+[0-9]{1,9})?)?"
              + "|hdr\\([^\\s()]+\\)(\\s+use_domain_only)?"
              + "|rdp-cookie(\\([^\\s()]+\\))?|hash\\s+\\S.*");

  private BalanceText() {}

  static boolean isKnown(String text) {
    return KNOWN.matcher(text).matches();
  }
}
