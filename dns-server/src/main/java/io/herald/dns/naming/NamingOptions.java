package io.herald.dns.naming;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Endpoint;
import io.herald.dns.record.DnsName;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * What the naming is told.
 *
 * @param domain the zone, lower case, without a closing dot: {@code mesos}
 * @param ipSources where a task's addresses come from, in order of preference; empty: by its
 *     network mode
 * @param srvWeight weight of SRV records without a label, 0 to 65535; 0 is published as 1
 * @param masters the configured masters, in their order, which numbers them; empty if ZooKeeper
 *     tells them, and then the leader is number 0
 * @param serverName the server's own name (SOA mname), with or without a closing dot
 * @param serverAddresses the addresses at that name
 * @param reverse networks whose addresses are named by PTR records; empty: none
 */
public record NamingOptions(
    String domain,
    LabelRules rules,
    List<IpSource> ipSources,
    int srvWeight,
    List<Endpoint> masters,
    String serverName,
    List<InetAddress> serverAddresses,
    Publication publication,
    NameForms forms,
    List<ReverseNetwork> reverse) {

  /** Names and choices of Mesos-DNS alone. */
  public NamingOptions(
      String domain,
      LabelRules rules,
      List<IpSource> ipSources,
      int srvWeight,
      List<Endpoint> masters,
      String serverName,
      List<InetAddress> serverAddresses) {
    this(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        serverName,
        serverAddresses,
        Publication.MESOS_DNS,
        NameForms.MESOS_DNS,
        List.of());
  }

  public NamingOptions {
    requireNonNull(rules, "rules");
    requireNonNull(publication, "publication");
    requireNonNull(forms, "forms");
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
    serverAddresses = List.copyOf(serverAddresses);
    reverse = List.copyOf(reverse);
  }

  /** With other choices of tasks and names. */
  public NamingOptions with(Publication tasks, NameForms names, List<ReverseNetwork> networks) {
    return new NamingOptions(
        domain,
        rules,
        ipSources,
        srvWeight,
        masters,
        serverName,
        serverAddresses,
        tasks,
        names,
        networks);
  }
}
