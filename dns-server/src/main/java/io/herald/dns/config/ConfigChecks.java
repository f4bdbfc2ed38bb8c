package io.herald.dns.config;

import static io.herald.dns.config.Parameter.ALT_DOMAIN;
import static io.herald.dns.config.Parameter.DNS_ON;
import static io.herald.dns.config.Parameter.DOMAIN;
import static io.herald.dns.config.Parameter.FURTHER_ZONES;
import static io.herald.dns.config.Parameter.HTTP_ON;
import static io.herald.dns.config.Parameter.LISTENER;
import static io.herald.dns.config.Parameter.NAME_SERVERS;
import static io.herald.dns.config.Parameter.PORT;
import static io.herald.dns.config.Parameter.RECURSE_ON;
import static io.herald.dns.config.Parameter.SERVERSET_PATH;
import static io.herald.dns.config.Parameter.SERVERSET_ZK;
import static io.herald.dns.config.Parameter.SET_TRUNCATE_BIT;
import static io.herald.dns.config.Parameter.SOA_EXPIRE;
import static io.herald.dns.config.Parameter.SOA_MIN_TTL;
import static io.herald.dns.config.Parameter.SOA_MNAME;
import static io.herald.dns.config.Parameter.SOA_REFRESH;
import static io.herald.dns.config.Parameter.SOA_RETRY;
import static io.herald.dns.config.Parameter.SOA_RNAME;
import static io.herald.dns.config.Parameter.SOA_SERIAL;
import static io.herald.dns.config.Parameter.TTL;
import static io.herald.dns.config.Parameter.ZONE_RESOLVERS;

import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.record.DnsName;
import io.herald.mesos.leader.ZooKeeperUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From settings to a {@link DnsConfig}: the defaults, and everything that Mesos-DNS refuses. */
final class ConfigChecks {

  private static final int MAX_SECONDS = Integer.MAX_VALUE;
  private static final long MAX_UINT32 = 0xffff_ffffL;

  /** What fits into one packet of 512 bytes with glue; the root has as many. */
  private static final int MAX_NAME_SERVERS = 13;

  /** Room is left for names below it: labels of 63 for port, task, protocol and framework. */
  private static final int MAX_DOMAIN = 200;

  private static final String DOMAIN_PATTERN = "[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*";

  private final Settings settings;
  private final List<String> warnings;

  ConfigChecks(Settings settings, List<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  DnsConfig config(Optional<String> file) {
    DnsConfig.Zone zone = zone();
    DnsConfig.Dns dns =
        new DnsConfig.Dns(
            settings.flag(DNS_ON, true),
            settings.text(LISTENER, "0.0.0.0"),
            settings.number(PORT, 53, 0, 65535),
            settings.flag(RECURSE_ON, true),
            settings.flag(SET_TRUNCATE_BIT, true),
            new ServingChecks(settings).serving());
    DnsConfig.Http http = new HttpChecks(settings).http();
    if (!dns.on() && !http.on()) {
      settings.problem(HTTP_ON, "DNS is off as well; turn one of dnsOn and httpOn on");
    }
    return new DnsConfig(
        file,
        zone,
        new NameChecks(settings, warnings).names(zone),
        new MesosChecks(settings, warnings).mesos(),
        dns,
        http,
        forwarding(zone),
        new TransferChecks(settings).transfer(),
        serverSets());
  }

  private DnsConfig.Forwarding forwarding(DnsConfig.Zone zone) {
    DnsConfig.Forwarding forwarding = new ForwardingChecks(settings).forwarding(zone.domain());
    for (String forwarded : forwarding.zoneResolvers().keySet()) {
      DnsName name = DnsName.parse(forwarded);
      if (zone.others().all().stream().anyMatch(name::isAtOrBelow)) {
        warnings.add(
            settings.where(ZONE_RESOLVERS)
                + ": zone \""
                + forwarded
                + "\" has no effect: it is served here, by altDomain or zones");
      }
    }
    return forwarding;
  }

  private DnsConfig.Zone zone() {
    String domain = settings.text(DOMAIN, "mesos").toLowerCase(Locale.ROOT);
    if (!domain.matches(DOMAIN_PATTERN) || domain.length() > MAX_DOMAIN) {
      settings.problem(
          DOMAIN,
          "it is not a valid domain name; write labels of letters, digits and hyphens joined by"
              + " dots, none at the ends");
      domain = "mesos";
    }
    // Checked like the others, and then of no use.
    settings.longNumber(SOA_SERIAL, 0, 0, MAX_UINT32);
    List<NameServer> servers = nameServers(domain);
    String primary = servers.isEmpty() ? "ns1." + domain : servers.get(0).name();
    return new DnsConfig.Zone(
        domain,
        settings.number(TTL, 60, 0, MAX_SECONDS),
        name(SOA_MNAME, primary),
        name(SOA_RNAME, "root.ns1." + domain),
        settings.longNumber(SOA_REFRESH, 60, 0, MAX_UINT32),
        settings.longNumber(SOA_RETRY, 600, 0, MAX_UINT32),
        settings.longNumber(SOA_EXPIRE, 86400, 0, MAX_UINT32),
        settings.longNumber(SOA_MIN_TTL, 60, 0, MAX_UINT32),
        servers,
        otherZones(domain));
  }

  private OtherZones otherZones(String domain) {
    DnsName apex = DnsName.parse(domain);
    Optional<DnsName> second = apex(ALT_DOMAIN, settings.text(ALT_DOMAIN, ""));
    if (second.isPresent() && (second.get().isAtOrBelow(apex) || apex.isAtOrBelow(second.get()))) {
      settings.problem(ALT_DOMAIN, "it and the domain lie in one another; name another one");
      second = Optional.empty();
    }
    List<DnsName> taken = new ArrayList<>(List.of(apex));
    second.ifPresent(taken::add);
    List<DnsName> further = new ArrayList<>();
    for (String text : settings.list(FURTHER_ZONES, List.of())) {
      Optional<DnsName> zone = apex(FURTHER_ZONES, text);
      if (zone.isPresent() && taken.contains(zone.get())) {
        settings.problem(
            FURTHER_ZONES, "\"" + text + "\" is a zone already; write each once, no domain");
      } else if (zone.isPresent()
          && taken.stream()
              .limit(2)
              .anyMatch(d -> zone.get().isAtOrBelow(DnsName.parse("announced." + d)))) {
        settings.problem(
            FURTHER_ZONES,
            "\"" + text + "\" is a part of what ServerSets give, which can't be cut out");
      } else {
        zone.ifPresent(further::add);
        zone.ifPresent(taken::add);
      }
    }
    return new OtherZones(second, further);
  }

  /** The apex of a zone; empty for empty text. */
  private Optional<DnsName> apex(Parameter parameter, String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (text.isEmpty() && parameter == ALT_DOMAIN) {
      return Optional.empty();
    }
    if (!name.matches(DOMAIN_PATTERN) || name.length() > MAX_DOMAIN) {
      settings.problem(
          parameter,
          "\""
              + text
              + "\" is not a valid domain name; write labels of letters, digits and hyphens"
              + " joined by dots, none at the ends");
      return Optional.empty();
    }
    return Optional.of(DnsName.parse(name));
  }

  private List<NameServer> nameServers(String domain) {
    List<NameServer> servers =
        NameServer.merged(settings.elements(NAME_SERVERS, NameServer::parse));
    if (servers.size() > MAX_NAME_SERVERS) {
      settings.problem(
          NAME_SERVERS, "there are more than " + MAX_NAME_SERVERS + "; leave some out");
    }
    DnsName apex = DnsName.parse(domain);
    for (NameServer server : servers) {
      boolean inside = server.dnsName().isAtOrBelow(apex);
      if (inside && server.dnsName().equals(apex)) {
        settings.problem(
            NAME_SERVERS,
            "\"" + server.name() + "\" is the domain itself; name a host in it, ns1." + domain);
      } else if (inside && server.addresses().isEmpty()) {
        settings.problem(
            NAME_SERVERS,
            "\""
                + server.name()
                + "\" is in the domain, so nobody else knows where it is; write its address behind"
                + " it");
      } else if (!inside && !server.addresses().isEmpty()) {
        warnings.add(
            settings.where(NAME_SERVERS)
                + ": the addresses of \""
                + server.name()
                + "\" have no effect: it is not in the domain, whoever serves its own tells them");
      }
    }
    return servers;
  }

  private String name(Parameter parameter, String otherwise) {
    String name = settings.text(parameter, otherwise).replace('@', '.');
    name = name.endsWith(".") ? name : name + ".";
    try {
      DnsName.parse(name);
      return name;
    } catch (IllegalArgumentException e) {
      settings.problem(parameter, e.getMessage());
      return otherwise + ".";
    }
  }

  private Optional<DnsConfig.ServerSets> serverSets() {
    String zk = settings.text(SERVERSET_ZK, "");
    String path = settings.text(SERVERSET_PATH, "");
    if (zk.isEmpty()) {
      if (!path.isEmpty()) {
        warnings.add(
            settings.where(SERVERSET_PATH) + " has no effect without serversetZk (--serverset-zk)");
      }
      return Optional.empty();
    }
    if (!path.isEmpty() && !path.startsWith("/")) {
      settings.problem(SERVERSET_PATH, "it must begin with a slash, as in /aurora");
      return Optional.empty();
    }
    try {
      ZooKeeperUrl url = ZooKeeperUrl.parse(zk);
      return Optional.of(new DnsConfig.ServerSets(url, path.isEmpty() ? "/aurora" : path));
    } catch (IllegalArgumentException e) {
      settings.problem(SERVERSET_ZK, e.getMessage());
      return Optional.empty();
    }
  }
}
