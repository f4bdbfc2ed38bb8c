package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.herald.executor.probe.ProbeLoop.Answered;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop hears what a client that waits hears, of very many at once. */
class ProbeLoopTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int LIMIT = 10;
  private static final int ROUNDS = 400;
  private static final int MOST_AT_ONCE = 256;
  private static final int MORE = 20;

  private ProbeLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = new ProbeLoop("probe-loop-test");
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void anAnswerIsReadAsTheClientReadsItInWhateverPiecesItComes() throws Exception {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("ProbeLoopTest: -Dseed=" + seed);
    Random random = new Random(seed);
    AtomicReference<List<String>> pieces = new AtomicReference<>(List.of());
    RawServer.Serving serving =
        connection -> {
          connection.setTcpNoDelay(true);
          RawServer.readHead(connection);
          for (String piece : pieces.get()) {
            connection.getOutputStream().write(piece.getBytes(ISO_8859_1));
          }
        };
    ProbeClient client = new ProbeClient();
    try (RawServer server = RawServer.on("127.0.0.1", serving)) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/");
      for (int round = 0; round < ROUNDS; round++) {
        String answer = answer(random);
        pieces.set(List.of(answer));
        String waited = waited(client, uri);
        pieces.set(cut(answer, random));

        assertThat(text(get(uri, LONG)))
            .as("seed %d, round %d: %s in %s", seed, round, answer, pieces)
            .isEqualTo(waited);
      }
    }
  }

  private static String waited(ProbeClient client, URI uri) throws InterruptedException {
    try {
      return text(new Answered(client.post(uri, LIMIT, LONG), null)); // follows no redirect
    } catch (IOException e) {
      return text(new Answered(null, e));
    }
  }

  /** Of what servers send, and sometimes the beginning of it alone. */
  private static String answer(Random random) {
    String body = "0123456789abcdef".substring(random.nextInt(16));
    String answer =
        one(random, "HTTP/1.1 100 Continue~~", "", "", "")
            + one(random, "HTTP/1.1 200 OK~", "HTTP/1.0 200~", "HTTP/1.1 302 Found~Location: /~")
            + one(random, "", "A: b~", "Content-Length: two~")
            + one(
                random,
                "Content-Length: " + body.length() + "~~" + body,
                "Content-Length: " + (body.length() + 3) + "~~" + body,
                "Transfer-Encoding: chunked~~"
                    + Integer.toHexString(body.length())
                    + "~"
                    + body
                    + "~0~"
                    + one(random, "~", "C: d~~"),
                "Transfer-Encoding: chunked~~zz~" + body,
                "~" + body);
    answer = one(random, answer, answer, answer, answer, "SSH-2.0-x~", "").replace("~", "\r\n");
    return random.nextInt(3) == 0
        ? answer.substring(0, random.nextInt(answer.length() + 1))
        : answer;
  }

  private static String one(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static List<String> cut(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    int longest = 1 + random.nextInt(30);
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(longest));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  @Test
  void soManyHaveAConnectionAtATimeAndEachOtherOneItsTurn() throws Exception {
    BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    try (ServerSocket server =
        new ServerSocket(0, MOST_AT_ONCE + MORE, InetAddress.getLoopbackAddress())) {
      Thread accepting = new Thread(() -> accept(server, accepted), "accepting");
      accepting.setDaemon(true);
      accepting.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      List<CompletableFuture<Answered>> asked = new ArrayList<>();
      for (int i = 0; i < MOST_AT_ONCE + MORE; i++) {
        CompletableFuture<Answered> answer = new CompletableFuture<>();
        loop.get(uri, LIMIT, LONG, answer::complete);
        asked.add(answer);
      }
      await().until(() -> accepted.size() == MOST_AT_ONCE);

      for (int i = 0; i < asked.size(); i++) {
        assertThat(accepted).as("at a time").hasSizeLessThanOrEqualTo(MOST_AT_ONCE);
        try (Socket connection = accepted.poll(5, TimeUnit.MINUTES)) {
          RawServer.readHead(connection);
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
        }
      }
      for (CompletableFuture<Answered> answer : asked) {
        assertThat(text(answer.get(5, TimeUnit.MINUTES))).isEqualTo("200 ok");
      }
    }
  }

  private static void accept(ServerSocket server, BlockingQueue<Socket> accepted) {
    while (!server.isClosed()) {
      try {
        accepted.add(server.accept());
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  @Test
  void whoIsSilentOrNeverEndsHoldsUpNobodyElse() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    try (RawServer quiet = RawServer.on("127.0.0.1", RawServer.silent(asked::countDown));
        RawServer talker = RawServer.on("127.0.0.1", RawServer.endless(asked::countDown));
        RawServer good = RawServer.on("127.0.0.1", RawServer.keepingAlive("ok"))) {
      CompletableFuture<Answered> ofTalker = new CompletableFuture<>();
      loop.get(uri(quiet), LIMIT, LONG, answer -> {});
      loop.get(uri(talker), LIMIT, LONG, ofTalker::complete);
      asked.await();

      assertThat(text(get(uri(good), LONG))).isEqualTo("200 ok");
      assertThat(text(ofTalker.get(5, TimeUnit.MINUTES)))
          .isEqualTo("the head of its answer exceeds 64 KB");
    }
  }

  @Test
  void theTimeIsForTheWholeAnswerAndWhatCameInItCounts() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok";
    try (RawServer quiet = RawServer.on("127.0.0.1", RawServer::awaitEnd);
        RawServer slow = RawServer.on("127.0.0.1", RawServer.answering(half))) {
      Answered nothing = get(uri(quiet), SHORT);

      assertThat(nothing.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("no answer came in time");
      assertThat(text(get(uri(slow), SHORT))).isEqualTo("200 ok, no answer came in time");
    }
  }

  @Test
  void ofEachAddressIsToldWhyItDoesNotAnswerAsTheClientTellsIt() throws Exception {
    int port = PORTS.take();
    IOException told =
        catchThrowableOfType(IOException.class, () -> ProbeClient.connect("localhost", port, LONG));

    assertThat(connect("localhost", port).failure())
        .hasSameClassAs(told)
        .hasMessage(told.getMessage());
  }

  @Test
  void aServerThatIsOnOneOfLocalhostsAddressesAloneIsFound() throws Exception {
    for (String address : List.of("127.0.0.1", "::1")) {
      try (RawServer server = RawServer.on(address, RawServer.keepingAlive("ok"))) {
        assertThat(connect("localhost", server.port()).failure()).as(address).isNull();
        assertThat(text(get(URI.create("http://localhost:" + server.port() + "/"), LONG)))
            .as(address)
            .isEqualTo("200 ok");
      }
    }
  }

  @Test
  void itsEndEndsTheConnections() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    RawServer.Serving silent =
        connection -> {
          RawServer.silent(asked::countDown).serve(connection);
          left.countDown();
        };
    try (RawServer server = RawServer.on("127.0.0.1", silent)) {
      loop.get(uri(server), LIMIT, LONG, answer -> {});
      asked.await();

      loop.close();

      left.await();
    }
  }

  private Answered get(URI uri, Duration timeout) throws Exception {
    CompletableFuture<Answered> answer = new CompletableFuture<>();
    loop.get(uri, LIMIT, timeout, answer::complete);
    return answer.get(10, TimeUnit.MINUTES);
  }

  private Answered connect(String host, int port) throws Exception {
    CompletableFuture<Answered> answer = new CompletableFuture<>();
    loop.connect(host, port, LONG, answer::complete);
    return answer.get(10, TimeUnit.MINUTES);
  }

  private static URI uri(RawServer server) {
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  private static String text(Answered answered) {
    HttpReply reply = answered.reply();
    IOException failure = answered.failure();
    if (reply == null || failure != null) {
      return String.valueOf(failure == null ? null : failure.getMessage());
    }
    String body = new String(reply.body(), ISO_8859_1);
    return reply.status()
        + (body.isEmpty() ? "" : " " + body)
        + reply.bodyProblem().map(why -> ", " + why).orElse("");
  }
}
