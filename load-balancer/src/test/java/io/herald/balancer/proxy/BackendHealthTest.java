package io.herald.balancer.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Active checks and what becomes of backends that fail them. */
class BackendHealthTest {

  private static final InetAddress LOCAL = TestPlane.LOCAL;
  private static final Optional<String> PATH = Optional.of("/health");

  private final FreePorts ports = new FreePorts();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final int vip = ports.take();

  @AfterEach
  void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    ports.close();
  }

  private <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }

  /** Answers every request so; not at all if it is to say nothing. */
  private Backend server(AtomicReference<String> status) throws IOException {
    int port = ports.take();
    opened(
        new TestBackend(
            LOCAL,
            port,
            socket -> {
              InputStream in = socket.getInputStream();
              String request = TestBackend.readLine(in);
              while (!TestBackend.readLine(in).strip().isEmpty()) {
                // the header's other lines
              }
              String answer = request.startsWith("GET /health ") ? status.get() : "200 OK";
              if (answer.isEmpty()) {
                in.read(); // until the other side gives up
              } else {
                socket
                    .getOutputStream()
                    .write(
                        ("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n" + port + "\n")
                            .getBytes(US_ASCII));
              }
            }));
    return TestPlane.backend(port);
  }

  private void assertServedBy(Backend... backends) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(ask());
    }
    assertThat(answers)
        .containsOnly(
            List.of(backends).stream()
                .map(backend -> Integer.toString(backend.port()))
                .toArray(String[]::new));
  }

  private String ask() throws IOException {
    try (Socket socket = new Socket(LOCAL, vip)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n")).strip();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200 OK, true",
    "204 No Content, true",
    "302 Found, true",
    "399 x, true",
    "400 Bad Request, false",
    "404 Not Found, false",
    "503 Service Unavailable, false",
    "nonsense, false",
    "'', false"
  })
  void anHttpCheckWantsAStatusFrom200To399(String status, boolean up) throws IOException {
    TestPlane plane = opened(new TestPlane(true));
    Backend checked = server(new AtomicReference<>(status));
    Backend well = server(new AtomicReference<>("200 OK"));
    // The one that fails for certain shows that checks have been made.
    Backend bad = server(new AtomicReference<>("500 Internal Server Error"));
    plane.serve(
        VipProtocol.TCP, vip, new TestPlane.Options().check(PATH).get(), checked, well, bad);
    await().until(() -> plane.backends("down") == (up ? 1 : 2));
    if (up) {
      assertServedBy(checked, well);
    } else {
      assertServedBy(well);
    }
  }

  @Test
  void aBackendThatFailsIsTakenOutAndInAgainAndOpenConnectionsStay() throws IOException {
    TestPlane plane = opened(new TestPlane(true));
    AtomicReference<String> status = new AtomicReference<>("200 OK");
    Backend first = server(status);
    Backend second = server(new AtomicReference<>("200 OK"));
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().check(PATH).get(), first, second);
    assertServedBy(first, second);
    status.set("");
    await().until(() -> plane.backends("down") == 1);
    assertServedBy(second);
    status.set("200 OK");
    await().until(() -> plane.backends("up") == 2);
    assertServedBy(first, second);
  }

  /** A server that is cut off while it writes logs a broken pipe, at every check. */
  @ParameterizedTest
  @ValueSource(strings = {"by length", "in chunks", "to the end"})
  void anAnswerIsReadToItsEnd(String body) throws Exception {
    TestPlane plane = opened(new TestPlane(true));
    String text = "x".repeat(300_000);
    String answer =
        switch (body) {
          case "by length" -> "Content-Length: 300000\r\n\r\n" + text;
          case "in chunks" ->
              "Transfer-Encoding: chunked\r\n\r\n493e0\r\n" + text + "\r\n0\r\n\r\n";
          default -> "\r\n" + text;
        };
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    int port = ports.take();
    opened(
        new TestBackend(
            LOCAL,
            port,
            socket -> {
              InputStream in = socket.getInputStream();
              while (!TestBackend.readLine(in).strip().isEmpty()) {
                // the request
              }
              try {
                OutputStream out = socket.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
                out.write(answer.getBytes(US_ASCII));
                if (body.equals("to the end")) {
                  socket.shutdownOutput();
                }
                ends.add(in.read() < 0 ? "closed" : "more");
              } catch (IOException e) {
                ends.add(String.valueOf(e.getMessage()));
              }
            }));
    plane.serve(
        VipProtocol.TCP, vip, new TestPlane.Options().check(PATH).get(), TestPlane.backend(port));
    await().until(() -> ends.size() >= 3);
    assertThat(ends).containsOnly("closed");
    await().until(() -> plane.backends("up") == 1);
  }

  @Test
  void aTcpCheckWantsAConnection() throws IOException {
    TestPlane plane = opened(new TestPlane(true));
    Backend well = server(new AtomicReference<>("200 OK"));
    Backend gone = TestPlane.backend(ports.take());
    plane.serve(
        VipProtocol.TCP, vip, new TestPlane.Options().check(Optional.empty()).get(), well, gone);
    await().until(() -> plane.backends("down") == 1);
    assertServedBy(well);
    assertThat(plane.plane.status().problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void theLastHealthyOneIsKeptUnlessThatIsSwitchedOff(boolean failOpen) throws IOException {
    TestPlane plane = opened(new TestPlane(true, failOpen, 100));
    Backend first = server(new AtomicReference<>("503 x"));
    Backend second = server(new AtomicReference<>("503 x"));
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().check(PATH).get(), first, second);
    await().until(() -> plane.backends("down") == 2);
    if (failOpen) {
      assertServedBy(first, second);
    } else {
      assertThatThrownBy(this::ask).isInstanceOf(SocketException.class);
    }
    assertThat(plane.plane.status().problems())
        .extracting(PlaneProblem::what)
        .singleElement()
        .asString()
        .contains("all 2 backends are unhealthy", failOpen ? "tried" : "reset");
  }

  @Test
  void withoutACheckWhatItHasFoundIsForgotten() throws IOException {
    TestPlane plane = opened(new TestPlane(true));
    Backend first = server(new AtomicReference<>("503 x"));
    Backend second = server(new AtomicReference<>("200 OK"));
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().check(PATH).get(), first, second);
    await().until(() -> plane.backends("down") == 1);
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, first, second);
    assertServedBy(first, second);
  }
}
