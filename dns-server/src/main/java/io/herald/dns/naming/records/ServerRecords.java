package io.herald.dns.naming.records;

import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The addresses of the name servers, under their names. */
public final class ServerRecords {

  private ServerRecords() {}

  /** The servers' contribution; a name that is not in a zone of ours gives none. */
  public static Contribution of(NamingOptions options) {
    List<ResourceRecord> records = new ArrayList<>();
    for (NameServer server : options.nameServers()) {
      DnsName name = server.dnsName();
      if (options.isServed(name)) {
        for (InetAddress address : server.addresses()) {
          records.add(ResourceRecord.address(name, address));
        }
      }
    }
    return new Contribution(records);
  }
}
