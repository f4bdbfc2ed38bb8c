package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A row is a query and its whole expected answer. */
class AnswerTableTest {

  private static final String SOA_RDATA =
      "ns1.mesos. root.ns1.mesos. " + ZoneText.UNIX_TIME + " 61 600 86400 30";

  private static final String NO = "\nNS mesos. 30 SOA " + SOA_RDATA;

  private final Zone zone =
      ZoneText.zone(
          "ns1.mesos. A 127.0.0.1",
          "web.marathon.mesos. A 10.0.0.1",
          "web.marathon.mesos. A 10.0.0.2",
          "web.marathon.mesos. AAAA fd00::1",
          "web-aaaaa-s1.marathon.mesos. A 10.0.0.1",
          "web-bbbbb-s2.marathon.mesos. A 10.0.0.2",
          "web-bbbbb-s2.marathon.mesos. A 10.0.0.3",
          "web-bbbbb-s2.marathon.mesos. AAAA fd00::2",
          "_web._tcp.marathon.mesos. SRV 0 1 31000 web-aaaaa-s1.marathon.mesos.",
          "_web._tcp.marathon.mesos. SRV 0 1 31001 web-aaaaa-s1.marathon.mesos.",
          "_web._tcp.marathon.mesos. SRV 0 1 31000 web-bbbbb-s2.marathon.mesos.",
          "_far._tcp.marathon.mesos. SRV 0 1 443 host.example.com.",
          "_gone._tcp.marathon.mesos. SRV 0 1 443 gone.marathon.mesos.",
          "text.mesos. TXT \"hello\" \"world\"",
          "1.0.0.10.mesos. PTR web.marathon.mesos.");

  private final QueryResponder responder =
      new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);

  static Stream<Arguments> answers() {
    return Stream.of(
        row(
            "web.marathon.mesos. A",
            "AN web.marathon.mesos. 60 A 10.0.0.1",
            "AN web.marathon.mesos. 60 A 10.0.0.2"),
        row("web.marathon.mesos. AAAA", "AN web.marathon.mesos. 60 AAAA fd00:0:0:0:0:0:0:1"),
        row("text.mesos. TXT", "AN text.mesos. 60 TXT \"hello\" \"world\""),
        row("1.0.0.10.mesos. PTR", "AN 1.0.0.10.mesos. 60 PTR web.marathon.mesos."),
        // The addresses of every target, each once though one target has two ports.
        row(
            "_web._tcp.marathon.mesos. SRV",
            "AN _web._tcp.marathon.mesos. 60 SRV 0 1 31000 web-aaaaa-s1.marathon.mesos.",
            "AN _web._tcp.marathon.mesos. 60 SRV 0 1 31000 web-bbbbb-s2.marathon.mesos.",
            "AN _web._tcp.marathon.mesos. 60 SRV 0 1 31001 web-aaaaa-s1.marathon.mesos.",
            "AR web-aaaaa-s1.marathon.mesos. 60 A 10.0.0.1",
            "AR web-bbbbb-s2.marathon.mesos. 60 A 10.0.0.2",
            "AR web-bbbbb-s2.marathon.mesos. 60 A 10.0.0.3",
            "AR web-bbbbb-s2.marathon.mesos. 60 AAAA fd00:0:0:0:0:0:0:2"),
        row(
            "_far._tcp.marathon.mesos. SRV",
            "AN _far._tcp.marathon.mesos. 60 SRV 0 1 443 host.example.com."),
        row(
            "_gone._tcp.marathon.mesos. SRV",
            "AN _gone._tcp.marathon.mesos. 60 SRV 0 1 443 gone.marathon.mesos."),
        // The apex.
        row("mesos. SOA", "AN mesos. 60 SOA " + SOA_RDATA),
        row("mesos. NS", "AN mesos. 60 NS ns1.mesos.", "AR ns1.mesos. 60 A 127.0.0.1"),
        // ANY is one RRset (RFC 8482).
        row(
            "web.marathon.mesos. ANY",
            "AN web.marathon.mesos. 60 A 10.0.0.1",
            "AN web.marathon.mesos. 60 A 10.0.0.2"),
        row("mesos. ANY", "AN mesos. 60 NS ns1.mesos.", "AR ns1.mesos. 60 A 127.0.0.1"),
        // The question's case comes back, in the owner too.
        row("WeB.MARATHON.mEsOs. AAAA", "AN WeB.MARATHON.mEsOs. 60 AAAA fd00:0:0:0:0:0:0:1"),
        row(
            "_WEB._TCP.maraTHON.meSOs. SRV",
            "AN _WEB._TCP.maraTHON.meSOs. 60 SRV 0 1 31000 web-aaaaa-s1.marathon.mesos.",
            "AN _WEB._TCP.maraTHON.meSOs. 60 SRV 0 1 31000 web-bbbbb-s2.marathon.mesos.",
            "AN _WEB._TCP.maraTHON.meSOs. 60 SRV 0 1 31001 web-aaaaa-s1.marathon.mesos.",
            "AR web-aaaaa-s1.marathon.mesos. 60 A 10.0.0.1",
            "AR web-bbbbb-s2.marathon.mesos. 60 A 10.0.0.2",
            "AR web-bbbbb-s2.marathon.mesos. 60 A 10.0.0.3",
            "AR web-bbbbb-s2.marathon.mesos. 60 AAAA fd00:0:0:0:0:0:0:2"),
        // ... in the apex's SOA of a negative answer too: it is a suffix of the question.
        Arguments.of(
            "Nope.MarAthon.mESos. A",
            "NXDOMAIN qr aa rd\nQ Nope.MarAthon.mESos. A\nNS mESos. 30 SOA " + SOA_RDATA),
        // NODATA: the name exists, the type doesn't.
        negative("NOERROR", "mesos. A"),
        negative("NOERROR", "mesos. DS"),
        negative("NOERROR", "mesos. SRV"),
        negative("NOERROR", "web.marathon.mesos. SRV"),
        negative("NOERROR", "web.marathon.mesos. MX"),
        negative("NOERROR", "web.marathon.mesos. CNAME"),
        negative("NOERROR", "web.marathon.mesos. SOA"),
        negative("NOERROR", "web.marathon.mesos. NS"),
        negative("NOERROR", "web.marathon.mesos. HTTPS"),
        negative("NOERROR", "_web._tcp.marathon.mesos. A"),
        // NODATA: an empty non-terminal exists (RFC 8020).
        negative("NOERROR", "marathon.mesos. A"),
        negative("NOERROR", "_tcp.marathon.mesos. SRV"),
        negative("NOERROR", "0.0.10.mesos. ANY"),
        // NXDOMAIN, for every type.
        negative("NXDOMAIN", "nope.marathon.mesos. A"),
        negative("NXDOMAIN", "nope.marathon.mesos. AAAA"),
        negative("NXDOMAIN", "_nope._tcp.marathon.mesos. SRV"),
        negative("NXDOMAIN", "nope.mesos. SOA"),
        negative("NXDOMAIN", "nope.mesos. NS"),
        negative("NXDOMAIN", "nope.mesos. ANY"),
        negative("NXDOMAIN", "nope.mesos. DS"),
        negative("NXDOMAIN", "below.web.marathon.mesos. A"),
        negative("NXDOMAIN", "eb.marathon.mesos. A"),
        negative("NXDOMAIN", "arathon.mesos. A"));
  }

  private static Arguments row(String question, String... records) {
    return Arguments.of(
        question, "NOERROR qr aa rd\nQ " + question + "\n" + String.join("\n", records));
  }

  private static Arguments negative(String rcode, String question) {
    return Arguments.of(question, rcode + " qr aa rd\nQ " + question + NO);
  }

  /** Every type number that a record or a query may have. */
  @Test
  void everyOtherTypeIsNodataAtANameThatExistsAndNxdomainElsewhere() throws Exception {
    Set<Integer> special = Set.of(41, 249, 250, 251, 252, 253, 254, 255);
    Set<Integer> there = Set.of(Type.A, Type.AAAA);
    for (int type = 0; type <= 65_535; type += type < 1024 ? 1 : 509) {
      if (special.contains(type)) {
        continue;
      }
      if (!there.contains(type)) {
        assertThat(rcodeAndAuthority("web.marathon.mesos.", type)).isEqualTo("NOERROR 0 SOA");
      }
      assertThat(rcodeAndAuthority("marathon.mesos.", type)).isEqualTo("NOERROR 0 SOA");
      assertThat(rcodeAndAuthority("nope.marathon.mesos.", type)).isEqualTo("NXDOMAIN 0 SOA");
      if (type != Type.SOA && type != Type.NS) {
        assertThat(rcodeAndAuthority("mesos.", type)).isEqualTo("NOERROR 0 SOA");
      }
    }
  }

  private String rcodeAndAuthority(String name, int type) throws Exception {
    byte[] wire = ZoneText.query(name, "A").toWire();
    wire[wire.length - 4] = (byte) (type >>> 8);
    wire[wire.length - 3] = (byte) type;
    Message reply = reply(wire, Transport.UDP);
    Record authority = reply.getSection(Section.AUTHORITY).get(0);
    assertThat(authority.getName()).hasToString("mesos.");
    assertThat(authority.getTTL()).isEqualTo(30);
    return org.xbill.DNS.Rcode.string(reply.getRcode())
        + " "
        + reply.getSection(Section.ANSWER).size()
        + " "
        + Type.string(authority.getType());
  }

  @ParameterizedTest
  @CsvSource({
    "TKEY, NOTIMP qr rd|Q web.marathon.mesos. TKEY",
    "MAILA, NOTIMP qr rd|Q web.marathon.mesos. MAILA",
    "MAILB, NOTIMP qr rd|Q web.marathon.mesos. MAILB",
    "TSIG, FORMERR qr rd",
  })
  void aTypeThatIsNoRecordsIsNotAnswered(String type, String expected) throws Exception {
    assertThat(ask(ZoneText.query("web.marathon.mesos.", type), Transport.UDP))
        .isEqualTo(expected.replace('|', '\n'));
    assertThat(responder.outcome()).isEqualTo(Outcome.REJECTED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void aQuestionGetsItsAnswer(String question, String expected) throws Exception {
    String[] fields = question.split(" ");
    assertThat(ask(ZoneText.query(fields[0], fields[1]), Transport.UDP)).isEqualTo(expected);
    assertThat(ask(ZoneText.query(fields[0], fields[1]), Transport.TCP)).isEqualTo(expected);
    assertThat(responder.outcome()).isEqualTo(Outcome.ANSWERED);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("example.com. A", "IN", "REFUSED qr rd", Outcome.OUTSIDE_ZONE),
        Arguments.of(". NS", "IN", "REFUSED qr rd", Outcome.OUTSIDE_ZONE),
        Arguments.of("xmesos. A", "IN", "REFUSED qr rd", Outcome.OUTSIDE_ZONE),
        Arguments.of("mesos.example. A", "IN", "REFUSED qr rd", Outcome.OUTSIDE_ZONE),
        Arguments.of("version.bind. TXT", "CH", "REFUSED qr rd", Outcome.OTHER_CLASS),
        Arguments.of("web.marathon.mesos. A", "CH", "REFUSED qr rd", Outcome.OTHER_CLASS),
        Arguments.of("web.marathon.mesos. A", "ANY", "REFUSED qr rd", Outcome.OTHER_CLASS),
        Arguments.of("mesos. AXFR", "IN", "REFUSED qr rd", Outcome.TRANSFER),
        Arguments.of("mesos. IXFR", "IN", "REFUSED qr rd", Outcome.TRANSFER));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refused")
  void whatIsNotOursIsRefusedWithItsQuestion(
      String question, String dnsClass, String expected, Outcome outcome) throws Exception {
    String[] fields = question.split(" ");
    Message query =
        Message.newQuery(
            Record.newRecord(
                Name.fromString(fields[0]), Type.value(fields[1]), DClass.value(dnsClass)));
    assertThat(ask(query, Transport.UDP)).isEqualTo(expected + "\nQ " + question);
    assertThat(responder.outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @MethodSource("opcodes")
  void anOpcodeOtherThanQueryIsNotImplemented(int opcode) throws Exception {
    Message query = ZoneText.query("mesos.", "SOA");
    query.getHeader().setOpcode(opcode);
    Message reply = reply(query.toWire(), Transport.UDP);
    assertThat(ZoneText.text(reply)).isEqualTo("NOTIMP qr rd\nQ mesos. SOA");
    assertThat(reply.getHeader().getOpcode()).isEqualTo(opcode);
  }

  static Stream<Integer> opcodes() {
    return Stream.of(1, Opcode.STATUS, 3, Opcode.NOTIFY, Opcode.UPDATE, 6, 15);
  }

  @Test
  void rdAndCdComeBackAndRaIsAsConfigured() throws Exception {
    Message query = ZoneText.query("web.marathon.mesos.", "AAAA");
    query.getHeader().unsetFlag(Flags.RD);
    query.getHeader().setFlag(Flags.CD);
    query.getHeader().setFlag(Flags.AD);
    assertThat(ask(query, Transport.UDP)).startsWith("NOERROR qr aa cd\n");
    QueryResponder recursive =
        new QueryResponder(
            zone.index(),
            new ResponderSettings(
                true,
                UdpSizes.of(1232),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            1);
    byte[] wire = ZoneText.query("web.marathon.mesos.", "AAAA").toWire();
    int length = recursive.respond(wire, wire.length, Transport.UDP);
    assertThat(ZoneText.text(new Message(Arrays.copyOf(recursive.reply(), length))))
        .startsWith("NOERROR qr aa rd ra\n");
  }

  @Test
  void theIdComesBack() throws Exception {
    Message query = ZoneText.query("web.marathon.mesos.", "A");
    query.getHeader().setID(0xbeef);
    assertThat(reply(query.toWire(), Transport.UDP).getHeader().getID()).isEqualTo(0xbeef);
  }

  static Stream<Arguments> edns() {
    return Stream.of(
        Arguments.of(new OPTRecord(1232, 0, 0), "NOERROR", "OPT version 0 size 1232"),
        Arguments.of(new OPTRecord(0, 0, 0), "NOERROR", "OPT version 0 size 1232"),
        Arguments.of(new OPTRecord(4096, 0, 0, Flags.DO), "NOERROR", "OPT version 0 size 1232 do"),
        Arguments.of(
            new OPTRecord(
                4096,
                0,
                0,
                0,
                new org.xbill.DNS.GenericEDNSOption(65_001, new byte[] {1, 2, 3}),
                new org.xbill.DNS.GenericEDNSOption(10, new byte[8])),
            "NOERROR",
            "OPT version 0 size 1232"),
        Arguments.of(new OPTRecord(1232, 0, 1), "BADVERS", "OPT version 0 size 1232"),
        Arguments.of(new OPTRecord(1232, 0, 255), "BADVERS", "OPT version 0 size 1232"));
  }

  @ParameterizedTest
  @MethodSource("edns")
  void anOptRecordIsAnsweredByOurs(OPTRecord opt, String rcode, String expected) throws Exception {
    Message query = ZoneText.query("web.marathon.mesos.", "AAAA");
    query.addRecord(opt, Section.ADDITIONAL);
    String answer =
        rcode.equals("NOERROR")
            ? " qr aa rd\nQ web.marathon.mesos. AAAA"
                + "\nAN web.marathon.mesos. 60 AAAA fd00:0:0:0:0:0:0:1"
            : " qr rd\nQ web.marathon.mesos. AAAA";
    // dnsjava calls 16 BADVERS; some of its versions BADSIG: compare the number.
    Message reply = reply(query.toWire(), Transport.UDP);
    assertThat(reply.getRcode()).isEqualTo(rcode.equals("NOERROR") ? 0 : 16);
    String text = ZoneText.text(reply);
    assertThat(text.substring(text.indexOf(' '))).isEqualTo(answer + "\nAR " + expected);
  }

  @Test
  void aZoneThatIsNotLoadedAnswersServfailForItsNamesAlone() throws Exception {
    Zone loading = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    QueryResponder early = new QueryResponder(loading.index(), ResponderSettings.DEFAULT, 1);
    assertThat(ask(early, "web.mesos.")).isEqualTo("SERVFAIL qr rd\nQ web.mesos. A");
    assertThat(early.outcome()).isEqualTo(Outcome.NOT_LOADED);
    assertThat(ask(early, "example.com.")).isEqualTo("REFUSED qr rd\nQ example.com. A");
    loading.markLoaded();
    assertThat(ask(early, "web.mesos.")).isEqualTo("NXDOMAIN qr aa rd\nQ web.mesos. A" + NO);
  }

  private static String ask(QueryResponder responder, String name) throws Exception {
    byte[] wire = ZoneText.query(name, "A").toWire();
    int length = responder.respond(wire, wire.length, Transport.UDP);
    return ZoneText.text(new Message(Arrays.copyOf(responder.reply(), length)));
  }

  private String ask(Message query, Transport transport) throws Exception {
    return ZoneText.text(reply(query.toWire(), transport));
  }

  private Message reply(byte[] wire, Transport transport) throws Exception {
    int length = responder.respond(wire, wire.length, transport);
    assertThat(length).isPositive();
    return new Message(Arrays.copyOf(responder.reply(), length));
  }
}
