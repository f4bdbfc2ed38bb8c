package io.herald.dns.forward;

import static io.herald.dns.forward.Messages.addresses;
import static io.herald.dns.forward.Messages.answer;
import static io.herald.dns.forward.Messages.cut;
import static io.herald.dns.forward.Messages.good;
import static io.herald.dns.forward.Messages.question;
import static io.herald.dns.forward.Messages.rcode;
import static io.herald.dns.forward.Messages.reply;
import static io.herald.dns.forward.Messages.withEdns;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.forward.UpstreamServer.Script;
import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ForwarderTest {

  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

  /** A public network among them. */
  private static final List<CidrNetwork> CLIENTS =
      Stream.concat(
              ForwardSettings.PRIVATE.stream(), Stream.of(CidrNetwork.parse("203.0.113.0/24")))
          .toList();

  private static final ReplyOpt OPT = new ReplyOpt(ResponderSettings.DEFAULT);

  private final List<UpstreamServer> servers = new ArrayList<>();
  private final ForwardCounters counters = new ForwardCounters();
  private final MovableClock clock = new MovableClock();

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
        new ForwardSettings(
            List.of(upstreams), zones, TIMEOUT, CLIENTS, 100, 100, UdpSizes.DEFAULT),
        OwnNames.NONE,
        OPT,
        clock,
        counters);
  }

  private static Message ask(Forwarder forwarder, Message query) throws Exception {
    return ask(forwarder, query, true);
  }

  private static Message ask(Forwarder forwarder, Message query, boolean datagram)
      throws Exception {
    byte[] reply =
        forwarder.answer(query, CLIENT, datagram).toCompletableFuture().get(5, TimeUnit.MINUTES);
    Message message = new Message(reply);
    assertThat(message.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(message.getQuestion()).isEqualTo(query.getQuestion());
    assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
    assertThat(message.getHeader().getFlag(Flags.RA)).isTrue();
    return message;
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
    ExtendedErrorCodeOption error = error(reply);
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
                100,
                UdpSizes.DEFAULT),
            OwnNames.NONE,
            OPT,
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
    assertThat(asked.await(5, TimeUnit.MINUTES)).isTrue();
    all.countDown();

    for (CompletableFuture<byte[]> reply : replies) {
      assertThat(addresses(new Message(reply.get(5, TimeUnit.MINUTES))))
          .containsExactly("192.0.2.1");
    }
    assertThat(server.seen()).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
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
            .get(5, TimeUnit.MINUTES);

    assertThat(Rcode.string(new Message(reply).getRcode())).isEqualTo(rcode);
  }

  /** Three kilobytes. */
  private UpstreamServer upstreamWithLongAnswers() throws IOException {
    return upstream(
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
  }

  @ParameterizedTest(name = "ednsUdpSize {0}")
  @CsvSource({"512, false", "3000, false", "3400, true", "65535, true"})
  void theConfiguredSizeIsAnnouncedAndLimitsDatagrams(int size, boolean whole) throws Exception {
    UdpSizes sizes = UdpSizes.of(size);
    Forwarder forwarder =
        new Forwarder(
            new ForwardSettings(
                List.of(upstreamWithLongAnswers().address()),
                Map.of(),
                TIMEOUT,
                CLIENTS,
                100,
                100,
                sizes),
            OwnNames.NONE,
            new ReplyOpt(
                new ResponderSettings(
                    true,
                    sizes,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            clock,
            counters);

    Message message = ask(forwarder, withEdns(question("many.example.", Type.A), 65_535));

    assertThat(message.getOPT().getPayloadSize()).isEqualTo(size);
    assertThat(message.getSection(Section.ANSWER)).hasSize(whole ? 200 : 0);
    assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(!whole);
  }

  @ParameterizedTest
  @CsvSource({
    "512, 127.0.0.1, true, false, 4096",
    "1232, 127.0.0.1, true, false, 4096",
    "4096, 127.0.0.1, true, true, 4096",
    "65535, 10.1.2.3, true, true, 4096",
    "4096, 203.0.113.1, true, false, 1232",
    "0, 127.0.0.1, true, false, 0",
    "0, 127.0.0.1, false, true, 0",
  })
  void aLongAnswerFitsTheClient(
      int edns, String client, boolean datagram, boolean whole, int announced) throws Exception {
    UpstreamServer server = upstreamWithLongAnswers();
    Message query = question("many.example.", Type.A);
    if (edns > 0) {
      withEdns(query, edns);
    }

    byte[] reply =
        forwarder(server.address())
            .answer(query, InetAddress.getByName(client), datagram)
            .toCompletableFuture()
            .get(5, TimeUnit.MINUTES);

    Message message = new Message(reply);
    assertThat(message.getOPT() == null ? 0 : message.getOPT().getPayloadSize())
        .isEqualTo(announced);
    // Of an RRset that doesn't fit nothing is left (RFC 2181 §9).
    assertThat(message.getSection(Section.ANSWER)).hasSize(whole ? 200 : 0);
    assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(!whole);
  }

  @Test
  void withoutRecursionDesiredOnlyWhatIsKnownIsAnswered() throws Exception {
    UpstreamServer server = upstream(good("192.0.2.1"));
    Forwarder forwarder = forwarder(server.address());
    Message query = withEdns(question("a.example.", Type.A), 1232);
    query.getHeader().unsetFlag(Flags.RD);

    Message unknown = ask(forwarder, query);
    assertThat(unknown.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(error(unknown).getErrorCode()).isEqualTo(ExtendedErrorCodeOption.NOT_AUTHORITATIVE);
    assertThat(unknown.getHeader().getFlag(Flags.RD)).isFalse();
    assertThat(server.seen()).isEmpty();

    ask(forwarder, question("a.example.", Type.A));
    Message known = ask(forwarder, query);
    assertThat(addresses(known)).containsExactly("192.0.2.1");
    assertThat(server.seen()).hasSize(1);
    assertThat(counters.cached()).isEqualTo(1);
  }

  @Test
  void aFailureThatIsRememberedIsNoAnswerWithoutRecursionDesired() throws Exception {
    UpstreamServer server =
        upstream((question, datagram) -> List.of(rcode(question, Rcode.SERVFAIL)));
    Forwarder forwarder = forwarder(server.address());
    assertThat(ask(forwarder, question("a.example.", Type.A)).getRcode()).isEqualTo(Rcode.SERVFAIL);
    Message query = question("a.example.", Type.A);
    query.getHeader().unsetFlag(Flags.RD);
    assertThat(ask(forwarder, query).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  /** Our zone is "ours.": alias1.example. -> alias2.example. -> web.ours. */
  @ParameterizedTest
  @CsvSource({
    "web.ours.,     true,  NOERROR,  alias1.example. CNAME|alias2.example. CNAME|web.ours. A 10.1.2.3",
    "web.ours.,     false, NOERROR,  alias1.example. CNAME|alias2.example. CNAME|web.ours. A 10.1.2.3",
    "nothing.ours., true,  NXDOMAIN, alias1.example. CNAME|alias2.example. CNAME",
    "web.other.,    true,  NOERROR,  alias1.example. CNAME|alias2.example. CNAME|web.other. A 203.0.113.66",
  })
  void anAliasIntoOurOwnZoneLeadsToOurOwnData(
      String target, boolean upstreamResolves, String rcode, String answer) throws Exception {
    UpstreamServer server =
        upstream(
            (question, datagram) -> {
              Message reply = reply(question);
              alias(reply, "alias1.example.", "alias2.example.");
              alias(reply, "alias2.example.", target);
              if (upstreamResolves) {
                reply.addRecord(record(target, "203.0.113.66"), Section.ANSWER);
                reply.addRecord(soa(target.substring(target.indexOf('.') + 1)), Section.AUTHORITY);
              }
              return List.of(reply.toWire());
            });
    OwnNames own =
        (name, type, client) -> {
          if (!name.toString().endsWith(".ours.")) {
            return Optional.empty();
          }
          Message ours = new Message();
          if (name.toString().equals("web.ours.")) {
            ours.addRecord(record("web.ours.", "10.1.2.3"), Section.ANSWER);
          } else {
            ours.getHeader().setRcode(Rcode.NXDOMAIN);
            ours.addRecord(soa("ours."), Section.AUTHORITY);
          }
          return Optional.of(ours);
        };
    Forwarder forwarder =
        new Forwarder(
            new ForwardSettings(
                List.of(server.address()),
                Map.of(),
                TIMEOUT,
                ForwardSettings.PRIVATE,
                100,
                100,
                UdpSizes.DEFAULT),
            own,
            OPT,
            clock,
            counters);

    for (int i = 0; i < 2; i++) { // from the upstream, then from the cache
      Message reply = ask(forwarder, question("alias1.example.", Type.A));
      assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
      assertThat(
              reply.getSection(Section.ANSWER).stream()
                  .map(
                      record ->
                          record.getName()
                              + " "
                              + Type.string(record.getType())
                              + (record instanceof ARecord address
                                  ? " " + address.getAddress().getHostAddress()
                                  : ""))
                  .collect(Collectors.joining("|")))
          .isEqualTo(answer);
      assertThat(reply.getSection(Section.AUTHORITY)).hasSize(target.equals("web.ours.") ? 0 : 1);
    }
    assertThat(server.seen()).hasSize(1);
  }

  private static void alias(Message reply, String from, String to) throws IOException {
    reply.addRecord(
        new CNAMERecord(Name.fromString(from), DClass.IN, 60, Name.fromString(to)), Section.ANSWER);
  }

  private static Record record(String name, String address) {
    try {
      return new ARecord(Name.fromString(name), DClass.IN, 60, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static Record soa(String zone) {
    try {
      Name name = Name.fromString(zone);
      return new SOARecord(name, DClass.IN, 60, name, name, 1, 2, 3, 4, 5);
    } catch (IOException e) {
      throw new IllegalArgumentException(zone, e);
    }
  }

  private static ExtendedErrorCodeOption error(Message reply) {
    return (ExtendedErrorCodeOption)
        reply.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0);
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
                List.of(silent.address()),
                Map.of(),
                TIMEOUT,
                ForwardSettings.PRIVATE,
                100,
                3,
                UdpSizes.DEFAULT),
            OwnNames.NONE,
            OPT,
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
