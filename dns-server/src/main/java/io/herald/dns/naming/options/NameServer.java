package io.herald.dns.naming.options;

import io.herald.dns.record.DnsName;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name server of the zones, as NS records publish it.
 *
 * @param name lower case, with a closing dot
 * @param addresses at that name, as glue if it is in a zone that is served; may be empty
 */
public record NameServer(String name, List<InetAddress> addresses) {

  public NameServer {
    name = name.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name : name + ".";
    DnsName.parse(name);
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads {@code ns1.mesos 10.0.0.1 fd00::1}: a name, and any number of addresses.
   *
   * @throws IllegalArgumentException if it is not that; the message says what to write
   */
  public static NameServer parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (!words[0].matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+\\.?")
        || IpText.parse(words[0]).isPresent()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" doesn't begin with a whole host name; write \"ns1.mesos 10.0.0.1\"");
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      InetAddress address =
          IpText.parse(word)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "\""
                              + word
                              + "\" in \""
                              + text
                              + "\" is not an address; behind the name stand addresses alone"));
      if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
        throw new IllegalArgumentException(
            "\"" + word + "\" in \"" + text + "\" is not an address that a server can have");
      }
      addresses.add(address);
    }
    return new NameServer(words[0], addresses);
  }

  /** The same servers, each name once with all of its addresses, in the order of their coming. */
  public static List<NameServer> merged(List<NameServer> servers) {
    Map<String, Set<InetAddress>> byName = new LinkedHashMap<>();
    for (NameServer server : servers) {
      byName.computeIfAbsent(server.name, name -> new LinkedHashSet<>()).addAll(server.addresses);
    }
    return byName.entrySet().stream()
        .map(server -> new NameServer(server.getKey(), List.copyOf(server.getValue())))
        .toList();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return Stream.concat(Stream.of(name), addresses.stream().map(InetAddress::getHostAddress))
        .collect(Collectors.joining(" "));
  }

  public DnsName dnsName() {
    return DnsName.parse(name);
  }

  /** Whether it is called so, without making text of it. */
  public boolean isNamed(String relative, String domain) {
    int dot = relative.length();
    return name.length() == dot + domain.length() + 2
        && name.charAt(dot) == '.'
        && name.startsWith(relative)
        && name.startsWith(domain, dot + 1);
  }
}
