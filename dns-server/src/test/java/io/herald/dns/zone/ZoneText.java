package io.herald.dns.zone;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Zones and messages as text, read and written by an independent implementation (dnsjava). */
public final class ZoneText {

  public static final long UNIX_TIME = 1_700_000_000L;

  public static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(UNIX_TIME), ZoneOffset.UTC);

  public static final ZoneSettings SETTINGS =
      new ZoneSettings(
          DnsName.parse("mesos."),
          60,
          DnsName.parse("ns1.mesos."),
          DnsName.parse("root.ns1.mesos."),
          61,
          600,
          86_400,
          30,
          DnsName.parse("ns1.mesos."));

  private ZoneText() {}

  /** {@code owner type rdata}, names absolute. */
  public static ResourceRecord record(String line) {
    String[] fields = line.strip().split("\\s+", 3);
    try {
      Record record =
          Record.fromString(
              Name.fromString(fields[0]),
              Type.value(fields[1]),
              DClass.IN,
              0,
              fields[2],
              Name.root);
      return new ResourceRecord(
          DnsName.parse(fields[0]), RecordType.valueOf(fields[1]), record.rdataToWireCanonical());
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  public static Contribution contribution(String... lines) {
    List<ResourceRecord> records = new ArrayList<>();
    for (String line : lines) {
      records.add(record(line));
    }
    return new Contribution(records);
  }

  /** A loaded zone {@code mesos.} with these records. */
  public static Zone zone(String... lines) {
    Zone zone = new Zone(SETTINGS, CLOCK);
    zone.apply(List.of(), List.of(contribution(lines)));
    zone.markLoaded();
    return zone;
  }

  public static Message query(String name, String type) {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name), Type.value(type), DClass.IN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A whole message on a few lines: response code and flags, question, then every section that
   * isn't empty, records sorted; the order of records is another test's matter.
   */
  public static String text(Message message) {
    StringBuilder text = new StringBuilder();
    text.append(org.xbill.DNS.Rcode.string(message.getRcode()))
        .append(' ')
        .append(message.getHeader().printFlags().strip());
    Record question = message.getQuestion();
    if (question != null) {
      text.append("\nQ ").append(question.getName()).append(' ');
      text.append(Type.string(question.getType()));
    }
    append(text, "AN", message.getSection(Section.ANSWER));
    append(text, "NS", message.getSection(Section.AUTHORITY));
    append(text, "AR", message.getSection(Section.ADDITIONAL));
    return text.toString();
  }

  private static void append(StringBuilder text, String section, List<Record> records) {
    records.stream()
        .map(
            record ->
                record instanceof OPTRecord opt
                    ? "OPT version "
                        + opt.getVersion()
                        + " size "
                        + opt.getPayloadSize()
                        + ((opt.getFlags() & 0x8000) != 0 ? " do" : "")
                        + options(opt)
                    : record.getName()
                        + " "
                        + record.getTTL()
                        + " "
                        + Type.string(record.getType())
                        + " "
                        + record.rdataToString())
        .sorted()
        .forEach(line -> text.append('\n').append(section).append(' ').append(line));
  }

  /** Each option as its code and its bytes. */
  private static String options(OPTRecord opt) {
    StringBuilder text = new StringBuilder();
    for (EDNSOption option : opt.getOptions()) {
      byte[] wire = option.toWire();
      text.append(' ').append(option.getCode()).append('=');
      text.append(HexFormat.of().formatHex(wire, 4, wire.length));
    }
    return text.toString();
  }
}
