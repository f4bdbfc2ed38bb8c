package io.herald.dns.dcos;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.ZoneName;
import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The parameter of DC/OS' names. */
public final class DcosParameters {

  public static final Parameter<List<DnsName>> DCOS_DOMAINS =
      Parameter.of(
              "dcosDomains",
              "dcos-domains",
              ValueTypes.listOf("A,B,…", ZoneName::parse, ZoneName::text),
              "domains with the names of DC/OS: thisdcos.directory has NAME.l4lb.thisdcos.directory"
                  + " and NAME.agentip.dcos.thisdcos.directory")
          .withDefault(List.of());

  private DcosParameters() {}

  /**
   * Reads the domains.
   *
   * @param others the other zones of this server, in which they may not lie
   */
  public static List<DnsName> read(Values values, Collection<DnsName> others) {
    List<DnsName> domains = new ArrayList<>();
    for (DnsName domain : values.get(DCOS_DOMAINS)) {
      String text = "\"" + ZoneName.text(domain) + "\"";
      if (domains.contains(domain)) {
        values.problem(DCOS_DOMAINS, text + " is there twice; write it once");
      } else if (others.stream().anyMatch(other -> overlap(domain, other))) {
        values.problem(
            DCOS_DOMAINS,
            text + " and another zone of this server lie in one another; leave it out");
      } else {
        domains.add(domain);
      }
    }
    return domains;
  }

  private static boolean overlap(DnsName a, DnsName b) {
    return a.isAtOrBelow(b) || b.isAtOrBelow(a);
  }
}
