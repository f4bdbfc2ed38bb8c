package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.dns.zone.ZoneText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/** Answers that are too long, and the order of those that aren't. */
class TruncationTest {

  private static final String SERVICE = "_big._tcp.mesos.";

  private static QueryResponder responder(int addresses, int targets) {
    return responder(addresses, targets, 0);
  }

  private static QueryResponder limited(Zone zone, int answerLimit) {
    ResponderSettings settings =
        new ResponderSettings(
            false,
            UdpSizes.of(1232),
            answerLimit,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new QueryResponder(zone.index(), settings, 42);
  }

  private static QueryResponder responder(int addresses, int targets, int answerLimit) {
    return limited(bigZone(addresses, targets), answerLimit);
  }

  private static Zone bigZone(int addresses, int targets) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < addresses; i++) {
      lines.add("big.mesos. A 10.0." + i / 256 + "." + i % 256);
    }
    for (int i = 0; i < targets; i++) {
      lines.add(SERVICE + " SRV 0 1 31000 instance-" + i + ".mesos.");
      lines.add("instance-" + i + ".mesos. A 10.1." + i / 256 + "." + i % 256);
    }
    return ZoneText.zone(lines.toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0} with EDNS size {1}")
  @CsvSource({
    // 12 header, 15 question; 16 each: (512 - 27) / 16 = 30
    "UDP,     -1,   30, true",
    // the size counts from 512 on; 11 are for our OPT record
    "UDP,      0,   29, true",
    "UDP,    511,   29, true",
    "UDP,    512,   29, true",
    "UDP,   1000,   60, true",
    "UDP,   1232,   74, true",
    "UDP,  65535,   74, true",
    "TCP,     -1,  100, false",
    "TCP,    512,  100, false",
  })
  void anAnswerHoldsAsManyWholeRecordsAsFitAndSaysIfThatIsNotAll(
      Transport transport, int ednsSize, int records, boolean truncated) throws Exception {
    Message reply = ask(responder(100, 0), "big.mesos.", "A", transport, ednsSize);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(records);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isEqualTo(truncated);
    assertThat(reply.getOPT() != null).isEqualTo(ednsSize >= 0);
  }

  @Test
  void eachTruncatedAnswerIsAnotherSubset() throws Exception {
    QueryResponder responder = responder(100, 0);
    Set<List<Record>> subsets = new HashSet<>();
    Set<Record> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      List<Record> answer =
          ask(responder, "big.mesos.", "A", Transport.UDP, -1).getSection(Section.ANSWER);
      assertThat(answer).doesNotHaveDuplicates();
      subsets.add(answer);
      seen.addAll(answer);
    }
    assertThat(seen).hasSize(100);
    assertThat(subsets).hasSize(100);
  }

  @Test
  void everyRecordComesFirstEquallyOften() throws Exception {
    QueryResponder responder = responder(8, 0);
    Map<Record, Integer> first = new HashMap<>();
    for (int i = 0; i < 8000; i++) {
      List<Record> answer =
          ask(responder, "big.mesos.", "A", Transport.UDP, -1).getSection(Section.ANSWER);
      assertThat(answer).hasSize(8).doesNotHaveDuplicates();
      first.merge(answer.get(0), 1, Integer::sum);
    }
    // 1000 each is the mean, 30 the standard deviation; the seed is fixed.
    assertThat(first.values()).hasSize(8).allSatisfy(n -> assertThat(n).isBetween(850, 1150));
  }

  @ParameterizedTest(name = "{0} targets, EDNS size {1}")
  @CsvSource({
    // 12 header, 21 question; an SRV record has 36 bytes (37 from instance 10 on), an address 16
    "5,   -1,  5,  5, false",
    "11,  -1, 11,  5, false",
    "12,  -1, 12,  2, false",
    "13,  -1, 13,  0, false",
    "14,  -1, 13,  0, true",
    "20, 1232, 20, 20, false",
  })
  void addressesOfTargetsFillWhatTheAnswerLeaves(
      int targets, int ednsSize, int answers, int addresses, boolean truncated) throws Exception {
    Message reply = ask(responder(0, targets), SERVICE, "SRV", Transport.UDP, ednsSize);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(answers);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isEqualTo(truncated);
    assertThat(withoutOpt(reply)).hasSize(addresses).doesNotHaveDuplicates();
  }

  @Test
  void overTcpTargetsBeyondTheReachOfAPointerHaveTheirAddressesToo() throws Exception {
    Message reply = ask(responder(0, 700), SERVICE, "SRV", Transport.TCP, -1);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(700);
    assertThat(withoutOpt(reply)).hasSize(700).doesNotHaveDuplicates();
    assertThat(withoutOpt(reply))
        .allSatisfy(
            address -> {
              int number =
                  Integer.parseInt(address.getName().getLabelString(0).replace("instance-", ""));
              assertThat(address.rdataToString())
                  .isEqualTo("10.1." + number / 256 + "." + number % 256);
            });
  }

  @ParameterizedTest(name = "{0} with EDNS size {1}")
  @CsvSource({"TCP, -1, 4094", "TCP, 512, 4093", "TLS, -1, 4094", "TLS, 1232, 4093"})
  void overAStreamASetThatNoMessageHoldsComesInPartsWithoutTc(
      Transport transport, int ednsSize, int records) throws Exception {
    QueryResponder responder = responder(5000, 0);
    Set<Record> seen = new HashSet<>();
    Set<Record> first = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Message reply = ask(responder, "big.mesos.", "A", transport, ednsSize);
      assertThat(reply.getSection(Section.ANSWER)).hasSize(records).doesNotHaveDuplicates();
      assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
      assertThat(responder.partial()).isTrue();
      assertThat(responder.truncated()).isFalse();
      seen.addAll(reply.getSection(Section.ANSWER));
      first.add(reply.getSection(Section.ANSWER).get(0));
    }
    assertThat(seen).hasSize(5000);
    assertThat(first).hasSizeGreaterThan(40);

    ask(responder, "big.mesos.", "A", Transport.UDP, -1);
    assertThat(responder.partial()).isFalse();
    assertThat(responder.truncated()).isTrue();
    ask(responder, "nope.mesos.", "A", transport, -1);
    assertThat(responder.partial()).isFalse();
  }

  @Test
  void overAStreamAPartOfTheServicesLeavesNoRoomForAddresses() throws Exception {
    QueryResponder responder = responder(0, 2000);
    Message reply = ask(responder, SERVICE, "SRV", Transport.TCP, 1232);
    assertThat(reply.getSection(Section.ANSWER)).hasSizeGreaterThan(1650);
    assertThat(withoutOpt(reply)).isEmpty();
    assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(responder.partial()).isTrue();
  }

  @Test
  void overAStreamWhatTheCallerAppendsHasItsRoom() throws Exception {
    QueryResponder responder = responder(5000, 0);
    byte[] wire = ZoneText.query("big.mesos.", "A").toWire();
    int length = responder.respond(wire, wire.length, Transport.TCP, null, 300);
    assertThat(length).isBetween(65_535 - 300 - 15, 65_535 - 300);
    assertThat(new Message(Arrays.copyOf(responder.reply(), length)).getSection(Section.ANSWER))
        .hasSizeGreaterThan(4000);
  }

  @Test
  void aRecordThatNoMessageHoldsIsNotTakenForAbsent() throws Exception {
    byte[] text = new byte[65_500];
    ResourceRecord record = new ResourceRecord(DnsName.parse("huge.mesos."), RecordType.TXT, text);
    Zone zone = ZoneText.zone();
    zone.apply(List.of(), List.of(new Contribution(List.of(record))));
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    Message reply = ask(responder, "huge.mesos.", "TXT", Transport.TCP, -1);
    assertThat(ZoneText.text(reply)).isEqualTo("NOERROR qr aa tc rd\nQ huge.mesos. TXT");
  }

  @ParameterizedTest(name = "{0} that takes {1} bytes")
  @CsvSource({
    // 12 header, 15 question, 11 OPT; 16 each
    "127.0.0.1,     4096, 253, 4096",
    "127.0.0.1,     1232,  74, 4096",
    "127.0.0.1,        0,  29, 4096",
    "::1,          65535, 253, 4096",
    "10.1.2.3,      4096, 253, 4096",
    "100.64.0.1,    4096, 253, 4096",
    "fd00::1,       4096, 253, 4096",
    "203.0.113.1,   4096,  74, 1232",
    "2001:db8::1,  65535,  74, 1232",
  })
  void aNearClientGetsLongerDatagrams(String client, int offered, int records, int announced)
      throws Exception {
    QueryResponder responder =
        new QueryResponder(bigZone(300, 0).index(), ResponderSettings.DEFAULT, 42);
    Message query = ZoneText.query("big.mesos.", "A");
    query.addRecord(new OPTRecord(offered, 0, 0), Section.ADDITIONAL);
    byte[] wire = query.toWire();
    int length = responder.respond(wire, wire.length, Transport.UDP, InetAddress.getByName(client));
    Message reply = new Message(Arrays.copyOf(responder.reply(), length));
    assertThat(reply.getSection(Section.ANSWER)).hasSize(records);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(reply.getOPT().getPayloadSize()).isEqualTo(announced);
  }

  @Test
  void aNegativeAnswerWhoseSoaDoesNotFitIsTruncated() throws Exception {
    String label = "a".repeat(63);
    String host = label + "." + label + "." + label + ".mesos.";
    DnsName name = DnsName.parse(host);
    DnsName apex = DnsName.parse("mesos.");
    Zone zone =
        new Zone(new ZoneSettings(apex, 60, name, name, 60, 60, 60, 60, name), ZoneText.CLOCK);
    zone.markLoaded();
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    Message reply = ask(responder, "nope." + host.substring(64), "A", Transport.UDP, -1);
    assertThat(ZoneText.text(reply)).startsWith("NXDOMAIN qr aa tc rd\n").doesNotContain("SOA");
  }

  @ParameterizedTest(name = "{0} of {1} addresses")
  @CsvSource({"1, 8", "3, 8", "7, 8", "8, 8", "9, 8", "20, 100"})
  void aLimitedAnswerIsAnotherChoiceEachTimeAndWholeAllTheSame(int limit, int addresses)
      throws Exception {
    QueryResponder responder = responder(addresses, 0, limit);
    Set<Record> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Message reply = ask(responder, "big.mesos.", "A", Transport.UDP, -1);
      assertThat(reply.getSection(Section.ANSWER))
          .hasSize(Math.min(limit, addresses))
          .doesNotHaveDuplicates();
      assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
      seen.addAll(reply.getSection(Section.ANSWER));
    }
    assertThat(seen).hasSize(addresses);
  }

  @Test
  void aLimitedAnswerThatDoesNotFitIsTruncatedAllTheSame() throws Exception {
    Message reply = ask(responder(100, 0, 50), "big.mesos.", "A", Transport.UDP, -1);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(30);
    assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void aLimitedAnswerHasTheAddressesOfItsTargetsEachOnce(int limit) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String target = "instance-" + i / 3 + ".mesos.";
      lines.add(SERVICE + " SRV 0 1 " + (31000 + i) + " " + target);
    }
    lines.add("instance-0.mesos. A 10.1.0.0");
    lines.add("instance-1.mesos. A 10.1.0.1");
    QueryResponder responder = limited(ZoneText.zone(lines.toArray(String[]::new)), limit);
    for (int i = 0; i < 100; i++) {
      Message reply = ask(responder, SERVICE, "SRV", Transport.UDP, -1);
      Set<String> targets = new HashSet<>();
      reply
          .getSection(Section.ANSWER)
          .forEach(srv -> targets.add(((SRVRecord) srv).getTarget().toString()));
      assertThat(withoutOpt(reply))
          .extracting(address -> address.getName().toString())
          .containsExactlyInAnyOrderElementsOf(targets);
    }
  }

  private static List<Record> withoutOpt(Message reply) {
    return reply.getSection(Section.ADDITIONAL).stream()
        .filter(record -> !(record instanceof OPTRecord))
        .toList();
  }

  private static Message ask(
      QueryResponder responder, String name, String type, Transport transport, int ednsSize)
      throws Exception {
    Message query = ZoneText.query(name, type);
    if (ednsSize >= 0) {
      query.addRecord(new OPTRecord(ednsSize, 0, 0), Section.ADDITIONAL);
    }
    byte[] wire = query.toWire();
    int length = responder.respond(wire, wire.length, transport);
    int limit = transport != Transport.UDP ? 65_535 : Math.max(512, Math.min(ednsSize, 1232));
    assertThat(length).isLessThanOrEqualTo(limit);
    return new Message(Arrays.copyOf(responder.reply(), length));
  }
}
