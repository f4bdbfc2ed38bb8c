package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.ClientRule;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transfer.TransferService.TransferReply;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

class TransferServiceTest {

  private static final DnsName APEX = DnsName.parse("mesos");
  private static final DnsName PRIMARY = DnsName.parse("ns.mesos");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
  private static final TsigKeys KEYS =
      TsigKeys.parse("keys", "key xfr { algorithm hmac-sha256; secret \"" + SECRET + "\"; };");

  private static final ReplyOpt OPT = new ReplyOpt(ResponderSettings.DEFAULT);

  private final Zone zone =
      new Zone(
          new ZoneSettings(APEX, 60, PRIMARY, PRIMARY, 60, 10, 600, 60, PRIMARY),
          Clock.systemUTC());
  private final Journal journal = new Journal(1000);
  private final TransferCounters counters = new TransferCounters();
  private TransferService service;

  @BeforeEach
  void load() {
    zone.subscribe(journal);
    zone.apply(List.of(), List.of(task(0)));
    zone.markLoaded();
    service = service(new TransferAccess(TransferAccess.LOOPBACK, KEYS), 2);
  }

  private TransferService service(TransferAccess access, int atOnce) {
    return new TransferService(
        zone, journal, KEYS, access, new Semaphore(atOnce), OPT, UdpSizes.DEFAULT, counters);
  }

  private static Contribution task(int number) {
    DnsName owner = DnsName.parse("task" + number + ".marathon.mesos");
    try {
      return new Contribution(
          List.of(
              ResourceRecord.address(
                  owner,
                  InetAddress.getByAddress(
                      new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number})),
              ResourceRecord.srv(
                  DnsName.parse("_task" + number + "._tcp.marathon.mesos"), 0, 1, 31_000, owner)));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Message query(int type, long held) {
    try {
      Message query =
          Message.newQuery(Record.newRecord(Name.fromString("mesos."), type, DClass.IN));
      if (type == Type.IXFR) {
        Name root = Name.root;
        query.addRecord(
            new SOARecord(Name.fromString("mesos."), DClass.IN, 0, root, root, held, 0, 0, 0, 0),
            Section.AUTHORITY);
      }
      return query;
    } catch (org.xbill.DNS.TextParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Message> ask(TransferService asked, Message query, boolean datagram)
      throws Exception {
    byte[] wire = query.toWire();
    List<Message> messages = new ArrayList<>();
    try (TransferReply reply = asked.answer(new Message(wire), wire, LOOPBACK, datagram)) {
      while (reply.hasNext()) {
        byte[] message = reply.next();
        assertThat(message.length).isLessThanOrEqualTo(65_535);
        messages.add(new Message(message));
      }
    }
    for (Message message : messages) {
      assertThat(message.getHeader().getID()).isEqualTo(query.getHeader().getID());
      assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
    }
    return messages;
  }

  private static List<Record> answers(List<Message> messages) {
    return messages.stream().flatMap(m -> m.getSection(Section.ANSWER).stream()).toList();
  }

  private static List<String> texts(List<Record> records) {
    return records.stream().map(TransferServiceTest::text).toList();
  }

  private static String text(Record record) {
    return record instanceof SOARecord soa
        ? "SOA " + soa.getSerial()
        : record.getName() + " " + Type.string(record.getType());
  }

  @Test
  void aWholeTransferIsTheSoaEverythingAndTheSoaAgain() throws Exception {
    zone.apply(List.of(), IntStream.range(1, 3000).mapToObj(TransferServiceTest::task).toList());

    List<Message> messages = ask(service, query(Type.AXFR, 0), false);
    List<Record> records = answers(messages);

    assertThat(messages).hasSizeGreaterThan(5);
    assertThat(messages).allMatch(message -> message.getHeader().getFlag(Flags.AA));
    String soa = "SOA " + zone.serial();
    assertThat(text(records.get(0))).isEqualTo(soa);
    assertThat(text(records.get(records.size() - 1))).isEqualTo(soa);
    List<String> inner = texts(records.subList(1, records.size() - 1));
    assertThat(inner).hasSize(1 + 2 * 3000).doesNotContain(soa).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(inner)).contains("mesos. NS", "task2999.marathon.mesos. A");
    assertThat(counters.whole()).isEqualTo(1);
  }

  @Test
  void aDifferenceIsToldStepByStep() throws Exception {
    long held = zone.serial();
    zone.apply(List.of(), List.of(addressOf(1)));
    long middle = zone.serial();
    zone.apply(List.of(addressOf(1)), List.of(addressOf(2)));

    assertThat(texts(answers(ask(service, query(Type.IXFR, held), false))))
        .containsExactly(
            "SOA " + zone.serial(),
            "SOA " + held,
            "SOA " + middle,
            "task1.marathon.mesos. A",
            "SOA " + middle,
            "task1.marathon.mesos. A",
            "SOA " + zone.serial(),
            "task2.marathon.mesos. A",
            "SOA " + zone.serial());
    assertThat(texts(answers(ask(service, query(Type.IXFR, middle), true))))
        .hasSize(6)
        .startsWith("SOA " + zone.serial(), "SOA " + middle);
  }

  private static Contribution addressOf(int number) {
    return new Contribution(List.of(task(number).records().get(0)));
  }

  @ParameterizedTest
  @CsvSource({"mesos.", "MeSoS."})
  void namesHaveTheZonesCaseHoweverTheClientSpellsIt(String asked) throws Exception {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(asked), Type.AXFR, DClass.IN));

    List<Message> messages = ask(service, query, false);

    assertThat(messages.get(0).getQuestion().getName()).hasToString(asked);
    assertThat(answers(messages))
        .extracting(record -> record.getName().toString())
        .contains("mesos.", "task0.marathon.mesos.");
  }

  @Test
  void whoHasTheNewestGetsTheSoaAlone() throws Exception {
    for (long held : new long[] {zone.serial(), zone.serial() + 5}) {
      assertThat(texts(answers(ask(service, query(Type.IXFR, held), false))))
          .containsExactly("SOA " + zone.serial());
    }
    assertThat(counters.current()).isEqualTo(2);
  }

  @Test
  void whereTheJournalDoesNotReachTheWholeZoneIsSent() throws Exception {
    assertThat(texts(answers(ask(service, query(Type.IXFR, 17), false)))).hasSize(5);
    assertThat(texts(answers(ask(service, query(Type.IXFR, 17), true))))
        .as("over UDP: come back over TCP")
        .containsExactly("SOA " + zone.serial());
    zone.apply(List.of(), IntStream.range(1, 600).mapToObj(TransferServiceTest::task).toList());
    assertThat(journal.records()).as("too large a step is not kept").isZero();
  }

  @Test
  void aDifferenceThatDoesNotFitADatagramIsTheSoaAlone() throws Exception {
    long held = zone.serial();
    zone.apply(List.of(), IntStream.range(1, 100).mapToObj(TransferServiceTest::task).toList());
    assertThat(texts(answers(ask(service, query(Type.IXFR, held), true))))
        .containsExactly("SOA " + zone.serial());
  }

  @ParameterizedTest(name = "ednsUdpSize {0}")
  @CsvSource({"512, false", "1232, false", "4096, true", "65535, true"})
  void theConfiguredSizeLimitsADifferenceOverUdp(int size, boolean whole) throws Exception {
    long held = zone.serial();
    zone.apply(List.of(), IntStream.range(1, 20).mapToObj(TransferServiceTest::task).toList());
    Message query = query(Type.IXFR, held);
    query.addRecord(new OPTRecord(65_535, 0, 0), Section.ADDITIONAL);
    TransferService sized =
        new TransferService(
            zone,
            journal,
            KEYS,
            new TransferAccess(TransferAccess.LOOPBACK, KEYS),
            new Semaphore(1),
            OPT,
            UdpSizes.of(size),
            counters);
    int records = answers(ask(sized, query, true)).size();
    assertThat(records).isEqualTo(whole ? 4 + 2 * 19 : 1);
  }

  @ParameterizedTest(name = "{1} that takes {0} bytes")
  @CsvSource({
    "512, 127.0.0.1, false",
    "1232, 127.0.0.1, false",
    "4096, 127.0.0.1, true",
    "4096, 10.1.2.3, true",
    "65535, 203.0.113.1, false",
  })
  void aDifferenceOverUdpIsAsLongAsAnAnswerMayBe(int offered, String client, boolean told)
      throws Exception {
    long held = zone.serial();
    zone.apply(List.of(), IntStream.range(1, 20).mapToObj(TransferServiceTest::task).toList());
    Message query = query(Type.IXFR, held);
    query.addRecord(new OPTRecord(offered, 0, 0), Section.ADDITIONAL);
    byte[] wire = query.toWire();
    TransferService open =
        service(
            new TransferAccess(
                List.of(ClientRule.parse("0.0.0.0/0"), ClientRule.parse("::/0")), KEYS),
            2);

    try (TransferReply reply =
        open.answer(new Message(wire), wire, InetAddress.getByName(client), true)) {
      assertThat(new Message(reply.next()).getSection(Section.ANSWER))
          .hasSize(told ? 2 * 19 + 4 : 1);
    }
  }

  @Test
  void aTransferThatBeganIsNotTouchedByLaterChanges() throws Exception {
    zone.apply(List.of(), IntStream.range(1, 3000).mapToObj(TransferServiceTest::task).toList());
    byte[] wire = query(Type.AXFR, 0).toWire();
    List<Message> messages = new ArrayList<>();
    try (TransferReply reply = service.answer(new Message(wire), wire, LOOPBACK, false)) {
      messages.add(new Message(reply.next()));
      long begun = zone.serial();
      zone.apply(IntStream.range(1, 3000).mapToObj(TransferServiceTest::task).toList(), List.of());
      reply.forEachRemaining(message -> messages.add(parsed(message)));
      List<Record> records = answers(messages);
      assertThat(records).hasSize(3 + 2 * 3000);
      assertThat(text(records.get(records.size() - 1))).isEqualTo("SOA " + begun);
    }
  }

  private static Message parsed(byte[] message) {
    try {
      return new Message(message);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyMessageOfASignedTransferIsSigned() throws Exception {
    zone.apply(List.of(), IntStream.range(1, 3000).mapToObj(TransferServiceTest::task).toList());
    TransferService keyed =
        service(new TransferAccess(List.of(ClientRule.parse("key:xfr")), KEYS), 2);
    TSIG key = KEYS.find("xfr").orElseThrow();
    Message query = query(Type.AXFR, 0);
    key.apply(query, null);
    byte[] wire = query.toWire();
    TSIG.StreamVerifier verifier = new TSIG.StreamVerifier(key, query.getTSIG());
    int messages = 0;
    try (TransferReply reply = keyed.answer(new Message(wire), wire, LOOPBACK, false)) {
      while (reply.hasNext()) {
        byte[] message = reply.next();
        assertThat(
                Rcode.TSIGstring(verifier.verify(new Message(message), message, !reply.hasNext())))
            .isEqualTo("NOERROR");
        messages++;
      }
    }
    assertThat(messages).isGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource({
    "xfr., c2VjcmV0LXNlY3JldC1zZWNyZXQ=, NOERROR, NOERROR",
    "xfr., d3Jvbmc=, NOTAUTH, BADSIG",
    "other., c2VjcmV0LXNlY3JldC1zZWNyZXQ=, NOTAUTH, BADKEY"
  })
  void aWrongKeyIsToldSo(String name, String secret, String rcode, String error) throws Exception {
    Message query = query(Type.AXFR, 0);
    new TSIG(TSIG.HMAC_SHA256, name, secret).apply(query, null);

    Message reply = ask(service, query, false).get(0);

    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(Rcode.TSIGstring(reply.getTSIG().getError())).isEqualTo(error);
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    TransferService keyed =
        service(new TransferAccess(List.of(ClientRule.parse("key:xfr")), KEYS), 2);
    Message reply = ask(keyed, query(Type.AXFR, 0), false).get(0);
    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    assertThat(counters.refused()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"other., IN, NOTAUTH", "marathon.mesos., IN, NOTAUTH", "mesos., CH, NOTAUTH"})
  void onlyTheZoneItselfCanBeTransferred(String name, String dclass, String rcode)
      throws Exception {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name), Type.AXFR, DClass.value(dclass)));
    assertThat(Rcode.string(ask(service, query, false).get(0).getRcode())).isEqualTo(rcode);
  }

  @Test
  void aWholeTransferOverUdpIsAFormatError() throws Exception {
    assertThat(ask(service, query(Type.AXFR, 0), true).get(0).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void aDifferenceFromNoSerialIsAFormatError() throws Exception {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString("mesos."), Type.IXFR, DClass.IN));
    assertThat(ask(service, query, false).get(0).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void oneTransferTooManyIsPutOffUntilAnotherEnds() throws Exception {
    byte[] wire = query(Type.AXFR, 0).toWire();
    TransferReply first = service.answer(new Message(wire), wire, LOOPBACK, false);
    TransferReply second = service.answer(new Message(wire), wire, LOOPBACK, false);
    assertThat(ask(service, query(Type.AXFR, 0), false).get(0).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
    second.close();
    second.close();
    assertThat(ask(service, query(Type.AXFR, 0), false).get(0).getRcode()).isEqualTo(Rcode.NOERROR);
    first.close();
  }

  @Test
  void beforeTheZoneIsLoadedNothingIsTransferred() throws Exception {
    Zone empty =
        new Zone(
            new ZoneSettings(APEX, 60, PRIMARY, PRIMARY, 60, 10, 600, 60, PRIMARY),
            Clock.systemUTC());
    TransferService early =
        new TransferService(
            empty,
            journal,
            KEYS,
            new TransferAccess(TransferAccess.LOOPBACK, KEYS),
            new Semaphore(2),
            OPT,
            UdpSizes.DEFAULT,
            counters);
    assertThat(ask(early, query(Type.AXFR, 0), false).get(0).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }
}
