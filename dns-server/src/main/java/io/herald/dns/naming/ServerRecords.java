package io.herald.dns.naming;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The server's own addresses under its own name, the one that SOA and NS give. */
final class ServerRecords {

  private ServerRecords() {}

  /** The server's contribution; none if its name is not in the zone. */
  static Contribution of(NamingOptions options) {
    DnsName name = DnsName.parse(options.serverName());
    if (!name.toString().endsWith("." + DnsName.parse(options.domain()))) {
      return Contribution.NONE;
    }
    List<ResourceRecord> records = new ArrayList<>();
    for (InetAddress address : options.serverAddresses()) {
      records.add(ResourceRecord.address(name, address));
    }
    return new Contribution(records);
  }
}
