package io.herald.dns.explain;

import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.record.DnsName;
import java.util.List;
import java.util.Locale;

/**
 * Names of the zones as people write them: without a closing dot, and relative to the domain.
 *
 * @param reverse apexes of the reverse networks
 * @param others further zones, and the second domain
 */
record Names(String domain, List<DnsName> reverse, OtherZones others) {

  /** A name of the second domain as the domain has it; any other as it is. */
  String inDomain(String name) {
    return others
        .altDomain()
        .map(Names::shown)
        .filter(second -> isBelow(name, second))
        .map(second -> name.substring(0, name.length() - second.length()) + domain)
        .orElse(name);
  }

  /** Lower case, without blanks around it and a closing dot. */
  String asked(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  boolean isInZone(String name) {
    return isBelow(name, domain)
        || isReverse(name)
        || others.apexes().stream().anyMatch(apex -> isBelow(name, shown(apex)));
  }

  /** Whether it is in the zone of a reverse network. */
  boolean isReverse(String name) {
    return reverse.stream().anyMatch(apex -> isBelow(name, shown(apex)));
  }

  private static boolean isBelow(String name, String apex) {
    return name.equals(apex) || name.endsWith("." + apex);
  }

  /** What stands before the domain; empty for the domain itself. */
  String relative(DnsName name) {
    return relative(shown(name));
  }

  String relative(String name) {
    return name.equals(domain) || !isBelow(name, domain)
        ? ""
        : name.substring(0, name.length() - domain.length() - 1);
  }

  static String shown(DnsName name) {
    String text = name.toString();
    return text.substring(0, text.length() - 1);
  }

  /** Letters and digits alone: what is left of a name however it is spelled. */
  static String skeleton(String name) {
    StringBuilder bones = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        bones.append(c);
      }
    }
    return bones.toString();
  }
}
