package io.herald.services.host;

import java.util.regex.Pattern;

/** What the name of a host may be. */
public final class HostName {

  /** Underscores are not allowed in host names (RFC 952, RFC 1123 §2.1), but such hosts exist. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  private HostName() {}

  /** Whether a resolver could know it: an address, or labels of letters, digits and hyphens. */
  public static boolean isPossible(String host) {
    return IpText.parse(host).isPresent() || (host.length() < 254 && HOST.matcher(host).matches());
  }
}
