package io.herald.dns.record;

import java.nio.ByteBuffer;

/** Values of records as Mesos-DNS' API spells them. */
public final class RecordText {

  /** Bytes of an SRV record's rdata before its target (RFC 2782). */
  private static final int SRV_FIXED = 6;

  private static final int SRV_PORT = 4;

  private RecordText() {}

  /**
   * An address as it is usually written; an SRV record as {@code target:port}; the name that a
   * pointer or an alias leads to.
   */
  public static String value(ResourceRecord record) {
    return switch (record.type()) {
      case A, AAAA -> AddressText.of(record.rdata());
      case SRV -> target(record) + ":" + port(record);
      case PTR, NS, CNAME -> target(record).toString();
      case SOA, TXT -> throw new IllegalArgumentException("nobody is shown a " + record.type());
    };
  }

  /** An SRV record's port. */
  public static int port(ResourceRecord srv) {
    return ByteBuffer.wrap(srv.rdata()).getShort(SRV_PORT) & 0xffff;
  }

  /** The name that an SRV record, a pointer or an alias leads to. */
  public static DnsName target(ResourceRecord record) {
    int fixed = record.type() == RecordType.SRV ? SRV_FIXED : 0;
    return DnsName.fromWire(record.rdata(), fixed, record.rdata().length - fixed);
  }
}
