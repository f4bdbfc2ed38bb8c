package io.herald.dns.naming.options;

import io.herald.dns.record.DnsName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Zones beside the domain's and those of reverse networks.
 *
 * @param altDomain where all of the domain's records are once more, under their names in it
 * @param apexes zones that are cut out of others, or stand beside them for records of the
 *     operator's own
 */
public record OtherZones(Optional<DnsName> altDomain, List<DnsName> apexes) {

  /** None. */
  public static final OtherZones NONE = new OtherZones(Optional.empty(), List.of());

  public OtherZones {
    apexes = List.copyOf(apexes);
  }

  /** With more of them. */
  public OtherZones with(List<DnsName> more) {
    return new OtherZones(altDomain, Stream.concat(apexes.stream(), more.stream()).toList());
  }

  /** All of them. */
  public List<DnsName> all() {
    return Stream.concat(altDomain.stream(), apexes.stream()).toList();
  }

  /**
   * A name of the domain as it is in a zone: in the second domain's zone it is the second domain's.
   */
  public DnsName in(DnsName zone, DnsName domain, DnsName name) {
    boolean alternative = altDomain.isPresent() && zone.isAtOrBelow(altDomain.get());
    if (!alternative || !name.isAtOrBelow(domain)) {
      return name;
    }
    DnsName moved = name.moved(domain, altDomain.get());
    return moved == null ? name : moved;
  }
}
