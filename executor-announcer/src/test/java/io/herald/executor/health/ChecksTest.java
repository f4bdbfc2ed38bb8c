package io.herald.executor.health;

import static io.herald.executor.TestTasks.dead;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.executor.probe.ProbeClient;
import io.herald.executor.probe.RawServer;
import io.herald.jobs.ResponseCodes;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path sandbox;
  private final CountDownLatch released = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopServer() {
    released.countDown();
    server.stop(0);
  }

  @ParameterizedTest(name = "{5} answer {0} \"{1}\", expected \"{2}\" and {3}: {4}")
  @CsvSource(
      quoteCharacter = '\'',
      textBlock =
          """
          200, ok,            ok, 0,   '', ''
          200, ' OK ',        ok, 0,   '', ''
          200, anything,      '', 0,   '', ''
          500, broken,        '', 0,   '', ''
          200, not ok,        ok, 0,   'got status 200 and "not ok", expected "ok".', H11
          200, a longer text, ok, 0,   'got status 200 and "a longer ...", expected "ok".', H11
          500, ok,            ok, 0,   'got status 500 and "", expected "ok".', ''
          400, x,             '', 200, 'got status 400 and "", expected status 200.', H12
          501, x,             '', 200, 'got status 501 and "", expected status 200.', H12
          501, x,             ok, 200, 'got status 501 and "", expected status 200 and "ok".', H12
          503, x,             '', 503, '', ''
          299, x,             '', 2xx, '', ''
          302, x,             '', '2xx,300-302', '', ''
          500, x,             '', 2xx, 'got status 500 and "", expected status 200-299.', ''
          """)
  void anHttpAnswerIsJudgedByBodyAndStatus(
      int status, String body, String expectedBody, String expectedCodes, String reason, String id)
      throws Exception {
    answer(status, body.getBytes(UTF_8));

    CheckResult result = check(port(), "/health", expectedBody, expectedCodes, LONG).run();

    String sentence =
        reason.isEmpty() ? "" : "GET http://localhost:" + port() + "/health " + reason;
    assertThat(result).as(id).isEqualTo(new CheckResult(reason.isEmpty(), sentence));
  }

  @Test
  void anEndlessHttpAnswerIsCutOff() throws Exception {
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[8192];
          while (released.getCount() > 0) {
            exchange.getResponseBody().write(piece);
          }
        });

    assertThat(check(port(), "/endless", "", "0", LONG).run().passed()).isTrue();
  }

  @Test
  void aServerThatDoesNotAnswerInTimeFails() throws Exception {
    server.createContext(
        "/health",
        exchange -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    CheckResult result = check(port(), "/health", "ok", "0", SHORT).run();

    assertThat(result)
        .isEqualTo(
            CheckResult.fail(
                "GET http://localhost:" + port() + "/health was not answered within 0.2 s."));
  }

  @Test
  void aServerOfOneThreadAnswersOthersBetweenTwoChecks() throws Exception {
    try (RawServer service = RawServer.on("127.0.0.1", RawServer.keepingAlive("ok"))) {
      for (int check = 1; check <= 3; check++) {
        assertThat(check(service.port(), "/health", "ok", "0", LONG).run())
            .isEqualTo(CheckResult.pass());
        assertThat(new TcpCheck(ProbeClient.LOCALHOST, service.port(), LONG).run())
            .isEqualTo(CheckResult.pass());
      }
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
        other.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertThat(other.getInputStream().readNBytes(15)).asString().isEqualTo("HTTP/1.1 200 OK");
      }
    }
  }

  @Test
  void aServerOnIpv6AlonePassesBothNetworkChecks() throws Exception {
    try (RawServer service = RawServer.on("::1", RawServer.keepingAlive("ok"))) {
      assertThat(check(service.port(), "/health", "ok", "0", LONG).run())
          .isEqualTo(CheckResult.pass());
      assertThat(new TcpCheck(ProbeClient.LOCALHOST, service.port(), LONG).run())
          .isEqualTo(CheckResult.pass());
    }
  }

  @Test
  void aPortThatNobodyListensOnFailsBothNetworkChecks() throws Exception {
    int port = PORTS.take();

    assertThat(check(port, "/health", "ok", "0", LONG).run().reason())
        .isEqualTo(
            "GET http://localhost:%d/health failed: 127.0.0.1: connection refused; ::1: connection"
                    .formatted(port)
                + " refused.");
    assertThat(new TcpCheck(ProbeClient.LOCALHOST, port, LONG).run().reason())
        .isEqualTo(
            "No connection to localhost:%d: 127.0.0.1: connection refused; ::1: connection refused."
                .formatted(port));
  }

  @Test
  void anOpenPortPassesTheTcpCheck() throws Exception {
    assertThat(new TcpCheck(ProbeClient.LOCALHOST, port(), LONG).run())
        .isEqualTo(CheckResult.pass());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          true, ``
          test $PORT_FOO = 9001, ``
          echo out; echo err >&2; exit 3, The shell check exited with code 3: out | err
          printf 'a\\033[2J\\n\\n\\tb\\n'; exit 1, The shell check exited with code 1: a?[2J | b
          ls -A; exit 1, The shell check exited with code 1 and printed nothing.
          seq 1 2000; exit 1, The shell check exited with code 1: …8 | LAST
          false, The shell check exited with code 1 and printed nothing.
          """)
  void aShellCheckPassesOnZeroAndQuotesItsOutput(String command, String reason) throws Exception {
    CheckResult result =
        new ShellCheck(
                command, sandbox, Map.of("PORT_FOO", "9001", "PATH", System.getenv("PATH")), LONG)
            .run();

    String lastNumbers =
        IntStream.rangeClosed(1899, 2000).mapToObj(Integer::toString).collect(joining(" | "));
    assertThat(result)
        .isEqualTo(new CheckResult(reason.isEmpty(), reason.replace("LAST", lastNumbers)));
    assertThat(sandbox).isEmptyDirectory();
  }

  @Test
  void aChattyShellCheckIsNeitherStoppedNorKept() throws Exception {
    // A thousand times what a pipe holds.
    String chatty = "head -c 64000000 /dev/zero | tr '\\0' x; echo; echo the end; exit 1";

    CheckResult result = new ShellCheck(chatty, sandbox, environment(), LONG).run();

    assertThat(result.reason())
        .startsWith("The shell check exited with code 1: …xxx")
        .endsWith("xxx | the end")
        .hasSizeLessThan(600);
    assertThat(sandbox).isEmptyDirectory();
  }

  @Test
  void aShellCheckThatNeverStopsPrintingEndsWithItsTimeout() throws Exception {
    CheckResult result = new ShellCheck("yes", sandbox, environment(), SHORT).run();

    assertThat(result.reason()).startsWith("Health check timed out.");
  }

  @Test
  void aStrayThatHoldsTheOutputOpenIsNotWaitedFor() throws Exception {
    CheckResult result =
        new ShellCheck(
                "setsid sh -c 'echo $$ > pid; exec sleep 600' & "
                    + "until [ -s pid ]; do sleep 0.01; done; echo started; exit 1",
                sandbox,
                environment(),
                LONG)
            .run();
    long stray = Long.parseLong(Files.readString(sandbox.resolve("pid")).strip());

    assertThat(ProcessHandle.of(stray).orElseThrow().destroyForcibly()).isTrue();
    assertThat(result.reason()).isEqualTo("The shell check exited with code 1: started");
  }

  @Test
  void aShellCheckThatTakesTooLongIsKilledWithItsChildren() throws Exception {
    Path pidFile = sandbox.resolve("pid");

    // The time-out has to be long enough for the shell to write the file.
    CheckResult result =
        new ShellCheck("sleep 600 & echo $! > pid; wait", sandbox, Map.of(), Duration.ofSeconds(2))
            .run();

    assertThat(result.reason()).isEqualTo("Health check timed out.");
    long child = Long.parseLong(Files.readString(pidFile).strip());
    await().until(() -> dead(child));
  }

  private static HttpCheck check(
      int port, String endpoint, String body, String codes, Duration timeout) {
    return new HttpCheck(
        false, ProbeClient.LOCALHOST, port, endpoint, body, ResponseCodes.parse(codes), timeout);
  }

  private static Map<String, String> environment() {
    return Map.of("PATH", System.getenv("PATH"));
  }

  private void answer(int status, byte[] body) {
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private int port() {
    return server.getAddress().getPort();
  }
}
