package io.herald.dns.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.forward.ForwardSettings;
import io.herald.runtime.failure.Reason;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings of where names outside the domain are looked up. */
final class ForwardingChecks {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final int DNS_PORT = 53;
  private static final int DEFAULT_TIMEOUT = 5;
  private static final int MAX_CACHED_ANSWERS = 10_000_000;

  private final Settings settings;

  ForwardingChecks(Settings settings) {
    this.settings = settings;
  }

  DnsConfig.Forwarding forwarding(String domain) {
    boolean on = settings.flag(Parameter.EXTERNAL_ON, true);
    int timeout = settings.number(Parameter.TIMEOUT, DEFAULT_TIMEOUT, 0, Integer.MAX_VALUE);
    Duration wait = Duration.ofSeconds(timeout == 0 ? DEFAULT_TIMEOUT : timeout);
    if (!on) {
      // As with Mesos-DNS, who doesn't forward may leave anything here.
      return new DnsConfig.Forwarding(
          false, List.of(), Map.of(), wait, List.of(), ForwardSettings.DEFAULT_CACHED_ANSWERS);
    }
    List<String> texts = settings.list(Parameter.RESOLVERS, List.of("8.8.8.8"));
    List<AnnouncedEndpoint> resolvers =
        texts.isEmpty() ? systemResolvers() : resolvers(Parameter.RESOLVERS, "", texts);
    return new DnsConfig.Forwarding(
        true,
        resolvers,
        zoneResolvers(domain),
        wait,
        settings.get(Parameter.ALLOW_RECURSION).isPresent()
            ? settings.networks(Parameter.ALLOW_RECURSION)
            : ForwardSettings.PRIVATE,
        settings.number(
            Parameter.FORWARD_CACHE,
            ForwardSettings.DEFAULT_CACHED_ANSWERS,
            0,
            MAX_CACHED_ANSWERS));
  }

  private List<AnnouncedEndpoint> resolvers(Parameter parameter, String zone, List<String> texts) {
    List<AnnouncedEndpoint> resolvers = new ArrayList<>();
    Map<AnnouncedEndpoint, String> seen = new HashMap<>();
    for (String text : texts) {
      Optional<AnnouncedEndpoint> resolver = resolver(text);
      if (resolver.isEmpty()) {
        settings.problem(
            parameter,
            zone + "\"" + text + "\" is no address; write address, address:port or [v6]:port");
        continue;
      }
      String earlier = seen.putIfAbsent(MesosChecks.normal(resolver.get()), text);
      if (earlier != null) {
        settings.problem(
            parameter,
            zone + "\"" + text + "\" is the same as \"" + earlier + "\"; write each once");
      } else {
        resolvers.add(resolver.get());
      }
    }
    return resolvers;
  }

  /** An address, or an address and a port; empty if it is neither. */
  static Optional<AnnouncedEndpoint> resolver(String text) {
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

  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text)
        || (!text.startsWith("[") && NetUtil.isValidIpV6Address(text));
  }

  private Map<String, List<AnnouncedEndpoint>> zoneResolvers(String domain) {
    Map<String, List<AnnouncedEndpoint>> zones = new LinkedHashMap<>();
    Optional<JsonNode> object = settings.object(Parameter.ZONE_RESOLVERS);
    if (object.isEmpty()) {
      return zones;
    }
    for (Map.Entry<String, JsonNode> entry : object.get().properties()) {
      String zone = entry.getKey().toLowerCase(Locale.ROOT);
      String at = "zone \"" + entry.getKey() + "\": ";
      if (!zone.matches("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*")) {
        settings.problem(Parameter.ZONE_RESOLVERS, at + "it is not a valid domain name");
        continue;
      }
      if (zone.equals(domain)) {
        settings.problem(
            Parameter.ZONE_RESOLVERS, at + "it is the domain that is served here; leave it out");
        continue;
      }
      List<String> texts =
          entry.getValue().isArray()
              ? settings.texts(Parameter.ZONE_RESOLVERS, entry.getValue())
              : List.of();
      if (texts.isEmpty()) {
        settings.problem(
            Parameter.ZONE_RESOLVERS, at + "it has no resolver; write a list of at least one");
        continue;
      }
      zones.put(zone, resolvers(Parameter.ZONE_RESOLVERS, at, texts));
    }
    checkMasks(zones, domain);
    return zones;
  }

  /**
   * A zone below another would be ambiguous, as Mesos-DNS has it, and so is one above the domain.
   */
  private void checkMasks(Map<String, List<AnnouncedEndpoint>> zones, String domain) {
    List<String> names = new ArrayList<>(zones.keySet());
    names.add(domain);
    for (String inner : names) {
      for (String outer : names) {
        if (inner.endsWith("." + outer)) {
          settings.problem(
              Parameter.ZONE_RESOLVERS,
              "\"" + inner + "\" lies inside \"" + outer + "\"; only one of them can be there");
        }
      }
    }
  }

  /** The nameservers of the system that aren't this machine; none if they can't be read. */
  private List<AnnouncedEndpoint> systemResolvers() {
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
      settings.problem(
          Parameter.RESOLVERS,
          "the system's nameservers can't be read from " + RESOLV_CONF + ": " + Reason.of(e));
    }
    return resolvers;
  }
}
