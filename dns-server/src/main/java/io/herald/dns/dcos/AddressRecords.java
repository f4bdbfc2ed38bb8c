package io.herald.dns.dcos;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.net.InetAddress;
import java.util.List;

/** A and AAAA records of one name. */
final class AddressRecords {

  private AddressRecords() {}

  /**
   * The records of a name below a zone's; none if that is longer than a name may be.
   *
   * @param name ASCII labels joined by dots
   */
  static Contribution of(String name, DnsName zone, List<InetAddress> addresses) {
    DnsName owner = DnsName.under(name, zone);
    return owner == null
        ? Contribution.NONE
        : new Contribution(
            addresses.stream()
                .distinct()
                .map(address -> ResourceRecord.address(owner, address))
                .toList());
  }
}
