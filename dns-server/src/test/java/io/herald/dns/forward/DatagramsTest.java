package io.herald.dns.forward;

import static io.herald.dns.forward.Messages.addresses;
import static io.herald.dns.forward.Messages.answer;
import static io.herald.dns.forward.Messages.good;
import static io.herald.dns.forward.Messages.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.forward.UpstreamServer.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Which port a question goes upstream from, and which question an answer is taken for. */
class DatagramsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ForwardCounters counters = new ForwardCounters();
  private final Datagrams datagrams = new Datagrams(counters);
  private UpstreamServer server;

  @AfterEach
  void stop() throws IOException {
    datagrams.close();
    server.close();
  }

  private CompletableFuture<byte[]> ask(Message question) {
    return datagrams.sendAndReceiveUdp(
        null, server.address(), question, question.toWire(), 1232, PATIENCE);
  }

  private static Message got(CompletableFuture<byte[]> answer) throws Exception {
    return new Message(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  private static Message numbered(int id, String name) {
    Message question = question(name, Type.A);
    question.getHeader().setID(id);
    return question;
  }

  private void serve(Script script) throws IOException {
    server = new UpstreamServer(script);
  }

  @Test
  void aBurstSharesPortsWhichAreClosedBehindIt() throws Exception {
    serve(good("192.0.2.1"));
    int questions = 3 * Datagrams.QUESTIONS_OF_A_SOCKET + 1;
    List<CompletableFuture<byte[]>> asked =
        IntStream.range(0, questions)
            .mapToObj(i -> ask(numbered(i, "n" + i + ".example.")))
            .toList();
    for (CompletableFuture<byte[]> one : asked) {
      assertThat(addresses(got(one))).containsExactly("192.0.2.1");
    }
    Map<Integer, Long> ofPorts =
        server.seen().stream()
            .collect(Collectors.groupingBy(UpstreamServer.Seen::port, Collectors.counting()));

    assertThat(ofPorts).hasSizeGreaterThanOrEqualTo(4);
    assertThat(ofPorts.values())
        .allMatch(count -> count <= Datagrams.QUESTIONS_OF_A_SOCKET)
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(questions));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(openPorts()).doesNotContainAnyElementsOf(ofPorts.keySet()));
  }

  @Test
  void aQuestionThatNoOtherWaitsBesideHasAPortOfItsOwn() throws Exception {
    serve(good("192.0.2.1"));
    for (int i = 0; i < 20; i++) {
      assertThat(addresses(got(ask(numbered(i, "n" + i + ".example."))))).hasSize(1);
    }
    // The kernel may give a port again.
    assertThat(server.seen().stream().map(UpstreamServer.Seen::port).distinct())
        .hasSizeGreaterThan(15);
  }

  /** The ports of this machine's UDP sockets over IPv4. */
  private static List<Integer> openPorts() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/net/udp"))) {
      return lines
          .skip(1)
          .map(line -> line.strip().split("\\s+")[1])
          .map(address -> Integer.parseInt(address.substring(address.indexOf(':') + 1), 16))
          .toList();
    }
  }

  @Test
  void twoQuestionsOfOneIdAreNeverOnOnePort() throws Exception {
    serve((question, datagram) -> List.of());
    List<CompletableFuture<byte[]>> asked =
        List.of(ask(numbered(7, "a.example.")), ask(numbered(7, "b.example.")));
    await().atMost(PATIENCE).until(() -> server.seen().size() == 2);

    assertThat(server.seen()).extracting(UpstreamServer.Seen::port).doesNotHaveDuplicates();
    assertThat(asked).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void answersInAnyOrderReachTheirQuestions() throws Exception {
    List<Message> held = new ArrayList<>();
    serve(
        (question, datagram) -> {
          held.add(question);
          if (held.size() < 2) {
            return List.of();
          }
          return List.of(answer(held.get(1), "192.0.2.2", 0), answer(held.get(0), "192.0.2.1", 0));
        });
    CompletableFuture<byte[]> first = ask(numbered(1, "a.example."));
    CompletableFuture<byte[]> second = ask(numbered(2, "b.example."));

    assertThat(addresses(got(first))).containsExactly("192.0.2.1");
    assertThat(addresses(got(second))).containsExactly("192.0.2.2");
    assertThat(counters.strays()).isZero();
  }
}
