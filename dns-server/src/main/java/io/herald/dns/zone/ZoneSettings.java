package io.herald.dns.zone;

import static java.util.Objects.requireNonNull;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a zone says of itself: its apex and the fields of its SOA and NS records (RFC 1035 §3.3.13,
 * RFC 1912 §2.2). All times in seconds, 0 to 2147483647 (RFC 2181 §8).
 *
 * @param apex the zone's own name, such as {@code mesos.}; the root is refused
 * @param ttl time to live of every record of the zone
 * @param primary MNAME of the SOA record
 * @param mailbox RNAME of the SOA record: the mailbox of who answers for the zone
 * @param refresh how often a secondary asks for the serial
 * @param retry how soon it asks again when that failed
 * @param expire after how long without success it stops answering
 * @param minimum time to live of a negative answer, where smaller than {@code ttl} (RFC 2308 §5)
 * @param nameServers the targets of the NS records, at least one; addresses of those in the zone
 *     are glue
 */
public record ZoneSettings(
    DnsName apex,
    int ttl,
    DnsName primary,
    DnsName mailbox,
    int refresh,
    int retry,
    int expire,
    int minimum,
    List<DnsName> nameServers) {

  /** With one name server. */
  public ZoneSettings(
      DnsName apex,
      int ttl,
      DnsName primary,
      DnsName mailbox,
      int refresh,
      int retry,
      int expire,
      int minimum,
      DnsName nameServer) {
    this(apex, ttl, primary, mailbox, refresh, retry, expire, minimum, List.of(nameServer));
  }

  public ZoneSettings {
    requireNonNull(primary, "primary");
    requireNonNull(mailbox, "mailbox");
    nameServers = nameServers.stream().distinct().toList();
    if (nameServers.isEmpty()) {
      throw new IllegalArgumentException("the zone has no name server; name one at least");
    }
    if (apex.equals(DnsName.ROOT)) {
      throw new IllegalArgumentException("the root can't be the zone's apex; name a domain");
    }
    requireSeconds("ttl", ttl);
    requireSeconds("refresh", refresh);
    requireSeconds("retry", retry);
    requireSeconds("expire", expire);
    requireSeconds("minimum", minimum);
  }

  /** Time to live of a negative answer: the smaller of {@link #ttl} and {@link #minimum}. */
  public int negativeTtl() {
    return Math.min(ttl, minimum);
  }

  /** The SOA record of that serial, 0 to 4294967295. */
  public ResourceRecord soa(long serial) {
    byte[] rdata = new byte[primary.length() + mailbox.length() + 20];
    int fields = mailbox.writeTo(rdata, primary.writeTo(rdata, 0));
    ByteBuffer.wrap(rdata, fields, 20)
        .putInt((int) serial)
        .putInt(refresh)
        .putInt(retry)
        .putInt(expire)
        .putInt(minimum);
    return new ResourceRecord(apex, RecordType.SOA, rdata);
  }

  /** The NS records. */
  List<ResourceRecord> ns() {
    return nameServers.stream()
        .map(server -> new ResourceRecord(apex, RecordType.NS, server.toWire()))
        .toList();
  }

  private static void requireSeconds(String field, int seconds) {
    if (seconds < 0) {
      throw new IllegalArgumentException(
          "zone " + field + " = " + seconds + " is negative; give seconds from 0 to 2147483647");
    }
  }
}
