package io.herald.dns.naming.options;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ZoneName;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameters of which tasks are named, and how; and of the zones beside the domain. */
public final class NamingParameters {

  /** What fits into one packet of 512 bytes with glue; the root has as many. */
  private static final int MAX_NAME_SERVERS = 13;

  /** States of a task that is there or may come back (mesos.proto, {@code TaskState}). */
  private static final List<String> STATES =
      List.of("TASK_STAGING", "TASK_STARTING", Task.RUNNING, "TASK_KILLING", "TASK_UNREACHABLE");

  private static final NameForms FORMS = new NameForms(true, false, true);
  private static final boolean SHARE_OWN_NAMES_DEFAULT = false;

  public static final Parameter<DnsName> ALT_DOMAIN =
      Parameter.of(
          "altDomain",
          "alt-domain",
          ValueTypes.text("NAME").map(ZoneName::parse, DnsName::toString),
          "a second domain with the same records");
  public static final Parameter<List<DnsName>> FURTHER_ZONES =
      Parameter.of(
              "zones",
              "zones",
              ValueTypes.listOf("A,B,…", ZoneName::parse, DnsName::toString),
              "names that are zones of their own, such as marathon.mesos: cut out of the domain, or"
                  + " beside it for records of the zone file")
          .withDefault(List.of());
  public static final Parameter<List<IpSource>> IP_SOURCES =
      Parameter.of(
              "IPSources",
              "ip-sources",
              ValueTypes.listOf("A,B,…", NamingParameters::ipSource, IpSource::text)
                  .notEmpty("no source is given; write at least one, such as \"host\"")
                  .distinct(),
              "sources of a task's addresses in order of preference: host, netinfo, mesos, docker")
          .withDefault(List.of(), "by the task's network mode");
  public static final Parameter<LabelRules> ENFORCE_RFC952 =
      Parameter.of(
              "enforceRFC952",
              "enforce-rfc952",
              ValueTypes.onOff()
                  .map(
                      on -> on ? LabelRules.RFC952 : LabelRules.RFC1123,
                      rules -> rules == LabelRules.RFC952),
              "whether labels have at most 24 characters and start with a letter")
          .withDefault(LabelRules.RFC1123);
  public static final Parameter<Integer> SRV_WEIGHT =
      Parameter.of(
              "SRVRecordDefaultWeight",
              "srv-record-default-weight",
              ValueTypes.number(new Range(0, 65_535)),
              "weight of SRV records of tasks without a weight label; 0 is published as 1")
          .withDefault(1);
  public static final Parameter<List<String>> TASK_STATES =
      Parameter.of(
              "taskStates",
              "task-states",
              ValueTypes.listOf("A,B,…", NamingParameters::state, Function.identity())
                  .notEmpty("no state is given; write at least one, such as \"TASK_RUNNING\""),
              "states in which a task has names: " + String.join(", ", STATES))
          .withDefault(Publication.DEFAULT.states().stream().sorted().toList());
  public static final Parameter<Boolean> UNHEALTHY_TASKS =
      Parameter.of(
              "unhealthyTasks",
              "unhealthy-tasks",
              ValueTypes.onOff(),
              "whether tasks that fail their health check are published beside healthy ones of the"
                  + " same name")
          .withDefault(Publication.DEFAULT.unhealthy());
  public static final Parameter<Boolean> HOST_NAMES =
      Parameter.of(
              "hostNames",
              "host-names",
              ValueTypes.onOff(),
              "whether each agent and master has a name of its own: HOST.agent, HOST.master")
          .withDefault(FORMS.hosts());
  public static final Parameter<Boolean> RFC2782_NAMES =
      Parameter.of(
              "rfc2782Names",
              "rfc2782-names",
              ValueTypes.onOff(),
              "whether task names with dots also have SRV records in the form _web._tcp.prod.www")
          .withDefault(FORMS.rfc2782());
  public static final Parameter<Boolean> SHARE_OWN_NAMES =
      Parameter.of(
              "shareOwnNames",
              "share-own-names",
              ValueTypes.onOff(),
              "whether a framework called leader, master, slave, ns1 or HOST.agent adds its addresses"
                  + " to that name, as with Mesos-DNS")
          .withDefault(SHARE_OWN_NAMES_DEFAULT);
  public static final Parameter<Boolean> DOTTED_NAMES =
      Parameter.of(
              "dottedNames",
              "dotted-names",
              ValueTypes.onOff(),
              "whether tasks without DiscoveryInfo also have their name with its dots, unless another"
                  + " task has that name")
          .withDefault(FORMS.dotted());
  public static final Parameter<List<ReverseNetwork>> REVERSE_ZONES =
      Parameter.of(
              "reverseZones",
              "reverse-zones",
              ValueTypes.listOf(
                  "A,B,…", ReverseNetwork::parse, network -> network.apex().toString()),
              "networks, such as 10.0.0.0/8, whose addresses have PTR records")
          .withDefault(List.of());
  public static final Parameter<Path> ZONE_FILE =
      Parameter.of(
          "zoneFile",
          "zone-file",
          ValueTypes.file("FILE"),
          "master file (RFC 1035) with records of your own; read again when it changes");
  public static final Parameter<List<NameServer>> NAME_SERVERS =
      Parameter.of(
              "nameServers",
              "name-servers",
              ValueTypes.listOf("A,B,…", NameServer::parse, NameServer::toString),
              "name servers of the zones, each with its addresses: ns1.mesos 10.0.0.1")
          .withDefault(List.of(), "this server alone: ns1.<domain> at the listener's addresses");

  private NamingParameters() {}

  /**
   * Reads the settings of the naming.
   *
   * @param domain that is served, as settings write it
   * @param masters the configured masters; empty if ZooKeeper lists them
   */
  public static NamingOptions read(Values values, String domain, List<AnnouncedEndpoint> masters) {
    DnsName apex = DnsName.parse(domain);
    OtherZones others = otherZones(values, apex);
    NamingOptions options =
        new NamingOptions(
            domain,
            values.get(ENFORCE_RFC952),
            values.get(IP_SOURCES),
            values.get(SRV_WEIGHT),
            masters,
            nameServers(values, domain),
            new Publication(
                new LinkedHashSet<>(states(values.get(TASK_STATES))), values.get(UNHEALTHY_TASKS)),
            new NameForms(
                values.get(HOST_NAMES), values.get(RFC2782_NAMES), values.get(DOTTED_NAMES)),
            reverse(values, apex, others),
            values.get(SHARE_OWN_NAMES),
            others,
            Environments.NONE);
    return options.withEnvironments(EnvironmentParameters.read(values, options));
  }

  /** The master file of the operator's own records. A file that comes later is taken then. */
  public static Optional<Path> zoneFile(Values values) {
    return values.find(ZONE_FILE).map(file -> file.toAbsolutePath().normalize());
  }

  private static List<NameServer> nameServers(Values values, String domain) {
    List<NameServer> servers = NameServer.merged(values.get(NAME_SERVERS));
    if (servers.size() > MAX_NAME_SERVERS) {
      values.problem(NAME_SERVERS, "there are more than " + MAX_NAME_SERVERS + "; leave some out");
    }
    DnsName apex = DnsName.parse(domain);
    for (NameServer server : servers) {
      boolean inside = server.dnsName().isAtOrBelow(apex);
      if (server.dnsName().equals(apex)) {
        values.problem(
            NAME_SERVERS,
            "\"" + server.name() + "\" is the domain itself; name a host in it, ns1." + domain);
      } else if (inside && server.addresses().isEmpty()) {
        values.problem(
            NAME_SERVERS,
            "\""
                + server.name()
                + "\" is in the domain, so no other server knows its address; write that behind the"
                + " name");
      } else if (!inside && !server.addresses().isEmpty()) {
        values.warn(
            values.where(NAME_SERVERS)
                + ": the addresses of \""
                + server.name()
                + "\" have no effect: it is not in the domain, so its own zone has them");
      }
    }
    return servers;
  }

  private static OtherZones otherZones(Values values, DnsName apex) {
    Optional<DnsName> second = values.find(ALT_DOMAIN);
    if (second.isPresent() && overlap(second.get(), apex)) {
      values.problem(ALT_DOMAIN, "it and the domain lie in one another; name another one");
      second = Optional.empty();
    }
    List<DnsName> domains = Stream.concat(Stream.of(apex), second.stream()).toList();
    List<DnsName> further = new ArrayList<>();
    for (DnsName zone : values.get(FURTHER_ZONES)) {
      String text = "\"" + ZoneName.text(zone) + "\"";
      if (domains.contains(zone) || further.contains(zone)) {
        values.problem(FURTHER_ZONES, text + " is a zone already; write each once, and no domain");
      } else if (domains.stream()
          .anyMatch(domain -> zone.isAtOrBelow(DnsName.parse("announced." + domain)))) {
        values.problem(
            FURTHER_ZONES, text + " is a part of what ServerSets give, which can't be cut out");
      } else {
        further.add(zone);
      }
    }
    return new OtherZones(second, further);
  }

  /** Something to go on with, if none of the given ones is a state. */
  private static List<String> states(List<String> given) {
    return given.isEmpty() ? List.copyOf(Publication.DEFAULT.states()) : given;
  }

  private static List<ReverseNetwork> reverse(Values values, DnsName apex, OtherZones others) {
    List<DnsName> taken = new ArrayList<>(others.all());
    taken.add(apex);
    List<ReverseNetwork> networks = new ArrayList<>();
    for (ReverseNetwork network : values.get(REVERSE_ZONES)) {
      if (taken.stream().anyMatch(other -> overlap(network.apex(), other))) {
        values.problem(
            REVERSE_ZONES,
            "the zone "
                + ZoneName.text(network.apex())
                + " overlaps another zone of this server; write each network once");
      } else {
        networks.add(network);
        taken.add(network.apex());
      }
    }
    if (!networks.isEmpty() && !values.get(HOST_NAMES)) {
      values.warn(
          values.where(REVERSE_ZONES)
              + " has no PTR records of agents while hostNames is off: they have no name to point to");
    }
    return networks;
  }

  private static boolean overlap(DnsName a, DnsName b) {
    return a.isAtOrBelow(b) || b.isAtOrBelow(a);
  }

  private static IpSource ipSource(String text) {
    return IpSource.of(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + text
                        + "\" is not a source of addresses; use "
                        + Arrays.stream(IpSource.values())
                            .map(IpSource::text)
                            .collect(Collectors.joining(", "))));
  }

  private static String state(String text) {
    if (!STATES.contains(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a live task state; use one of " + String.join(", ", STATES));
    }
    return text;
  }
}
