package io.herald.dns.forward;

import io.herald.dns.access.ServerAddress;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ZoneName;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The parameters of names outside the domain: who looks them up, and for whom. */
public final class ForwardParameters {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  public static final Parameter<Boolean> EXTERNAL_ON =
      Parameter.of(
              "externalOn",
              "external-on",
              ValueTypes.onOff(),
              "whether queries for names outside the domain are forwarded")
          .withDefault(true);
  public static final Parameter<List<InetSocketAddress>> RESOLVERS =
      Parameter.of(
              "resolvers",
              "resolvers",
              ValueTypes.listOf("A,B,…", ForwardParameters::resolver, ServerAddress::text),
              "resolvers to forward to, ADDRESS or ADDRESS:PORT; the system's nameservers if the list"
                  + " is empty")
          .withDefault(List.of(resolver("8.8.8.8")));
  public static final Parameter<Map<String, List<String>>> ZONE_RESOLVERS =
      Parameter.of(
              "zoneResolvers",
              "zone-resolvers",
              ValueTypes.listsByName("ZONE=A,B;…"),
              "resolvers for single zones")
          .withDefault(Map.of());
  public static final Parameter<Duration> TIMEOUT =
      Parameter.of(
              "timeout",
              "timeout",
              ValueTypes.seconds(new Range(0, Integer.MAX_VALUE))
                  .map(
                      given -> given.isZero() ? ForwardSettings.DEFAULT_TIMEOUT : given,
                      Function.identity()),
              "seconds to wait for a resolver's answer; 0 is the default")
          .withDefault(ForwardSettings.DEFAULT_TIMEOUT);
  public static final Parameter<List<CidrNetwork>> ALLOW_RECURSION =
      Parameter.of(
              "allowRecursion",
              "allow-recursion",
              ValueTypes.listOf("A,B,…", CidrNetwork::parse, CidrNetwork::toString),
              "networks whose clients' queries are forwarded")
          .withDefault(
              ForwardSettings.PRIVATE,
              "loopback, private, shared (100.64/10) and link-local networks");
  public static final Parameter<Integer> FORWARD_CACHE =
      Parameter.of(
              "forwardCache",
              "forward-cache",
              ValueTypes.number(new Range(0, 10_000_000)),
              "most forwarded answers that are cached; 0: none")
          .withDefault(ForwardSettings.DEFAULT_CACHED_ANSWERS);

  private ForwardParameters() {}

  /**
   * Reads the settings of forwarding; empty if nothing is forwarded.
   *
   * @param domain that is served, as settings write it
   * @param served the other zones that are served
   * @param udpSizes how long datagrams to clients may be
   */
  public static Optional<ForwardSettings> read(
      Values values, String domain, List<DnsName> served, UdpSizes udpSizes) {
    if (!values.get(EXTERNAL_ON)) {
      // As with Mesos-DNS, the rest may hold anything then.
      values.settle(RESOLVERS, List.of());
      values.settle(ZONE_RESOLVERS, Map.of());
      return Optional.empty();
    }
    List<InetSocketAddress> resolvers = resolvers(values);
    Map<String, List<InetSocketAddress>> zones = zoneResolvers(values, domain, served);
    values.settle(RESOLVERS, resolvers);
    Map<String, List<String>> shown = new LinkedHashMap<>();
    zones.forEach(
        (zone, servers) -> shown.put(zone, servers.stream().map(ServerAddress::text).toList()));
    values.settle(ZONE_RESOLVERS, shown);
    return Optional.of(
        new ForwardSettings(
            resolvers,
            zones,
            values.get(TIMEOUT),
            values.get(ALLOW_RECURSION),
            values.get(FORWARD_CACHE),
            ForwardSettings.DEFAULT_AT_ONCE,
            udpSizes));
  }

  private static List<InetSocketAddress> resolvers(Values values) {
    List<InetSocketAddress> given = values.get(RESOLVERS);
    if (given.isEmpty()) {
      return systemResolvers(values);
    }
    checkDistinct(given, sentence -> values.problem(RESOLVERS, sentence));
    return given;
  }

  private static Map<String, List<InetSocketAddress>> zoneResolvers(
      Values values, String domain, List<DnsName> served) {
    Map<String, List<InetSocketAddress>> zones = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : values.get(ZONE_RESOLVERS).entrySet()) {
      String zone = entry.getKey().toLowerCase(Locale.ROOT);
      String at = "zone \"" + entry.getKey() + "\": ";
      if (!ZoneName.isValid(zone)) {
        values.problem(ZONE_RESOLVERS, at + "it is not a valid domain name");
      } else if (zone.equals(domain)) {
        values.problem(ZONE_RESOLVERS, at + "it is the domain that is served here; leave it out");
      } else if (entry.getValue().isEmpty()) {
        values.problem(ZONE_RESOLVERS, at + "it has no resolver; write a list of at least one");
      } else {
        zones.put(zone, resolversOf(values, at, entry.getValue()));
        if (served.stream().anyMatch(DnsName.parse(zone)::isAtOrBelow)) {
          values.warn(
              values.where(ZONE_RESOLVERS)
                  + ": zone \""
                  + zone
                  + "\" has no effect: it is served here, by altDomain or zones");
        }
      }
    }
    checkMasks(values, zones, domain);
    return zones;
  }

  private static List<InetSocketAddress> resolversOf(Values values, String at, List<String> texts) {
    List<InetSocketAddress> resolvers = new ArrayList<>();
    for (String text : texts) {
      try {
        resolvers.add(resolver(text));
      } catch (IllegalArgumentException e) {
        values.problem(ZONE_RESOLVERS, at + e.getMessage());
      }
    }
    checkDistinct(resolvers, sentence -> values.problem(ZONE_RESOLVERS, at + sentence));
    return resolvers;
  }

  private static void checkDistinct(List<InetSocketAddress> resolvers, Consumer<String> problems) {
    Set<InetSocketAddress> seen = new HashSet<>();
    for (InetSocketAddress resolver : resolvers) {
      if (!seen.add(resolver)) {
        problems.accept("\"" + ServerAddress.text(resolver) + "\" is given twice; write each once");
      }
    }
  }

  /**
   * A zone below another would be ambiguous, as Mesos-DNS has it, and so is one above the domain.
   */
  private static void checkMasks(
      Values values, Map<String, List<InetSocketAddress>> zones, String domain) {
    List<String> names = new ArrayList<>(zones.keySet());
    names.add(domain);
    for (String inner : names) {
      for (String outer : names) {
        if (inner.endsWith("." + outer)) {
          values.problem(
              ZONE_RESOLVERS,
              "\"" + inner + "\" lies inside \"" + outer + "\"; only one of them can be there");
        }
      }
    }
  }

  /** The nameservers of the system that aren't this machine; none if they can't be read. */
  private static List<InetSocketAddress> systemResolvers(Values values) {
    List<InetSocketAddress> resolvers = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(RESOLV_CONF)) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 1 && words[0].equals("nameserver")) {
          ServerAddress.parse(words[1])
              .filter(ForwardParameters::isElsewhere)
              .ifPresent(resolvers::add);
        }
      }
    } catch (IOException e) {
      values.problem(
          RESOLVERS,
          "the system's nameservers can't be read from " + RESOLV_CONF + ": " + Reason.of(e));
    }
    return resolvers;
  }

  private static boolean isElsewhere(InetSocketAddress server) {
    InetAddress address = Objects.requireNonNull(server.getAddress());
    return !address.isLoopbackAddress() && !address.isAnyLocalAddress();
  }

  private static InetSocketAddress resolver(String text) {
    return ServerAddress.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + text
                        + "\" is not an address; write ADDRESS, ADDRESS:PORT or [V6]:PORT"));
  }
}
