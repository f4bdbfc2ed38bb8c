package io.herald.soak.dns;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Message;

/**
 * Millions of mutated messages to the query path, over each transport in turn. Of every reply:
 * nothing was thrown, id and opcode are the query's, it is no longer than permitted, it is an
 * answer, and sent back it gets no reply. Every hundredth reply is read by dnsjava as well, and how
 * long it may be is taken from the query as dnsjava reads it.
 */
public final class FuzzRun {

  private static final int HEADER = 12;
  private static final int FLAG_TC = 0x02; // in the third byte
  private static final int READ_EVERY = 100;
  private static final int UDP_WITH_EDNS = 1232;
  private static final int UDP_WITHOUT_EDNS = 512;
  private static final int SHOWN = 10;

  private final QueryResponder responder;
  private final InetAddress client = InetAddress.getLoopbackAddress();
  private final Map<Rcode, Long> rcodes = new EnumMap<>(Rcode.class);
  private final byte[] copy = new byte[MessageHeader.MAX_MESSAGE + 1];
  private long silent;
  private long read;
  private long longest;
  private long violations;

  private FuzzRun(QueryResponder responder) {
    this.responder = responder;
  }

  /**
   * @param args how many packets, and the seed
   */
  public static void main(String[] args) throws IOException {
    long packets = Long.parseLong(args[0]);
    long seed = Long.parseLong(args[1]);
    FuzzRun run = new FuzzRun(responder());
    Mutator mutator = new Mutator(QuerySeeds.all(), seed);
    Transport[] transports = Transport.values();
    long start = System.nanoTime();
    for (long i = 0; i < packets; i++) {
      mutator.next();
      run.check(mutator, transports[(int) (i % transports.length)], i % READ_EVERY == 0);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d mutated packets (seed %d) in %.0f s: %s replies, %d without one, the longest %d bytes,"
            + " %d read by dnsjava too%n",
        packets, seed, seconds, run.rcodes, run.silent, run.longest, run.read);
    System.out.println(
        run.violations == 0
            ? "PASS: no exception, no reply too long or malformed, no reply to a reply"
            : "FAIL: " + run.violations + " violations");
    System.exit(run.violations == 0 ? 0 : 1);
  }

  private void check(Mutator query, Transport transport, boolean thoroughly) {
    try {
      int length = responder.respond(query.message, query.length, transport, client);
      if (length == 0) {
        silent++;
        require(query.length < HEADER || query.message[2] < 0, "a query has no reply", query);
        return;
      }
      rcodes.merge(responder.rcode(), 1L, Long::sum);
      longest = Math.max(longest, length);
      byte[] reply = responder.reply();
      int most = transport == Transport.UDP ? UDP_WITH_EDNS : MessageHeader.MAX_MESSAGE;
      require(query.length >= HEADER && query.message[2] >= 0, "a reply to no query", query);
      require(length >= HEADER && length <= most, "length " + length, query);
      require(Arrays.equals(reply, 0, 2, query.message, 0, 2), "another id", query);
      require(reply[2] < 0, "no answer", query);
      require((reply[2] & 0x78) == (query.message[2] & 0x78), "another opcode", query);
      if (thoroughly) {
        readReply(query, transport, length);
      }
      System.arraycopy(responder.reply(), 0, copy, 0, length);
      require(responder.respond(copy, length, transport, client) == 0, "reply to reply", query);
    } catch (RuntimeException e) {
      require(false, e.toString(), query);
    }
  }

  private void readReply(Mutator query, Transport transport, int length) {
    read++;
    try {
      Message reply = new Message(Arrays.copyOf(responder.reply(), length));
      require(reply.getRcode() == responder.rcode().number(), "another rcode", query);
      if (transport == Transport.UDP) {
        int most = reply.getOPT() == null ? UDP_WITHOUT_EDNS : permitted(query);
        require(length <= most, "length " + length + " over UDP, " + most + " permitted", query);
      }
    } catch (IOException e) {
      require(false, "malformed: " + e.getMessage(), query);
    }
  }

  private static int permitted(Mutator query) {
    byte[] bytes = Arrays.copyOf(query.message, query.length);
    bytes[2] &= ~FLAG_TC; // with it, dnsjava passes over what it can't read, an OPT record too
    try {
      Message asked = new Message(bytes);
      int size = asked.getOPT() == null ? UDP_WITHOUT_EDNS : asked.getOPT().getPayloadSize();
      return Math.max(UDP_WITHOUT_EDNS, Math.min(UDP_WITH_EDNS, size));
    } catch (IOException e) {
      // It looks into options that we pass over, and this one is spoilt.
      return UDP_WITH_EDNS;
    }
  }

  private void require(boolean holds, String violation, Mutator query) {
    if (!holds && violations++ < SHOWN) {
      System.out.printf(
          "%s: %s%n",
          violation, HexFormat.of().formatHex(query.message, 0, Math.min(query.length, 2000)));
    }
  }

  private static QueryResponder responder() {
    DnsName server = DnsName.parse("ns1.mesos.");
    Clock clock = Clock.systemUTC();
    Zone zone =
        new Zone(
            new ZoneSettings(
                DnsName.parse("mesos."), 60, server, server, 60, 600, 86_400, 60, server),
            clock);
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      records.add(address("big.mesos.", i));
    }
    for (int i = 0; i < 100; i++) {
      records.add(address("instance-" + i + ".mesos.", i));
      records.add(
          ResourceRecord.srv(
              DnsName.parse("_web._tcp.mesos."),
              0,
              1,
              31_000 + i,
              DnsName.parse("instance-" + i % 60 + ".mesos.")));
    }
    records.add(address("web.mesos.", 1));
    zone.apply(List.of(), List.of(new Contribution(records)));
    zone.markLoaded();
    ResponderSettings settings =
        new ResponderSettings(
            true,
            UdpSizes.of(UDP_WITH_EDNS),
            0,
            Optional.of("dns-1"),
            Optional.of("Herald"),
            Optional.of(Duration.ofSeconds(10)),
            Optional.of(new CookieSecrets(clock, () -> 7)),
            Optional.empty());
    return new QueryResponder(zone.index(), settings, 1);
  }

  private static ResourceRecord address(String owner, int number) {
    byte[] bytes = {10, 0, (byte) (number >> 8), (byte) number};
    return new ResourceRecord(DnsName.parse(owner), RecordType.A, bytes);
  }
}
