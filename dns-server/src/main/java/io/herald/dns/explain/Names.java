package io.herald.dns.explain;

import io.herald.dns.record.DnsName;
import java.util.Locale;

/** Names of the zone as people write them: without a closing dot, and relative to the domain. */
record Names(String domain) {

  /** Lower case, without blanks around it and a closing dot; relative ones get the domain. */
  String asked(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  boolean isInZone(String name) {
    return name.equals(domain) || name.endsWith("." + domain);
  }

  /** What stands before the domain; empty for the domain itself. */
  String relative(DnsName name) {
    return relative(shown(name));
  }

  String relative(String name) {
    return name.equals(domain) || !isInZone(name)
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
