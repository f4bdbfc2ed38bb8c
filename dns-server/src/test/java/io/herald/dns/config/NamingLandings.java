package io.herald.dns.config;

import static io.herald.dns.config.ParameterLanding.flipped;
import static io.herald.dns.config.ParameterLanding.list;
import static io.herald.dns.config.ParameterLanding.number;
import static io.herald.dns.config.ParameterLanding.row;

import io.herald.dns.dcos.DcosParameters;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.EnvironmentParameters;
import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.ZoneParameters;
import io.herald.runtime.net.CidrNetwork;
import io.herald.services.instance.IpSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Of the parameters of the zone and its names. */
final class NamingLandings {

  private NamingLandings() {}

  private static Map<String, List<CidrNetwork>> networks(DnsConfig config) {
    Environments all = config.naming().environments();
    return all.names().stream().collect(Collectors.toMap(name -> name, all::networks));
  }

  private static Map<String, String> imports(DnsConfig config) {
    return config.naming().environments().imports().stream()
        .collect(Collectors.toMap(Environments.Import::alias, Environments.Import::source));
  }

  static List<ParameterLanding> rows() {
    return List.of(
        row(
            ZoneParameters.DOMAIN,
            "'DC1.Mesos'",
            "DC1.Mesos",
            config -> config.naming().domain(),
            "dc1.mesos"),
        number(ZoneParameters.TTL, 5, config -> config.zone().ttl()),
        row(
            ZoneParameters.SOA_MNAME,
            "'ns.example'",
            "ns.example",
            config -> config.zone().primary(),
            DnsName.parse("ns.example")),
        row(
            ZoneParameters.SOA_RNAME,
            "'admin@example.org'",
            "admin@example.org",
            config -> config.zone().mailbox(),
            DnsName.parse("admin.example.org")),
        row(ZoneParameters.SOA_REFRESH, "1", "1", config -> (long) config.zone().refresh(), 1L),
        row(ZoneParameters.SOA_RETRY, "2", "2", config -> (long) config.zone().retry(), 2L),
        row(ZoneParameters.SOA_EXPIRE, "3", "3", config -> (long) config.zone().expire(), 3L),
        row(
            ZoneParameters.SOA_MIN_TTL,
            "4294967295",
            "4294967295",
            config -> (long) config.zone().minimum(),
            (long) Integer.MAX_VALUE),
        row(
            NamingParameters.ALT_DOMAIN,
            "'DC1.example'",
            "dc1.example",
            config -> config.naming().others().altDomain(),
            Optional.of(DnsName.parse("dc1.example"))),
        list(
            NamingParameters.FURTHER_ZONES,
            "marathon.mesos,own.example",
            config -> config.naming().others().apexes(),
            List.of(DnsName.parse("marathon.mesos"), DnsName.parse("own.example"))),
        row(
            EnvironmentParameters.ENVIRONMENTS,
            "{'test': ['10.1.0.0/16'], 'prod': []}",
            "test=10.1.0.0/16;prod=",
            NamingLandings::networks,
            Map.of("test", List.of(CidrNetwork.parse("10.1.0.0/16")), "prod", List.of())),
        row(
                EnvironmentParameters.IMPORTS,
                "{'test': {'billing': 'prod'}}",
                "test=billing:prod",
                NamingLandings::imports,
                Map.of("billing.test", "billing.prod"))
            .with("environments", "test=;prod="),
        list(
                EnvironmentParameters.SHARED,
                "infra",
                config -> config.naming().environments().shared(),
                List.of("infra"))
            .with("environments", "infra="),
        row(
            EnvironmentParameters.LABEL,
            "'tier'",
            "tier",
            config -> config.naming().environments().label(),
            Optional.of("tier")),
        row(
                EnvironmentParameters.FRAMEWORKS,
                "{'test': ['batch']}",
                "test=batch",
                config -> config.naming().environments().frameworks(),
                Map.of("batch", "test"))
            .with("environments", "test="),
        list(
            DcosParameters.DCOS_DOMAINS,
            "thisdcos.directory,thisdcos.global",
            DnsConfig::dcosDomains,
            List.of(DnsName.parse("thisdcos.directory"), DnsName.parse("thisdcos.global"))),
        list(
            NamingParameters.IP_SOURCES,
            "docker,host",
            config -> config.naming().ipSources(),
            List.of(IpSource.DOCKER, IpSource.HOST)),
        row(
            NamingParameters.ENFORCE_RFC952,
            "true",
            "",
            config -> config.naming().rules(),
            LabelRules.RFC952),
        number(NamingParameters.SRV_WEIGHT, 7, config -> config.naming().srvWeight()),
        list(
            NamingParameters.TASK_STATES,
            "TASK_STARTING",
            config -> List.copyOf(config.naming().publication().states()),
            List.of("TASK_STARTING")),
        flipped(
            NamingParameters.UNHEALTHY_TASKS,
            true,
            config -> config.naming().publication().unhealthy()),
        flipped(NamingParameters.HOST_NAMES, false, config -> config.naming().forms().hosts()),
        flipped(NamingParameters.RFC2782_NAMES, true, config -> config.naming().forms().rfc2782()),
        flipped(NamingParameters.DOTTED_NAMES, false, config -> config.naming().forms().dotted()),
        flipped(NamingParameters.SHARE_OWN_NAMES, true, config -> config.naming().shareOwnNames()),
        list(
            NamingParameters.REVERSE_ZONES,
            "10.0.0.0/8",
            config -> config.naming().reverse(),
            List.of(ReverseNetwork.parse("10.0.0.0/8"))),
        row(
            NamingParameters.ZONE_FILE,
            "'/etc/herald/./own.zone'",
            "/etc/herald/own.zone",
            config -> config.zoneFile(),
            Optional.of(Path.of("/etc/herald/own.zone"))),
        list(
            NamingParameters.NAME_SERVERS,
            "ns1.mesos 10.0.0.1",
            config -> config.naming().nameServers(),
            List.of(NameServer.parse("ns1.mesos 10.0.0.1"))));
  }
}
