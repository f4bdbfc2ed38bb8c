package io.herald.dns.config;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.access.CidrNetwork;
import io.herald.dns.forward.ForwardSettings;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.record.DnsName;
import io.herald.runtime.failure.Reason;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters of names outside the domain: who looks them up, and for whom. */
public final class ForwardParameters {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final int DNS_PORT = 53;

  public static final Parameter<Boolean> EXTERNAL_ON =
      Parameter.of(
              "externalOn",
              "external-on",
              ValueTypes.onOff(),
              "whether queries for names outside the domain are forwarded")
          .withDefault(true);
  public static final Parameter<List<AnnouncedEndpoint>> RESOLVERS =
      Parameter.of(
              "resolvers",
              "resolvers",
              ValueTypes.listOf("A,B,…", ForwardParameters::resolver, ForwardParameters::text),
              "resolvers to forward to, ADDRESS or ADDRESS:PORT; the system's nameservers if the list"
                  + " is empty")
          .withDefault(List.of(new AnnouncedEndpoint("8.8.8.8", DNS_PORT)));
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

  static DnsConfig.Forwarding read(Values values, OtherZones others) {
    if (!values.get(EXTERNAL_ON)) {
      // As with Mesos-DNS, the rest may hold anything then.
      values.settle(RESOLVERS, List.of());
      values.settle(ZONE_RESOLVERS, Map.of());
      return new DnsConfig.Forwarding(
          false,
          List.of(),
          Map.of(),
          values.get(TIMEOUT),
          List.of(),
          ForwardSettings.DEFAULT_CACHED_ANSWERS);
    }
    List<AnnouncedEndpoint> resolvers = resolvers(values);
    Map<String, List<AnnouncedEndpoint>> zones = zoneResolvers(values, others);
    values.settle(RESOLVERS, resolvers);
    Map<String, List<String>> shown = new LinkedHashMap<>();
    zones.forEach(
        (zone, servers) -> shown.put(zone, servers.stream().map(ForwardParameters::text).toList()));
    values.settle(ZONE_RESOLVERS, shown);
    return new DnsConfig.Forwarding(
        true,
        resolvers,
        zones,
        values.get(TIMEOUT),
        values.get(ALLOW_RECURSION),
        values.get(FORWARD_CACHE));
  }

  private static List<AnnouncedEndpoint> resolvers(Values values) {
    List<AnnouncedEndpoint> given = values.get(RESOLVERS);
    if (given.isEmpty()) {
      return systemResolvers(values);
    }
    checkDistinct(given, sentence -> values.problem(RESOLVERS, sentence));
    return given;
  }

  private static Map<String, List<AnnouncedEndpoint>> zoneResolvers(
      Values values, OtherZones others) {
    String domain = values.get(ZoneParameters.DOMAIN);
    Map<String, List<AnnouncedEndpoint>> zones = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> entry : values.get(ZONE_RESOLVERS).entrySet()) {
      String zone = entry.getKey().toLowerCase(Locale.ROOT);
      String at = "zone \"" + entry.getKey() + "\": ";
      if (!ZoneParameters.isDomain(zone)) {
        values.problem(ZONE_RESOLVERS, at + "it is not a valid domain name");
      } else if (zone.equals(domain)) {
        values.problem(ZONE_RESOLVERS, at + "it is the domain that is served here; leave it out");
      } else if (entry.getValue().isEmpty()) {
        values.problem(ZONE_RESOLVERS, at + "it has no resolver; write a list of at least one");
      } else {
        zones.put(zone, resolversOf(values, at, entry.getValue()));
        if (others.all().stream().anyMatch(DnsName.parse(zone)::isAtOrBelow)) {
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

  private static List<AnnouncedEndpoint> resolversOf(Values values, String at, List<String> texts) {
    List<AnnouncedEndpoint> resolvers = new ArrayList<>();
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

  private static void checkDistinct(
      List<AnnouncedEndpoint> resolvers, java.util.function.Consumer<String> problems) {
    Map<AnnouncedEndpoint, AnnouncedEndpoint> seen = new LinkedHashMap<>();
    for (AnnouncedEndpoint resolver : resolvers) {
      AnnouncedEndpoint earlier = seen.putIfAbsent(normal(resolver), resolver);
      if (earlier != null) {
        problems.accept(
            "\"" + text(resolver) + "\" is the same as \"" + text(earlier) + "\"; write each once");
      }
    }
  }

  /**
   * A zone below another would be ambiguous, as Mesos-DNS has it, and so is one above the domain.
   */
  private static void checkMasks(
      Values values, Map<String, List<AnnouncedEndpoint>> zones, String domain) {
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
  private static List<AnnouncedEndpoint> systemResolvers(Values values) {
    List<AnnouncedEndpoint> resolvers = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(RESOLV_CONF)) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 1 && words[0].equals("nameserver") && isAddress(words[1])) {
          InetAddress address = InetAddress.getByName(words[1]);
          if (!address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
            resolvers.add(new AnnouncedEndpoint(words[1], DNS_PORT));
          }
        }
      }
    } catch (IOException e) {
      values.problem(
          RESOLVERS,
          "the system's nameservers can't be read from " + RESOLV_CONF + ": " + Reason.of(e));
    }
    return resolvers;
  }

  private static AnnouncedEndpoint resolver(String text) {
    return server(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + text
                        + "\" is not an address; write ADDRESS, ADDRESS:PORT or [V6]:PORT"));
  }

  /** An address, or an address and a port; empty if it is neither. */
  static Optional<AnnouncedEndpoint> server(String text) {
    if (isAddress(text)) {
      return Optional.of(new AnnouncedEndpoint(text, DNS_PORT));
    }
    try {
      AnnouncedEndpoint endpoint = AnnouncedEndpoint.parse(text);
      return isAddress(endpoint.host()) && endpoint.port() > 0
          ? Optional.of(endpoint)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(AnnouncedEndpoint server) {
    return server.port() == DNS_PORT ? server.host() : server.toString();
  }

  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text)
        || (!text.startsWith("[") && NetUtil.isValidIpV6Address(text));
  }

  /** Addresses in one spelling, so that two spellings of one server are recognised. */
  static AnnouncedEndpoint normal(AnnouncedEndpoint endpoint) {
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
    return bytes == null
        ? endpoint
        : new AnnouncedEndpoint(NetUtil.bytesToIpAddress(bytes), endpoint.port());
  }
}
