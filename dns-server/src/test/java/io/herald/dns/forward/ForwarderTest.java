package io.herald.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.forward.UpstreamServer.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ForwarderTest {

  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

  private final List<UpstreamServer> servers = new ArrayList<>();
  private final ForwardCounters counters = new ForwardCounters();
  private final MovableClock clock = new MovableClock();

  private static final class MovableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

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

  private Forwarder forwarder(InetSocketAddress... upstreams) {
    return forwarder(Map.of(), upstreams);
  }

  private Forwarder forwarder(
      Map<String, List<InetSocketAddress>> zones, InetSocketAddress... upstreams) {
    return new Forwarder(
        new ForwardSettings(List.of(upstreams), zones, TIMEOUT, ForwardSettings.PRIVATE, 100, 100),
        clock,
        counters);
  }

  private static Message question(String name, int type) {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static Message withEdns(Message query, int size, EDNSOption... options) {
    query.addRecord(new OPTRecord(size, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    return query;
  }

  private static Message ask(Forwarder forwarder, Message query) throws Exception {
    return ask(forwarder, query, true);
  }

  private static Message ask(Forwarder forwarder, Message query, boolean datagram)
      throws Exception {
    byte[] reply =
        forwarder.answer(query, CLIENT, datagram).toCompletableFuture().get(30, TimeUnit.SECONDS);
    Message message = new Message(reply);
    assertThat(message.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(message.getQuestion()).isEqualTo(query.getQuestion());
    assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
    assertThat(message.getHeader().getFlag(Flags.RA)).isTrue();
    return message;
  }

  private static Message reply(Message question) {
    Message reply = new Message(question.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.addRecord(question.getQuestion(), Section.QUESTION);
    return reply;
  }

  private static byte[] answer(Message question, String address, long ttl) throws IOException {
    Message reply = reply(question);
    reply.addRecord(
        new ARecord(
            question.getQuestion().getName(), DClass.IN, ttl, InetAddress.getByName(address)),
        Section.ANSWER);
    return reply.toWire();
  }

  private static byte[] rcode(Message question, int rcode) {
    Message reply = reply(question);
    reply.getHeader().setRcode(rcode);
    return reply.toWire();
  }

  private static Script good(String address) {
    return (question, datagram) -> List.of(answer(question, address, 300));
  }

  private static List<String> addresses(Message reply) {
    return reply.getSection(Section.ANSWER).stream()
        .map(record -> ((ARecord) record).getAddress().getHostAddress())
        .toList();
  }

  @Test
  void anUpstreamsAnswerIsPassedOnUnderTheClientsIdAndSpelling() throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));
    Message query = question("WwW.Example.com.", Type.A);

    Message reply = ask(forwarder(server.address()), query);

    assertThat(addresses(reply)).containsExactly("192.0.2.1");
    assertThat(reply.getQuestion().getName().toString()).isEqualTo("WwW.Example.com.");
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getOPT()).as("a client without EDNS gets none").isNull();
  }

  @Test
  void idsAndSourcePortsDiffer() throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));
    Forwarder forwarder = forwarder(server.address());
    for (int i = 0; i < 20; i++) {
      ask(forwarder, question("n" + i + ".example.", Type.A));
    }

    assertThat(server.seen()).hasSize(20);
    assertThat(
            server.seen().stream()
                .map(seen -> seen.question().getHeader().getID())
                .collect(Collectors.toSet()))
        .hasSizeGreaterThan(15);
    assertThat(server.seen().stream().map(UpstreamServer.Seen::port).collect(Collectors.toSet()))
        .hasSizeGreaterThan(15);
  }

  private static Stream<Arguments> hostileScripts() {
    return Stream.of(
        hostile("silence", (question, datagram) -> List.of()),
        hostile("garbage", (question, datagram) -> List.of(new byte[] {1, 2, 3})),
        hostile("another id", (question, datagram) -> List.of(otherId(question))),
        hostile("another name", (question, datagram) -> List.of(otherName(question))),
        hostile("another type", (question, datagram) -> List.of(otherType(question))),
        hostile("cut again and again", (question, datagram) -> List.of(cut(question))),
        hostile("SERVFAIL", (question, datagram) -> List.of(rcode(question, Rcode.SERVFAIL))),
        hostile("REFUSED", (question, datagram) -> List.of(rcode(question, Rcode.REFUSED))),
        hostile("the question itself", (question, datagram) -> List.of(question.toWire())));
  }

  private static Arguments hostile(String what, Script script) {
    return Arguments.of(what, script);
  }

  private static byte[] otherId(Message question) throws IOException {
    byte[] answer = answer(question, "203.0.113.66", 300);
    answer[0] ^= 1;
    return answer;
  }

  private static byte[] otherName(Message question) throws IOException {
    Message other = question("evil.example.", Type.A);
    other.getHeader().setID(question.getHeader().getID());
    return answer(other, "203.0.113.66", 300);
  }

  private static byte[] otherType(Message question) throws IOException {
    Message other = question(question.getQuestion().getName().toString(), Type.AAAA);
    other.getHeader().setID(question.getHeader().getID());
    return answer(other, "203.0.113.66", 300);
  }

  private static byte[] cut(Message question) {
    Message reply = reply(question);
    reply.getHeader().setFlag(Flags.TC);
    return reply.toWire();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileScripts")
  void aHostileUpstreamIsPassedOverAndNothingOfItGetsThrough(String what, Script script)
      throws Exception {
    UpstreamServer hostile = upstream(script);
    UpstreamServer honest = upstream(good("192.0.2.7"));

    Message reply =
        ask(forwarder(hostile.address(), honest.address()), question("a.example.", Type.A));

    assertThat(addresses(reply)).containsExactly("192.0.2.7");
    assertThat(hostile.seen()).isNotEmpty();
  }

  @Test
  void aHostileUpstreamStallsNobodyElse() throws Exception {
    UpstreamServer silent = upstream((question, datagram) -> List.of());
    UpstreamServer honest = upstream(good("192.0.2.7"));
    Forwarder forwarder =
        forwarder(Map.of("slow.example", List.of(silent.address())), honest.address());

    List<CompletionStage<byte[]>> stuck =
        IntStream.range(0, 50)
            .mapToObj(
                i -> forwarder.answer(question("s" + i + ".slow.example.", Type.A), CLIENT, true))
            .toList();
    Message reply = ask(forwarder, question("fast.example.", Type.A));

    assertThat(addresses(reply)).containsExactly("192.0.2.7");
    assertThat(stuck).noneMatch(stage -> stage.toCompletableFuture().isDone());
    for (CompletionStage<byte[]> stage : stuck) {
      Message failed = new Message(stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
      assertThat(failed.getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  @Test
  void whoFailedLatelyIsAskedLast() throws Exception {
    UpstreamServer failing =
        upstream((question, datagram) -> List.of(rcode(question, Rcode.SERVFAIL)));
    UpstreamServer honest = upstream(good("192.0.2.7"));
    Forwarder forwarder = forwarder(failing.address(), honest.address());
    ask(forwarder, question("a.example.", Type.A));

    ask(forwarder, question("b.example.", Type.A));
    assertThat(failing.seen()).hasSize(1);

    clock.advance(Duration.ofSeconds(2));
    ask(forwarder, question("c.example.", Type.A));
    assertThat(failing.seen()).as("its time is over: it is tried again").hasSize(2);
  }

  @Test
  void whenAllAreDownTheClientIsToldWhy() throws Exception {
    UpstreamServer failing =
        upstream((question, datagram) -> List.of(rcode(question, Rcode.REFUSED)));

    Message reply =
        ask(forwarder(failing.address()), withEdns(question("a.example.", Type.A), 1232));

    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    ExtendedErrorCodeOption error =
        (ExtendedErrorCodeOption)
            reply.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0);
    assertThat(error.getErrorCode()).isEqualTo(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY);
    assertThat(error.getText()).contains("REFUSED");
    assertThat(counters.failed()).isEqualTo(1);
  }

  @Test
  void aCutAnswerIsFetchedOverTcp() throws Exception {
    UpstreamServer server =
        upstream(
            (question, datagram) ->
                List.of(datagram ? cut(question) : answer(question, "192.0.2.9", 60)));

    Message reply = ask(forwarder(server.address()), question("big.example.", Type.A));

    assertThat(addresses(reply)).containsExactly("192.0.2.9");
    assertThat(server.seen())
        .extracting(UpstreamServer.Seen::datagram)
        .containsExactly(true, false);
  }

  @Test
  void anAnswerIsKeptForItsTimeToLiveAndItsTimeRunsDown() throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));
    Forwarder forwarder = forwarder(server.address());
    ask(forwarder, question("a.example.", Type.A));

    clock.advance(Duration.ofSeconds(100));
    Message kept = ask(forwarder, question("A.EXAMPLE.", Type.A));
    assertThat(kept.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(200);
    assertThat(server.seen()).hasSize(1);

    clock.advance(Duration.ofSeconds(201));
    ask(forwarder, question("a.example.", Type.A));
    assertThat(server.seen()).hasSize(2);
  }

  @Test
  void aNegativeAnswerIsKeptForTheMinimumOfItsSoa() throws Exception {
    UpstreamServer server =
        upstream(
            (question, datagram) -> {
              Message reply = reply(question);
              reply.getHeader().setRcode(Rcode.NXDOMAIN);
              Name example = Name.fromString("example.");
              reply.addRecord(
                  new SOARecord(example, DClass.IN, 3600, example, example, 1, 1, 1, 1, 30),
                  Section.AUTHORITY);
              return List.of(reply.toWire());
            });
    Forwarder forwarder = forwarder(server.address());
    assertThat(ask(forwarder, question("no.example.", Type.A)).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);

    clock.advance(Duration.ofSeconds(29));
    ask(forwarder, question("no.example.", Type.A));
    assertThat(server.seen()).hasSize(1);
    clock.advance(Duration.ofSeconds(2));
    ask(forwarder, question("no.example.", Type.A));
    assertThat(server.seen()).hasSize(2);
  }

  @Test
  void equalQuestionsAtATimeAreOneQuestionUpstream() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(1);
    UpstreamServer server =
        upstream(
            (question, datagram) -> {
              asked.countDown();
              await(all);
              return List.of(answer(question, "192.0.2.1", 0));
            });
    Forwarder forwarder =
        new Forwarder(
            new ForwardSettings(
                List.of(server.address()),
                Map.of(),
                Duration.ofSeconds(20),
                ForwardSettings.PRIVATE,
                100,
                100),
            clock,
            counters);

    List<CompletableFuture<byte[]>> replies =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    forwarder
                        .answer(question("a.example.", Type.A), CLIENT, true)
                        .toCompletableFuture())
            .toList();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    all.countDown();

    for (CompletableFuture<byte[]> reply : replies) {
      assertThat(addresses(new Message(reply.get(20, TimeUnit.SECONDS))))
          .containsExactly("192.0.2.1");
    }
    assertThat(server.seen()).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theLongestZoneThatFitsIsAsked() throws Exception {
    UpstreamServer zone = upstream(good("192.0.2.1"));
    UpstreamServer inner = upstream(good("192.0.2.2"));
    UpstreamServer others = upstream(good("192.0.2.3"));
    Forwarder forwarder =
        forwarder(
            Map.of(
                "corp.example", List.of(zone.address()),
                "eu.corp.example", List.of(inner.address())),
            others.address());

    Map<String, String> expected =
        Map.of(
            "a.corp.example.", "192.0.2.1",
            "CORP.example.", "192.0.2.1",
            "a.eu.Corp.Example.", "192.0.2.2",
            "notcorp.example.", "192.0.2.3",
            "example.", "192.0.2.3");
    for (Map.Entry<String, String> name : expected.entrySet()) {
      assertThat(addresses(ask(forwarder, question(name.getKey(), Type.A))))
          .as(name.getKey())
          .containsExactly(name.getValue());
    }
  }

  @Test
  void aQuestionThatWentRoundInCirclesEndsHere() throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));
    Forwarder forwarder = forwarder(server.address());

    ask(forwarder, question("a.example.", Type.A));
    EDNSOption hop = server.seen().get(0).question().getOPT().getOptions().get(0);
    assertThat(hop.toWire()).endsWith(1);

    Message reply =
        ask(
            forwarder,
            withEdns(
                question("b.example.", Type.A),
                1232,
                new GenericEDNSOption(hop.getCode(), new byte[] {4})));
    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(server.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, NOERROR",
    "10.1.2.3, NOERROR",
    "172.31.0.9, NOERROR",
    "192.168.7.7, NOERROR",
    "100.100.0.1, NOERROR",
    "::1, NOERROR",
    "fd00::1, NOERROR",
    "fe80::1, NOERROR",
    "8.8.8.8, REFUSED",
    "172.32.0.1, REFUSED",
    "2001:db8::1, REFUSED"
  })
  void onlyLoopbackAndPrivateClientsAreServed(String client, String rcode) throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));

    byte[] reply =
        forwarder(server.address())
            .answer(question("a.example.", Type.A), InetAddress.getByName(client), true)
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);

    assertThat(Rcode.string(new Message(reply).getRcode())).isEqualTo(rcode);
  }

  @ParameterizedTest
  @CsvSource({"512, true", "1232, true", "65535, true", "0, true", "0, false"})
  void aLongAnswerFitsTheClient(int edns, boolean datagram) throws Exception {
    UpstreamServer server =
        upstream(
            (question, overUdp) -> {
              if (overUdp) {
                return List.of(cut(question));
              }
              Message reply = reply(question);
              for (int i = 0; i < 200; i++) {
                reply.addRecord(
                    new ARecord(
                        question.getQuestion().getName(),
                        DClass.IN,
                        60,
                        InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i})),
                    Section.ANSWER);
              }
              return List.of(reply.toWire());
            });
    Message query = question("many.example.", Type.A);
    if (edns > 0) {
      withEdns(query, edns);
    }

    byte[] reply =
        forwarder(server.address())
            .answer(query, CLIENT, datagram)
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);

    Message message = new Message(reply);
    if (datagram) {
      assertThat(reply.length).isLessThanOrEqualTo(Math.max(512, Math.min(edns, 1232)));
      assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
    } else {
      assertThat(message.getSection(Section.ANSWER)).hasSize(200);
      assertThat(message.getHeader().getFlag(Flags.TC)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"AXFR", "IXFR", "MAILB", "OPT"})
  void metaTypesAreNotForwarded(String type) throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));

    Message reply = ask(forwarder(server.address()), question("a.example.", Type.value(type)));

    assertThat(reply.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void tooManyQuestionsAtATimeAreTurnedAway() throws Exception {
    UpstreamServer silent = upstream((question, datagram) -> List.of());
    Forwarder forwarder =
        new Forwarder(
            new ForwardSettings(
                List.of(silent.address()), Map.of(), TIMEOUT, ForwardSettings.PRIVATE, 100, 3),
            clock,
            counters);
    for (int i = 0; i < 3; i++) {
      var unused = forwarder.answer(question("w" + i + ".example.", Type.A), CLIENT, true);
    }

    Message reply = ask(forwarder, question("one-too-many.example.", Type.A));

    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(counters.overload()).isEqualTo(1);
  }
}
