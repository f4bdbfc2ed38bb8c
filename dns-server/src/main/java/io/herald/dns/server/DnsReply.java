package io.herald.dns.server;

import io.herald.dns.record.ResourceRecord;
import java.io.IOException;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A reply of DNS in the words of {@code dig}.
 *
 * @param rcode {@code NOERROR}, {@code NXDOMAIN}, …
 */
public record DnsReply(
    String rcode,
    boolean authoritative,
    List<Line> answer,
    List<Line> authority,
    List<Line> additional) {

  public DnsReply {
    answer = List.copyOf(answer);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }

  /**
   * One record, in the form of master files.
   *
   * @param name with a closing dot
   * @param ttl seconds
   */
  public record Line(String name, long ttl, String type, String value) {

    /** A record of ours. */
    static Line of(ResourceRecord record, int ttl) {
      try {
        return of(
            Record.newRecord(
                new Name(record.owner().toWire()),
                record.type().number(),
                DClass.IN,
                ttl,
                record.rdata()));
      } catch (IOException e) {
        throw new IllegalStateException(
            "our own record of " + record.owner() + " is not a name", e);
      }
    }

    private static Line of(Record record) {
      return new Line(
          record.getName().toString(),
          record.getTTL(),
          Type.string(record.getType()),
          record.rdataToString());
    }
  }

  static DnsReply of(Message message) {
    return new DnsReply(
        Rcode.string(message.getRcode()),
        message.getHeader().getFlag(Flags.AA),
        lines(message, Section.ANSWER),
        lines(message, Section.AUTHORITY),
        lines(message, Section.ADDITIONAL));
  }

  /** Without OPT, which is no record of a name. */
  private static List<Line> lines(Message message, int section) {
    return message.getSection(section).stream()
        .filter(record -> record.getType() != Type.OPT)
        .map(Line::of)
        .toList();
  }
}
