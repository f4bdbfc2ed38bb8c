package io.herald.services.host;

import java.util.regex.Pattern;

/** What can be the name of a host. */
public final class HostName {

  /** Underscores are no part of a host name, but there are such hosts (RFC 952, RFC 1123 §2.1). */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  private HostName() {}

  /** Whether a resolver could know it: an address, or labels of letters, digits and hyphens. */
  public static boolean isPossible(String host) {
    return IpText.parse(host).isPresent() || (host.length() < 254 && HOST.matcher(host).matches());
  }
}
