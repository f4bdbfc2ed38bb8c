package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;

/**
 * What rdata must look like before it may enter the zone, so that no reader of a node ever meets a
 * broken record.
 */
final class RdataRules {

  private static final int MAX_LENGTH = 65_535;

  private RdataRules() {}

  /**
   * @throws IllegalArgumentException naming owner, type and fault
   */
  static void check(ResourceRecord record) {
    byte[] rdata = record.rdata();
    String fault =
        switch (record.type()) {
          case A -> rdata.length == 4 ? "" : rdata.length + " bytes; an IPv4 address has 4";
          case AAAA -> rdata.length == 16 ? "" : rdata.length + " bytes; an IPv6 address has 16";
          case NS, PTR, CNAME -> nameFault(rdata, 0);
          case SRV -> nameFault(rdata, Node.SRV_FIXED);
          case TXT, SOA -> rdata.length == 0 ? "no bytes" : "";
        };
    if (rdata.length > MAX_LENGTH) {
      fault = rdata.length + " bytes; 65535 is the limit";
    }
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(
          "the rdata of the " + record.type() + " record of " + record.owner() + " has " + fault);
    }
  }

  private static String nameFault(byte[] rdata, int offset) {
    int end = offset;
    while (end < rdata.length && rdata[end] > 0 && rdata[end] <= DnsName.MAX_LABEL) {
      end += rdata[end] + 1;
    }
    boolean name = end == rdata.length - 1 && rdata[end] == 0;
    return name && rdata.length - offset <= DnsName.MAX_LENGTH
        ? ""
        : "no uncompressed name from byte " + offset + " to its end";
  }
}
