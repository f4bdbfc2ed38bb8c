package io.herald.dns.http;

import static java.util.Objects.requireNonNull;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordText;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.AnswerIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code /v1/hosts/NAME} and {@code /v1/services/NAME}, in the form of Mesos-DNS: a name that
 * doesn't exist is one object of empty strings.
 */
final class ZoneLookup {

  private static final int MOST_ALIASES = 16;

  private final Function<DnsName, AnswerIndex> index;

  /**
   * @param index of the zone that a name is in
   */
  ZoneLookup(Function<DnsName, AnswerIndex> index) {
    this.index = requireNonNull(index, "index");
  }

  /** One object for each address of the name, IPv4 first. */
  List<Map<String, String>> hosts(String requested) {
    String host = plain(requested);
    List<Map<String, String>> hosts = new ArrayList<>();
    for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
      for (ResourceRecord record : records(host, type)) {
        hosts.add(host(host, RecordText.value(record)));
      }
    }
    return hosts.isEmpty() ? List.of(host("", "")) : hosts;
  }

  /** For each SRV record one object with one IPv4, and one with one IPv6 address of its target. */
  List<Map<String, String>> services(String requested) {
    List<Map<String, String>> services = new ArrayList<>();
    for (ResourceRecord srv : records(plain(requested), RecordType.SRV)) {
      DnsName target = RecordText.target(srv);
      for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
        List<ResourceRecord> addresses = index.apply(target).lookup(target, type);
        if (!addresses.isEmpty()) {
          services.add(
              service(
                  requested,
                  target.toString(),
                  RecordText.value(addresses.get(0)),
                  Integer.toString(RecordText.port(srv))));
        }
      }
    }
    return services.isEmpty() ? List.of(service("", "", "", "")) : services;
  }

  /** Follows aliases, as DNS does. */
  private List<ResourceRecord> records(String name, RecordType type) {
    Optional<DnsName> owner = parsed(name);
    for (int links = 0; owner.isPresent() && links < MOST_ALIASES; links++) {
      DnsName at = owner.get();
      List<ResourceRecord> alias = index.apply(at).lookup(at, RecordType.CNAME);
      if (alias.isEmpty()) {
        return index.apply(at).lookup(at, type);
      }
      owner = Optional.of(RecordText.target(alias.get(0)));
    }
    return List.of();
  }

  /** Lower case, with a trailing dot, wildcards removed as Mesos-DNS removes them. */
  static String plain(String requested) {
    String name = requested.toLowerCase(Locale.ROOT).replace(".*", "");
    return name.endsWith(".") ? name : name + ".";
  }

  private static Optional<DnsName> parsed(String name) {
    try {
      return Optional.of(DnsName.parse(name));
    } catch (IllegalArgumentException e) {
      // Text that is not a name has no records.
      return Optional.empty();
    }
  }

  private static Map<String, String> host(String host, String ip) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("host", host);
    object.put("ip", ip);
    return object;
  }

  private static Map<String, String> service(String service, String host, String ip, String port) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("service", service);
    object.put("host", host);
    object.put("ip", ip);
    object.put("port", port);
    return object;
  }
}
