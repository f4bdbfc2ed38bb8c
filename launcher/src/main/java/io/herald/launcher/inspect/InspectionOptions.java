package io.herald.launcher.inspect;

import io.herald.dns.naming.LabelRules;
import java.util.Locale;

/**
 * What the executor and the DNS server will be told.
 *
 * @param serverSetRoot {@code --announcer-serverset-path}
 * @param domain of the DNS server, in lower case
 * @param labels how the DNS server makes labels
 */
public record InspectionOptions(String serverSetRoot, String domain, LabelRules labels) {

  public InspectionOptions {
    domain = domain.toLowerCase(Locale.ROOT);
    if (domain.isEmpty() || domain.endsWith(".")) {
      throw new IllegalArgumentException(
          "--domain = \"" + domain + "\": write a domain without a dot at its end, like mesos");
    }
  }
}
