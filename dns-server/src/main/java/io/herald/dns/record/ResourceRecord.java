package io.herald.dns.record;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A record of class IN. Made in passing by the naming; the zone keeps packed bytes, never these
 * objects.
 *
 * @param rdata wire form without its length, names in it uncompressed; not copied, not to be
 *     changed
 * @param ttl seconds, or {@link #OF_ZONE}; of a record that is put into a zone {@link
 *     Contribution#ttl} decides instead
 */
public record ResourceRecord(DnsName owner, RecordType type, byte[] rdata, int ttl) {

  /** Class IN, the only one that a zone holds (RFC 1035 §3.2.4). */
  public static final int CLASS_IN = 1;

  /** A TTL that is the zone's. */
  public static final int OF_ZONE = -1;

  /** A record with the zone's TTL. */
  public ResourceRecord(DnsName owner, RecordType type, byte[] rdata) {
    this(owner, type, rdata, OF_ZONE);
  }

  /** The TTL in a zone whose own is {@code ofZone}. */
  public int ttl(int ofZone) {
    return ttl == OF_ZONE ? ofZone : ttl;
  }

  /** An A or AAAA record, as the address is. */
  public static ResourceRecord address(DnsName owner, InetAddress address) {
    byte[] bytes = address.getAddress();
    return new ResourceRecord(owner, bytes.length == 4 ? RecordType.A : RecordType.AAAA, bytes);
  }

  /** An SRV record (RFC 2782); each number 0 to 65535. */
  public static ResourceRecord srv(
      DnsName owner, int priority, int weight, int port, DnsName target) {
    byte[] rdata = new byte[6 + target.length()];
    WireBytes.putShort(rdata, 0, priority);
    WireBytes.putShort(rdata, 2, weight);
    WireBytes.putShort(rdata, 4, port);
    target.writeTo(rdata, 6);
    return new ResourceRecord(owner, RecordType.SRV, rdata);
  }

  /** A PTR record (RFC 1035 §3.3.12). */
  public static ResourceRecord pointer(DnsName owner, DnsName target) {
    return new ResourceRecord(owner, RecordType.PTR, target.toWire());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceRecord that
        && type == that.type
        && ttl == that.ttl
        && owner.equals(that.owner)
        && Arrays.equals(rdata, that.rdata);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * owner.hashCode() + type.hashCode()) + Arrays.hashCode(rdata);
  }
}
