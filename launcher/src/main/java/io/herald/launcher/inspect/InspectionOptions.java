package io.herald.launcher.inspect;

import io.herald.dns.naming.names.LabelRules;
import io.herald.serverset.member.ServerSetPath;
import java.util.Locale;

/**
 * Settings that the executor and the DNS server will have.
 *
 * @param serverSetRoot the executor's {@code --announcer-serverset-path}, which is the DNS server's
 *     {@code --serverset-path} too
 * @param domain of the DNS server, in lower case
 * @param labels how the DNS server makes labels
 */
public record InspectionOptions(String serverSetRoot, String domain, LabelRules labels) {

  public InspectionOptions {
    serverSetRoot = path(serverSetRoot);
    domain = domain.toLowerCase(Locale.ROOT);
    if (domain.isEmpty() || domain.endsWith(".")) {
      throw new IllegalArgumentException(
          "--domain = \"" + domain + "\": write a domain without a dot at its end, like mesos");
    }
  }

  /** Whether the DNS server reads that set. */
  boolean follows(ServerSetPath set) {
    return serverSetRoot.equals("/") || set.value().startsWith(serverSetRoot + "/");
  }

  private static String path(String root) {
    try {
      return new ServerSetPath(root).value();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--announcer-serverset-path: " + e.getMessage(), e);
    }
  }
}
