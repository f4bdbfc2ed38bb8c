package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.record.Rcode;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Options of EDNS, and what the server says of itself: a row is a query and its whole answer. */
class EdnsOptionTest {

  private static final String COOKIE = "2464c4abcf10c957";

  private final Zone zone = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final QueryResponder responder =
      new QueryResponder(
          zone.index(),
          new ResponderSettings(
              false,
              UdpSizes.of(1232),
              0,
              Optional.of("dns-1"),
              Optional.of("Herald 1"),
              Optional.of(Duration.ofSeconds(10)),
              Optional.of(new CookieSecrets(ZoneText.CLOCK, () -> 7)),
              Optional.empty()),
          1);

  @ParameterizedTest(name = "{0} asked {1} {2}")
  @CsvSource({
    // NSID (RFC 5001)
    "UDP, 3,  '',   ' 3=646e732d31'",
    "TCP, 3,  '',   ' 3=646e732d31'",
    // keepalive: units of 100 ms, not over UDP (RFC 7828)
    "TCP, 11, '',   ' 11=0064'",
    "TLS, 11, '',   ' 11=0064'",
    "UDP, 11, '',   ''",
    // padding: not over UDP
    "UDP, 12, 0000, ''",
    // client subnet, chain and others that we don't have
    "UDP, 8,  0001180000, ''",
    "UDP, 13, 00,   ''",
    "TCP, 65001, 010203, ''",
  })
  void anOptionIsAnsweredOrPassedOver(Transport transport, int code, String data, String expected)
      throws Exception {
    assertThat(ask(query(code, data), transport))
        .isEqualTo(
            "NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1"
                + "\nAR OPT version 0 size 1232"
                + expected);
  }

  @ParameterizedTest
  @CsvSource({"'', 468", "00000000, 468"})
  void aPaddedQueryOverAStreamGetsAPaddedReply(String padding, int length) throws Exception {
    byte[] wire = query(12, padding).toWire();
    for (Transport transport : new Transport[] {Transport.TCP, Transport.TLS}) {
      assertThat(responder.respond(wire, wire.length, transport)).isEqualTo(length);
      Message reply = new Message(Arrays.copyOf(responder.reply(), length));
      assertThat(reply.getSection(Section.ANSWER)).hasSize(1);
      assertThat(reply.getOPT().getOptions(12)).hasSize(1);
    }
  }

  @Test
  void theRoomOfAPaddedOrMarkedReplyIsTakenFromTheAnswerNotFromTheLimit() throws Exception {
    String[] lines = new String[5000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "web.mesos. A 10.1." + i / 250 + "." + i % 250;
    }
    zone.apply(java.util.List.of(), java.util.List.of(ZoneText.contribution(lines)));
    byte[] padded = query(12, "").toWire();
    int length = responder.respond(padded, padded.length, Transport.TLS);
    assertThat(length).isGreaterThan(65_000).isLessThanOrEqualTo(65_535);
    new Message(Arrays.copyOf(responder.reply(), length));
    byte[] marked = query(3, "").toWire();
    length = responder.respond(marked, marked.length, Transport.UDP);
    assertThat(length).isGreaterThan(1200).isLessThanOrEqualTo(1232);
    new Message(Arrays.copyOf(responder.reply(), length));
  }

  @ParameterizedTest(name = "a cookie of {0} bytes")
  @ValueSource(ints = {0, 1, 7, 9, 15, 41, 64})
  void aCookieOfAnotherLengthIsMalformed(int length) throws Exception {
    assertThat(ask(query(10, "00".repeat(length)), Transport.UDP))
        .isEqualTo("FORMERR qr rd\nQ web.mesos. A\nAR OPT version 0 size 1232");
    assertThat(responder.outcome()).isEqualTo(Outcome.REJECTED);
  }

  @ParameterizedTest(name = "a cookie of {0} bytes")
  @ValueSource(ints = {8, 16, 24, 40})
  void aClientIsGivenItsServerCookie(int length) throws Exception {
    String reply = ask(query(10, COOKIE + "00".repeat(length - 8)), Transport.UDP);
    assertThat(reply)
        .startsWith("NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1\nAR OPT")
        .containsPattern("10=" + COOKIE + "01000000[0-9a-f]{24}$");
  }

  @Test
  void aCookieMayBeAskedForWithoutAQuestion() throws Exception {
    Message query = query(10, COOKIE);
    query.removeAllRecords(Section.QUESTION);
    assertThat(ask(query, Transport.UDP))
        .startsWith("NOERROR qr rd\nAR OPT version 0 size 1232 10=" + COOKIE);
    assertThat(responder.outcome()).isEqualTo(Outcome.SERVER);
    Message without = query(3, "");
    without.removeAllRecords(Section.QUESTION);
    assertThat(ask(without, Transport.UDP)).isEqualTo("FORMERR qr rd");
  }

  @Test
  void anUnknownVersionOfEdnsGetsNoOptions() throws Exception {
    Message query = ZoneText.query("web.mesos.", "A");
    query.addRecord(
        new OPTRecord(1232, 0, 1, 0, new GenericEDNSOption(3, new byte[0])), Section.ADDITIONAL);
    Message reply = reply(query, Transport.UDP);
    assertThat(reply.getRcode()).isEqualTo(16);
    assertThat(reply.getOPT().getOptions()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "version.bind.,    TXT, Herald 1",
    "Version.BIND.,    TXT, Herald 1",
    "version.server.,  TXT, Herald 1",
    "version.bind.,    ANY, Herald 1",
    "hostname.bind.,   TXT, dns-1",
    "ID.server.,       TXT, dns-1",
  })
  void theServerTellsWhatItIs(String name, String type, String text) throws Exception {
    for (Transport transport : Transport.values()) {
      assertThat(ask(chaos(name, type), transport))
          .isEqualTo(
              "NOERROR qr aa rd\nQ %s %s\nAN %s 0 TXT \"%s\"".formatted(name, type, name, text));
      assertThat(responder.outcome()).isEqualTo(Outcome.SERVER);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "version.bind., A",
    "authors.bind., TXT",
    "bind., TXT",
    "web.mesos., TXT",
    "., TXT",
  })
  void whatElseIsAskedInClassChaosIsRefused(String name, String type) throws Exception {
    assertThat(ask(chaos(name, type), Transport.UDP))
        .isEqualTo("REFUSED qr rd\nQ " + name + " " + type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version.bind.", "hostname.bind.", "id.server."})
  void aServerMayKeepToItself(String name) throws Exception {
    QueryResponder silent = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    byte[] wire = chaos(name, "TXT").toWire();
    silent.respond(wire, wire.length, Transport.UDP);
    assertThat(silent.rcode()).isEqualTo(Rcode.REFUSED);
    byte[] options = query(3, "").toWire();
    int length = silent.respond(options, options.length, Transport.UDP);
    assertThat(ZoneText.text(new Message(Arrays.copyOf(silent.reply(), length))))
        .endsWith("\nAR OPT version 0 size 1232");
  }

  private static Message chaos(String name, String type) throws Exception {
    return Message.newQuery(
        Record.newRecord(Name.fromString(name), Type.value(type), DClass.CHAOS));
  }

  private static Message query(int code, String data) {
    Message query = ZoneText.query("web.mesos.", "A");
    GenericEDNSOption option = new GenericEDNSOption(code, HexFormat.of().parseHex(data));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, option), Section.ADDITIONAL);
    return query;
  }

  private String ask(Message query, Transport transport) throws Exception {
    return ZoneText.text(reply(query, transport));
  }

  private Message reply(Message query, Transport transport) throws Exception {
    byte[] wire = query.toWire();
    int length =
        responder.respond(wire, wire.length, transport, InetAddress.getByName("192.0.2.1"));
    return new Message(Arrays.copyOf(responder.reply(), length));
  }
}
