package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.PackedRecords;
import io.herald.dns.record.RecordType;

/**
 * What rdata must look like before it may enter the zone, so that no reader of a node ever meets a
 * broken record.
 */
final class RdataRules {

  private RdataRules() {}

  /**
   * @throws IllegalArgumentException naming owner, type and fault
   */
  static void check(PackedRecords records, int index) {
    int length = records.rdataLength(index);
    RecordType type = RecordType.of(records.type(index));
    String fault =
        switch (type) {
          case A -> length == 4 ? "" : length + " bytes; an IPv4 address has 4";
          case AAAA -> length == 16 ? "" : length + " bytes; an IPv6 address has 16";
          case NS, PTR, CNAME -> nameFault(records, index, 0);
          case SRV -> nameFault(records, index, Node.SRV_FIXED);
          case TXT, SOA -> length == 0 ? "no bytes" : "";
        };
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(
          "the rdata of the " + type + " record of " + records.owner(index) + " has " + fault);
    }
  }

  private static String nameFault(PackedRecords records, int index, int offset) {
    byte[] bytes = records.bytes(index);
    int begin = records.rdata(index) + offset;
    int end = records.rdata(index) + records.rdataLength(index);
    int label = begin;
    while (label < end && bytes[label] > 0 && bytes[label] <= DnsName.MAX_LABEL) {
      label += bytes[label] + 1;
    }
    boolean name = label == end - 1 && bytes[label] == 0;
    return name && end - begin <= DnsName.MAX_LENGTH
        ? ""
        : "no uncompressed name from byte " + offset + " to its end";
  }
}
