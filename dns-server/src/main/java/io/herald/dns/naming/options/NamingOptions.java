package io.herald.dns.naming.options;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.record.DnsName;
import io.herald.services.ServicesOptions;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.IpSource;
import io.herald.services.instance.Publication;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How names are made.
 *
 * @param domain the zone, lower case, without a closing dot: {@code mesos}
 * @param ipSources where a task's addresses come from, in order of preference; empty: by its
 *     network mode
 * @param srvWeight weight of SRV records without a label, 0 to 65535; 0 is published as 1
 * @param masters the configured masters, in their order, which numbers them; empty if ZooKeeper
 *     lists them; the leader is number 0 then
 * @param nameServers the servers that NS records name, with their addresses
 * @param reverse networks whose addresses are named by PTR records; empty: none
 * @param shareOwnNames whether frameworks add to names that are the server's own, see {@link
 *     #isOwn}; Mesos-DNS lets them
 * @param others zones beside the domain's and the reverse networks', those of environments included
 * @param environments that services are kept apart by
 */
public record NamingOptions(
    String domain,
    LabelRules rules,
    List<IpSource> ipSources,
    int srvWeight,
    List<AnnouncedEndpoint> masters,
    List<NameServer> nameServers,
    Publication publication,
    NameForms forms,
    List<ReverseNetwork> reverse,
    boolean shareOwnNames,
    OtherZones others,
    Environments environments) {

  private static final Set<String> OWN = Set.of("leader", "master", "slave");

  /** One name server; names and choices of Mesos-DNS alone. */
  public NamingOptions(
      String domain,
      LabelRules rules,
      List<IpSource> ipSources,
      int srvWeight,
      List<AnnouncedEndpoint> masters,
      String serverName,
      List<InetAddress> serverAddresses) {
    this(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        List.of(new NameServer(serverName, serverAddresses)),
        Publication.MESOS_DNS,
        NameForms.MESOS_DNS,
        List.of(),
        true,
        OtherZones.NONE,
        Environments.NONE);
  }

  /** Without environments. */
  public NamingOptions(
      String domain,
      LabelRules rules,
      List<IpSource> ipSources,
      int srvWeight,
      List<AnnouncedEndpoint> masters,
      List<NameServer> nameServers,
      Publication publication,
      NameForms forms,
      List<ReverseNetwork> reverse,
      boolean shareOwnNames,
      OtherZones others) {
    this(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        nameServers,
        publication,
        forms,
        reverse,
        shareOwnNames,
        others,
        Environments.NONE);
  }

  public NamingOptions {
    requireNonNull(rules, "rules");
    requireNonNull(publication, "publication");
    requireNonNull(forms, "forms");
    requireNonNull(others, "others");
    requireNonNull(environments, "environments");
    DnsName.parse(domain);
    if (domain.endsWith(".") || !domain.equals(domain.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "domain \"" + domain + "\": write it in lower case and without a closing dot");
    }
    if (srvWeight < 0 || srvWeight > 65535) {
      throw new IllegalArgumentException("SRV weight " + srvWeight + " is not in 0-65535");
    }
    ipSources = List.copyOf(ipSources);
    masters = List.copyOf(masters);
    nameServers = List.copyOf(nameServers);
    reverse = List.copyOf(reverse);
  }

  /** With a name server, if none was configured. */
  public NamingOptions orServer(NameServer own) {
    return nameServers.isEmpty()
        ? new NamingOptions(
            domain,
            rules,
            ipSources,
            srvWeight,
            masters,
            List.of(own),
            publication,
            forms,
            reverse,
            shareOwnNames,
            others,
            environments)
        : this;
  }

  /** The domains below which short names are looked for in a client's environment. */
  public List<DnsName> searched() {
    return Stream.concat(Stream.of(DnsName.parse(domain)), others.altDomain().stream()).toList();
  }

  /** How the services that get names are made of the cluster. */
  public ServicesOptions services() {
    return new ServicesOptions(
        publication,
        masters,
        rules::label,
        new EnvironmentRule(environments.label(), environments.frameworks()));
  }

  /** With other choices of tasks and names. */
  public NamingOptions with(Publication tasks, NameForms names, List<ReverseNetwork> networks) {
    return new NamingOptions(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        nameServers,
        tasks,
        names,
        networks,
        shareOwnNames,
        others,
        environments);
  }

  /** With the server's own names for itself alone, or shared with frameworks. */
  public NamingOptions withOwnNames(boolean shared) {
    return new NamingOptions(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        nameServers,
        publication,
        forms,
        reverse,
        shared,
        others,
        environments);
  }

  /** With environments, and their zones beside the others. */
  public NamingOptions withEnvironments(Environments kept) {
    return new NamingOptions(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        nameServers,
        publication,
        forms,
        reverse,
        shareOwnNames,
        others.with(kept.apexes(DnsName.parse(domain))),
        kept);
  }

  /** With other sources of addresses. */
  public NamingOptions withSources(List<IpSource> sources) {
    return new NamingOptions(
        domain,
        rules,
        sources,
        srvWeight,
        masters,
        nameServers,
        publication,
        forms,
        reverse,
        shareOwnNames,
        others,
        environments);
  }

  /**
   * Whether a name is one that the server gives to itself, to masters or to agents, or would give
   * to one that comes: {@code leader}, {@code master}, {@code master0}, {@code slave}, {@code
   * HOST.agent}, {@code HOST.master}, those of the name servers.
   *
   * @param relative to the domain, lower case
   */
  public boolean isOwn(String relative) {
    if (OWN.contains(relative)
        || isNumberedMaster(relative)
        || (forms.hosts() && isOfHosts(relative))) {
      return true;
    }
    for (int i = 0; i < nameServers.size(); i++) {
      if (nameServers.get(i).isNamed(relative, domain)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether names that end in these labels, or are these, may be the server's own because of their
   * end. Of names that don't, with labels before the end, only those of name servers are: {@link
   * #hasServerOfLength}.
   *
   * @param relative to the domain, lower case
   */
  public boolean isOwnEnd(String relative) {
    return isOwn(relative) || relative.equals("master") || isOfHosts(relative);
  }

  /** Whether a name server's name has that many characters before the domain. */
  public boolean hasServerOfLength(int length) {
    for (int i = 0; i < nameServers.size(); i++) {
      if (nameServers.get(i).name().length() == length + domain.length() + 2) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNumberedMaster(String relative) {
    if (!relative.startsWith("master")) {
      return false;
    }
    for (int i = "master".length(); i < relative.length(); i++) {
      if (relative.charAt(i) < '0' || relative.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfHosts(String relative) {
    return relative.equals("agent") || relative.endsWith(".agent") || relative.endsWith(".master");
  }

  /** Whether a name lies below the apex of one of the zones that are filled from here. */
  public boolean isServed(DnsName name) {
    return isBelow(name, DnsName.parse(domain))
        || reverse.stream().anyMatch(network -> isBelow(name, network.apex()))
        || others.all().stream().anyMatch(apex -> isBelow(name, apex));
  }

  private static boolean isBelow(DnsName name, DnsName apex) {
    return name.isAtOrBelow(apex) && !name.equals(apex);
  }
}
