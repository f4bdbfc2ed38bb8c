package io.herald.dns.forward;

import static io.herald.dns.forward.Messages.addresses;
import static io.herald.dns.forward.Messages.answer;
import static io.herald.dns.forward.Messages.cut;
import static io.herald.dns.forward.Messages.good;
import static io.herald.dns.forward.Messages.question;
import static io.herald.dns.forward.Messages.rcode;
import static io.herald.dns.forward.Messages.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.forward.UpstreamServer.Script;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Whatever an upstream, or who plays one, does: no false answer gets through, nobody is stalled.
 */
class HostileUpstreamTest {

  /** For upstreams that don't answer. */
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  /** The same, where something else has to happen before. */
  private static final Duration LONG = TIMEOUT.multipliedBy(10);

  /** For one that does, however slow the machine is. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
  private static final String FALSE = "203.0.113.66";
  private static final int AT_ONCE = 100;

  private static final ReplyOpt OPT = new ReplyOpt(ResponderSettings.DEFAULT);

  private final List<UpstreamServer> servers = new ArrayList<>();
  private final ForwardCounters counters = new ForwardCounters();

  @AfterEach
  void stop() throws IOException {
    for (UpstreamServer server : servers) {
      server.close();
    }
  }

  private UpstreamServer upstream(Script script) throws IOException {
    UpstreamServer server = new UpstreamServer(script);
    servers.add(server);
    return server;
  }

  private Forwarder forwarder(
      Map<String, List<InetSocketAddress>> zones, InetSocketAddress... upstreams) {
    return forwarder(TIMEOUT, zones, upstreams);
  }

  private Forwarder patientForwarder(UpstreamServer upstream) {
    return forwarder(PATIENCE, Map.of(), upstream.address());
  }

  private Forwarder forwarder(
      Duration timeout,
      Map<String, List<InetSocketAddress>> zones,
      InetSocketAddress... upstreams) {
    return new Forwarder(
        new ForwardSettings(
            List.of(upstreams),
            zones,
            timeout,
            ForwardSettings.PRIVATE,
            100,
            AT_ONCE,
            UdpSizes.DEFAULT),
        OwnNames.NONE,
        OPT,
        Clock.systemUTC(),
        counters);
  }

  private static Message ask(Forwarder forwarder, Message query) throws Exception {
    return got(forwarder.answer(query, CLIENT, true));
  }

  private static Message got(CompletionStage<byte[]> reply) throws Exception {
    return new Message(reply.toCompletableFuture().get(5, TimeUnit.MINUTES));
  }

  private static Stream<Arguments> scripts() {
    return Stream.of(
        hostile("silence", (question, datagram) -> List.of()),
        hostile("garbage", (question, datagram) -> List.of(new byte[] {1, 2, 3})),
        hostile("nothing at all", (question, datagram) -> List.of(new byte[0])),
        hostile("another id", (question, datagram) -> List.of(otherId(question))),
        hostile("another name", (question, datagram) -> List.of(otherName(question))),
        hostile("another type", (question, datagram) -> List.of(otherType(question))),
        hostile("cut again and again", (question, datagram) -> List.of(cut(question))),
        hostile("cut, then silence", overTcp(question -> List.of())),
        hostile("cut, then garbage", overTcp(question -> List.of(new byte[] {9, 9, 9}))),
        hostile("cut, then another id", overTcp(question -> List.of(otherId(question)))),
        hostile("cut, then another name", overTcp(question -> List.of(otherName(question)))),
        hostile("an alias of itself", (question, datagram) -> List.of(aliases(question, 1))),
        hostile("aliases in a circle", (question, datagram) -> List.of(aliases(question, 3))),
        hostile("aliases without end", (question, datagram) -> List.of(aliases(question, 0))),
        hostile("SERVFAIL", (question, datagram) -> List.of(rcode(question, Rcode.SERVFAIL))),
        hostile("REFUSED", (question, datagram) -> List.of(rcode(question, Rcode.REFUSED))),
        hostile("the question itself", (question, datagram) -> List.of(question.toWire())));
  }

  private static Arguments hostile(String what, Script script) {
    return Arguments.of(what, script);
  }

  private interface OverTcp {
    List<byte[]> answers(Message question) throws IOException;
  }

  private static Script overTcp(OverTcp script) {
    return (question, datagram) -> datagram ? List.of(cut(question)) : script.answers(question);
  }

  private static byte[] otherId(Message question) throws IOException {
    byte[] answer = answer(question, FALSE, 300);
    answer[0] ^= 1;
    return answer;
  }

  private static byte[] otherName(Message question) throws IOException {
    Message other = question("evil.example.", Type.A);
    other.getHeader().setID(question.getHeader().getID());
    return answer(other, FALSE, 300);
  }

  private static byte[] otherType(Message question) throws IOException {
    Message other = question(question.getQuestion().getName().toString(), Type.AAAA);
    other.getHeader().setID(question.getHeader().getID());
    return answer(other, FALSE, 300);
  }

  /** A chain of so many aliases that leads back to the name; 0: one that doesn't end. */
  private static byte[] aliases(Message question, int circle) throws IOException {
    Message reply = reply(question);
    int links = circle == 0 ? 60 : circle;
    Name name = question.getQuestion().getName();
    for (int i = 1; i <= links; i++) {
      Name target =
          i == circle ? question.getQuestion().getName() : Name.fromString("l" + i + ".example.");
      reply.addRecord(new CNAMERecord(name, DClass.IN, 300, target), Section.ANSWER);
      name = target;
    }
    return reply.toWire();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void itIsPassedOverAndNothingOfItGetsThrough(String what, Script script) throws Exception {
    UpstreamServer hostile = upstream(script);
    UpstreamServer honest = upstream(good("192.0.2.7"));

    Message reply =
        ask(forwarder(Map.of(), hostile.address(), honest.address()), question("a.example.", 1));

    assertThat(addresses(reply)).containsExactly("192.0.2.7");
    assertThat(hostile.seen()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void withoutAnotherTheClientGetsServfail(String what, Script script) throws Exception {
    Message reply =
        ask(forwarder(Map.of(), upstream(script).address()), question("a.example.", Type.A));

    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void whatIsNoAnswerToTheQuestionIsDroppedAndTheAnswerBehindItIsTaken() throws Exception {
    UpstreamServer server =
        upstream(
            (question, datagram) ->
                List.of(
                    new byte[0],
                    new byte[] {1, 2, 3},
                    otherId(question),
                    otherName(question),
                    otherType(question),
                    question.toWire(),
                    answer(question, "192.0.2.1", 0)));
    Forwarder forwarder = patientForwarder(server);
    for (int i = 0; i < 12; i++) {
      assertThat(addresses(ask(forwarder, question("n" + i + ".example.", Type.A))))
          .containsExactly("192.0.2.1");
    }
    assertThat(counters.strays()).isEqualTo(12 * 6);
    assertThat(counters.failed()).isZero();
  }

  /** With dnsjava's own words the client, and who made it ask, would learn the id. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void whyThereIsNoAnswerTellsNoId(String what, Script script) throws Exception {
    UpstreamServer server = upstream(script);
    Message query = question("a.example.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    Message reply = ask(forwarder(Map.of(), server.address()), query);
    ExtendedErrorCodeOption error =
        (ExtendedErrorCodeOption)
            reply.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0);
    assertThat(error.getText())
        .matches("no upstream answered; the last: [a-zA-Z (),']+")
        .doesNotContainPattern("[0-9]");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, false", "127.0.0.2, true"})
  void forgedAnswersWithTheRightIdFromElsewhereAreNotHeard(String from, boolean samePort)
      throws Exception {
    UpstreamServer[] server = new UpstreamServer[1];
    server[0] =
        upstream(
            (question, datagram) -> {
              int port = server[0].seen().get(server[0].seen().size() - 1).port();
              InetSocketAddress forged =
                  new InetSocketAddress(from, samePort ? server[0].address().getPort() : 0);
              try (DatagramSocket forger = new DatagramSocket(forged)) {
                byte[] answer = answer(question, FALSE, 300);
                for (int i = 0; i < 10; i++) {
                  forger.send(new DatagramPacket(answer, answer.length, CLIENT, port));
                }
              }
              return List.of(answer(question, "192.0.2.1", 0));
            });
    Forwarder forwarder = patientForwarder(server[0]);

    for (int i = 0; i < 5; i++) {
      assertThat(addresses(ask(forwarder, question("n" + i + ".example.", Type.A))))
          .containsExactly("192.0.2.1");
    }
  }

  @Test
  void recordsThatWereNotAskedForAreLeftOut() throws Exception {
    Name bank = Name.fromString("www.bank.example.");
    ARecord slipped = new ARecord(bank, DClass.IN, 300, InetAddress.getByName(FALSE));
    UpstreamServer server =
        upstream(
            (question, datagram) -> {
              Name name = question.getQuestion().getName();
              Name alias = Name.fromString("real.other.test.");
              InetAddress address = InetAddress.getByName("192.0.2.5");
              Message reply = reply(question);
              reply.addRecord(new CNAMERecord(name, DClass.IN, 300, alias), Section.ANSWER);
              reply.addRecord(new ARecord(alias, DClass.IN, 300, address), Section.ANSWER);
              for (int section : List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)) {
                reply.addRecord(slipped, section);
              }
              return List.of(reply.toWire());
            });

    Message reply = ask(patientForwarder(server), question("a.example.", Type.A));

    assertThat(reply.getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("real.other.test.", "192.0.2.5");
    assertThat(reply.toString()).doesNotContain(FALSE);
  }

  @Test
  void oneThatIsSilentStallsNobodyElse() throws Exception {
    UpstreamServer silent = upstream((question, datagram) -> List.of());
    UpstreamServer honest = upstream(good("192.0.2.7"));
    Forwarder forwarder =
        forwarder(LONG, Map.of("slow.example", List.of(silent.address())), honest.address());

    // More than may wait: the places are the zone's own.
    List<CompletionStage<byte[]>> stuck =
        IntStream.range(0, 2 * AT_ONCE)
            .mapToObj(
                i -> forwarder.answer(question("s" + i + ".slow.example.", Type.A), CLIENT, true))
            .toList();
    Message reply = ask(forwarder, question("fast.example.", Type.A));

    assertThat(addresses(reply)).containsExactly("192.0.2.7");
    assertThat(stuck).filteredOn(s -> !s.toCompletableFuture().isDone()).hasSize(AT_ONCE);
    for (CompletionStage<byte[]> stage : stuck) {
      assertThat(got(stage).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
    assertThat(counters.overload()).isEqualTo(AT_ONCE);
  }

  @Test
  void aStormOfEqualQuestionsIsBoundedTooWhileTheUpstreamIsSilent() throws Exception {
    UpstreamServer silent = upstream((question, datagram) -> List.of());
    UpstreamServer honest = upstream(good("192.0.2.7"));
    Forwarder forwarder =
        forwarder(LONG, Map.of("slow.example", List.of(silent.address())), honest.address());

    List<CompletionStage<byte[]>> storm =
        IntStream.range(0, 10 * AT_ONCE + 50)
            .mapToObj(i -> forwarder.answer(question("same.slow.example.", Type.A), CLIENT, true))
            .toList();

    assertThat(storm).filteredOn(s -> s.toCompletableFuture().isDone()).hasSize(50);
    assertThat(addresses(ask(forwarder, question("fast.example.", Type.A))))
        .containsExactly("192.0.2.7");
    for (CompletionStage<byte[]> stage : storm) {
      assertThat(got(stage).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
    assertThat(silent.seen()).hasSize(1);
  }

  @Test
  void longAnswersLeaveRoomForFewer() throws Exception {
    UpstreamServer server =
        upstream(
            (question, datagram) -> {
              if (datagram) {
                return List.of(cut(question));
              }
              Message reply = reply(question);
              for (int i = 0; i < 800; i++) {
                InetAddress address =
                    InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
                reply.addRecord(
                    new ARecord(question.getQuestion().getName(), DClass.IN, 300, address),
                    Section.ANSWER);
              }
              return List.of(reply.toWire());
            });
    // 800 records are more than the whole cache of 100 answers of usual length may hold.
    Forwarder forwarder = patientForwarder(server);
    for (int i = 0; i < 2; i++) {
      ask(forwarder, question("many.example.", Type.A));
    }
    assertThat(server.seen().stream().filter(UpstreamServer.Seen::datagram)).hasSize(2);
  }
}
