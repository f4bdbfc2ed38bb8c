package io.herald.dns.record;

import java.nio.ByteBuffer;

/** Values of records as Mesos-DNS' API spells them. */
public final class RecordText {

  /** Bytes of an SRV record's rdata before its target (RFC 2782). */
  private static final int SRV_FIXED = 6;

  private static final int SRV_PORT = 4;

  /** Words of 16 bits in an IPv6 address. */
  private static final int WORDS = 8;

  private RecordText() {}

  /**
   * An address as it is usually written; an SRV record as {@code target:port}; the name that a
   * pointer or an alias leads to.
   */
  public static String value(ResourceRecord record) {
    return switch (record.type()) {
      case A, AAAA -> address(record.rdata());
      case SRV -> target(record) + ":" + port(record);
      case PTR, NS, CNAME -> target(record).toString();
      case SOA, TXT ->
          throw new IllegalArgumentException(record.type() + " records have no text form here");
    };
  }

  private static String address(byte[] address) {
    return address.length == 4 ? ipv4(address) : ipv6(address);
  }

  private static String ipv4(byte[] address) {
    return (address[0] & 0xff)
        + "."
        + (address[1] & 0xff)
        + "."
        + (address[2] & 0xff)
        + "."
        + (address[3] & 0xff);
  }

  /** RFC 5952 §4: the first of the longest runs of zeros is shortened, unless it is one word. */
  private static String ipv6(byte[] address) {
    int zeros = 0;
    int length = 1;
    for (int from = 0; from < WORDS; from++) {
      int to = from;
      while (to < WORDS && word(address, to) == 0) {
        to++;
      }
      if (to - from > length) {
        zeros = from;
        length = to - from;
      }
    }
    return length == 1
        ? words(address, 0, WORDS)
        : words(address, 0, zeros) + "::" + words(address, zeros + length, WORDS);
  }

  private static String words(byte[] address, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(word(address, i)));
    }
    return text.toString();
  }

  private static int word(byte[] address, int index) {
    return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
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
