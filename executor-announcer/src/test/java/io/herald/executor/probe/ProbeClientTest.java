package io.herald.executor.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.herald.certificates.SelfSigned;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeClientTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int LIMIT = 10;

  private final ProbeClient question = new ProbeClient();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          a length       | HTTP/1.1 200 OK~Content-Length: 2~~ok                      | 200 ok
          bare newlines  | HTTP/1.1 200 OK^content-length:2^^ok                       | 200 ok
          no reason      | HTTP/1.1 200~Content-Length: 2~~ok                         | 200 ok
          no body        | HTTP/1.1 204 No Content~~                                  | 204
          chunks         | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~o~1;x=y~k~0~~| 200 ok
          trailers       | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~A: b~~  | 200 ok
          interim first  | HTTP/1.1 100 Continue~~HTTP/1.1 103 Hints~A: b~~HTTP/1.1 200 OK~Content-Length: 2~~ok | 200 ok
          more than asked| HTTP/1.1 200 OK~Content-Length: 999~~0123456789            | 200 0123456789
          a long chunk   | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~ffffff~0123456789 | 200 0123456789
          refused        | HTTP/1.1 503 Busy~Content-Length: 4~~down                  | 503 down
          not a length   | HTTP/1.1 200 OK~Content-Length: two~~ok                    | 200, its Content-Length is "two", which is not a length
          not a chunk    | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~ok          | 200, a chunk of its body begins with "zz"
          """)
  void anAnswerIsReadToItsEndAndNotToTheConnections(String what, String answer, String expected)
      throws Exception {
    try (RawServer server = RawServer.on("127.0.0.1", RawServer.answering(wire(answer)))) {
      assertThat(text(question.get(uri(server, "/"), LIMIT, LONG))).as(what).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          HTTP/1.0       | HTTP/1.0 200 OK~~ok                       | 200 ok
          too short      | HTTP/1.1 200 OK~Content-Length: 5~~ok     | 200 ok, it ended too early
          nothing        | ``                                        | the connection was closed without an answer
          half a head    | HTTP/1.1 200 OK~Content-                  | its answer ended too early
          not HTTP       | SSH-2.0-x~                                | its answer is not HTTP: it begins with "SSH-2.0-x"
          """)
  void theConnectionsEndEndsAnAnswer(String what, String answer, String expected) throws Exception {
    RawServer.Serving once =
        connection -> {
          RawServer.readHead(connection);
          connection.getOutputStream().write(wire(answer).getBytes(ISO_8859_1));
        };
    try (RawServer server = RawServer.on("127.0.0.1", once)) {
      String told;
      try {
        told = text(question.get(uri(server, "/"), LIMIT, LONG));
      } catch (IOException e) {
        told = e.getMessage();
      }
      assertThat(told).as(what).isEqualTo(expected);
    }
  }

  @Test
  void theRequestAsksForTheConnectionsEndAndNamesHostPathAndQuery() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    RawServer.Serving serving =
        connection -> {
          byte[] request = new byte[8192];
          int length = connection.getInputStream().read(request);
          heard.add(new String(request, 0, length, ISO_8859_1));
          connection
              .getOutputStream()
              .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
        };
    try (RawServer server = RawServer.on("127.0.0.1", serving)) {
      question.get(uri(server, "/a%20b?c=d"), LIMIT, LONG);
      question.post(uri(server, ""), LIMIT, LONG);

      String rest =
          "Host: localhost:%d\r\nConnection: close\r\nUser-Agent: herald\r\nAccept: */*\r\n"
              .formatted(server.port());
      assertThat(heard)
          .containsExactly(
              "GET /a%20b?c=d HTTP/1.1\r\n" + rest + "\r\n",
              "POST / HTTP/1.1\r\n" + rest + "Content-Length: 0\r\n\r\n");
    }
  }

  @Test
  void aServerOfOneThreadIsFreeForOthersAfterEachQuestion() throws Exception {
    try (RawServer server = RawServer.on("127.0.0.1", RawServer.keepingAlive("ok"))) {
      for (int round = 1; round <= 3; round++) {
        assertThat(text(question.get(uri(server, "/"), LIMIT, LONG))).isEqualTo("200 ok");
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          other.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
          byte[] start = other.getInputStream().readNBytes(15);
          assertThat(new String(start, ISO_8859_1)).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(server.connections).hasValue(2 * round);
      }
    }
  }

  @Test
  void aServerThatIsOnOneOfLocalhostsAddressesAloneIsFound() throws Exception {
    for (String address : List.of("127.0.0.1", "::1")) {
      try (RawServer server = RawServer.on(address, RawServer.keepingAlive("ok"))) {
        assertThat(text(question.get(uri(server, "/"), LIMIT, LONG)))
            .as(address)
            .isEqualTo("200 ok");
        ProbeClient.connect("localhost", server.port(), LONG);
      }
    }
  }

  @Test
  void ofEachAddressIsToldWhyItDoesNotAnswer() throws Exception {
    int port = PORTS.take();

    assertThatThrownBy(() -> ProbeClient.connect("localhost", port, LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1: connection refused")
        .hasMessageContaining("::1: connection refused");
  }

  @Test
  void theTimeIsForTheWholeAnswerHoweverSlowlyItDrips() throws Exception {
    byte[] tlsRecord = {0x16, 0x03, 0x03, 0x3f, 0x00};
    try (RawServer server = RawServer.on("127.0.0.1", dripping(new byte[0]));
        RawServer secured = RawServer.on("127.0.0.1", dripping(tlsRecord))) {
      assertThatThrownBy(() -> question.get(uri(server, "/"), LIMIT, SHORT))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(
              () ->
                  question.get(
                      URI.create("https://localhost:" + secured.port() + "/"), LIMIT, SHORT))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Whole of nothing for as long as the client stays, and never silent for long. */
  private static RawServer.Serving dripping(byte[] first) {
    return connection -> {
      connection.getOutputStream().write(first);
      while (true) {
        connection.getOutputStream().write('x');
        Thread.sleep(5);
      }
    };
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsToldBesideTheStatus() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok";
    try (RawServer server = RawServer.on("127.0.0.1", RawServer.answering(half))) {
      assertThat(text(question.get(uri(server, "/"), LIMIT, SHORT)))
          .isEqualTo("200 ok, no answer came in time");
    }
  }

  @Test
  void aHeadWithoutAnEndIsCutOff() throws Exception {
    try (RawServer server = RawServer.on("127.0.0.1", RawServer.endless(() -> {}))) {
      assertThatThrownBy(() -> question.get(uri(server, "/"), LIMIT, LONG))
          .hasMessage("the head of its answer exceeds 64 KB");
    }
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    AtomicReference<Exception> end = new AtomicReference<>();
    RawServer.Serving silent =
        connection -> {
          RawServer.silent(asked::countDown).serve(connection);
          left.countDown();
        };
    try (RawServer server = RawServer.on("127.0.0.1", silent)) {
      Thread asking =
          new Thread(
              () -> {
                try {
                  question.get(uri(server, "/"), LIMIT, Duration.ofHours(1));
                } catch (Exception e) {
                  end.set(e);
                }
              });
      asking.start();
      asked.await();

      asking.interrupt();

      asking.join();
      assertThat(end.get()).isInstanceOf(InterruptedException.class);
      left.await(); // And the connection is closed.
    }
  }

  @Test
  void redirectsAreFollowed() throws Exception {
    try (RawServer target = RawServer.on("127.0.0.1", RawServer.keepingAlive("there"));
        RawServer server =
            RawServer.on("127.0.0.1", redirectTo("http://localhost:" + target.port() + "/x"))) {
      assertThat(text(question.get(uri(server, "/"), LIMIT, LONG))).isEqualTo("200 there");
      assertThat(text(question.post(uri(server, "/"), LIMIT, LONG))).isEqualTo("302");
    }
  }

  @Test
  void aRedirectThatLeadsNowhereNamesItsTargetAndACircleEnds() throws Exception {
    try (RawServer closed = RawServer.on("127.0.0.1", RawServer.keepingAlive(""));
        RawServer nowhere =
            RawServer.on("127.0.0.1", redirectTo("http://127.0.0.1:" + closed.port() + "/gone"));
        RawServer circle = RawServer.on("127.0.0.1", redirectTo("/again"));
        RawServer file = RawServer.on("127.0.0.1", redirectTo("file:///etc/passwd"))) {
      closed.close();

      assertThatThrownBy(() -> question.get(uri(nowhere, "/"), LIMIT, LONG))
          .hasMessage(
              "it redirects to http://127.0.0.1:%d/gone: 127.0.0.1: connection refused",
              closed.port());
      assertThat(text(question.get(uri(circle, "/"), LIMIT, LONG))).isEqualTo("302");
      assertThat(text(question.get(uri(file, "/"), LIMIT, LONG))).isEqualTo("302");
    }
  }

  @Test
  void overTlsAnyCertificateWillDoButNeverIsARedirectToPlainHttpFollowed() throws Exception {
    HttpsServer server = secured();
    try {
      String base = "https://localhost:" + server.getAddress().getPort();

      assertThat(text(question.get(URI.create(base + "/health"), LIMIT, LONG))).isEqualTo("200 ok");
      assertThat(text(question.get(URI.create(base + "/long"), 40_000, LONG)))
          .isEqualTo("200 " + "x".repeat(40_000));
      assertThat(text(question.get(URI.create(base + "/down"), LIMIT, LONG))).isEqualTo("302");
      assertThatThrownBy(
              () ->
                  question.get(
                      URI.create("http://localhost:" + server.getAddress().getPort() + "/"),
                      LIMIT,
                      LONG))
          .isInstanceOf(IOException.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerWithoutTlsIsToldFromOneThatIsAway() throws Exception {
    try (RawServer server = RawServer.on("127.0.0.1", RawServer.answering("HTTP/1.1 400 No\r\n"))) {
      assertThatThrownBy(
              () ->
                  question.get(
                      URI.create("https://localhost:" + server.port() + "/"), LIMIT, SHORT))
          .isInstanceOf(IOException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("refused").isNotBlank());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "2001:db8::5, 2001:db8::5",
    "fe80::1:2:3:4, fe80::1:2:3:4",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8"
  })
  void addressesAreWrittenShort(String address, String text) throws Exception {
    assertThat(TargetAddresses.text(InetAddress.getByName(address))).isEqualTo(text);
  }

  private static RawServer.Serving redirectTo(String location) {
    return RawServer.answering(
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
  }

  private static URI uri(RawServer server, String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  /** {@code ~} stands for CRLF, {@code ^} for LF. */
  private static String wire(String text) {
    return text.replace("~", "\r\n").replace('^', '\n');
  }

  private static String text(HttpReply answer) {
    String body = new String(answer.body(), UTF_8);
    return answer.status()
        + (body.isEmpty() ? "" : " " + body)
        + answer.bodyProblem().map(why -> ", " + why).orElse("");
  }

  /** With a certificate for no host at all. */
  private static HttpsServer secured() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.forHosts("elsewhere").shown()));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().add("Location", "http://localhost:1/plain");
            byte[] body = (path.equals("/long") ? "x".repeat(40_000) : "ok").getBytes(UTF_8);
            boolean down = path.equals("/down");
            exchange.sendResponseHeaders(down ? 302 : 200, down ? -1 : body.length);
            if (!down) {
              exchange.getResponseBody().write(body);
            }
          }
        });
    server.start();
    return server;
  }
}
