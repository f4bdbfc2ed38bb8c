package io.herald.dns.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who connects and says nothing, over real sockets of several addresses. */
class HttpConnectionsTest {

  private static final String MASTERS = "'masters': ['10.0.0.1:5050']";
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private Path folder;
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  private ApiFixture api(String settings) throws Exception {
    return new ApiFixture(folder).serve("{" + MASTERS + ", " + settings + "}");
  }

  private Socket connect(ApiFixture api, String from) throws IOException {
    return connect("127.0.0.1", api.port(), from);
  }

  private Socket connect(String to, int port, String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(from, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(to, port));
    return socket;
  }

  /** The status of the answer to a request; 0 if the connection is closed without one. */
  private static int status(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write("GET /v1/version HTTP/1.1\r\nHost: herald\r\n\r\n".getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      String line = new String(in.readNBytes("HTTP/1.1 200".length()), US_ASCII);
      return line.isEmpty() ? 0 : Integer.parseInt(line.substring("HTTP/1.1 ".length()));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether the other side has closed it. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      socket.getInputStream().readAllBytes(); // what is left of the answer
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String metrics(ApiFixture api, String from) throws IOException {
    Socket socket = connect(api, from);
    socket.getOutputStream().write("GET /metrics HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private static String metric(String metrics, String result) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("herald_http_connections_total{result=\"" + result))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneClientHasItsShareAndOthersTheRest() throws Exception {
    ApiFixture api = api("'httpConnectionsPerClient': 3");
    for (int i = 0; i < 3; i++) {
      assertThat(status(connect(api, "127.0.0.1"))).isEqualTo(200);
    }
    assertThat(status(connect(api, "127.0.0.1"))).isZero();
    Socket other = connect(api, "127.0.0.2");
    assertThat(status(other)).isEqualTo(200);
    sockets.get(0).close();
    await().until(() -> status(connect(api, "127.0.0.1")) == 200);
  }

  @Test
  void whenAllPlacesAreTakenTheConnectionThatIsIdleForLongestMakesRoom() throws Exception {
    ApiFixture api = api("'httpConnections': 4, 'httpConnectionsPerClient': 4");
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      silent.add(connect(api, "127.0.0.1"));
      assertThat(status(silent.get(i))).isEqualTo(200);
      // It is idle once the server is done with its answer, which is later than the client has it.
      int idle = i + 1;
      await()
          .until(
              () ->
                  api.counted(
                          "herald_http_requests_total",
                          Map.of("path", "/v1/version", "code", "200"))
                      == idle);
    }
    await().until(() -> status(connect(api, "127.0.0.2")) == 200);
    await().until(() -> isClosed(silent.get(0)));
    assertThat(isClosed(silent.get(3))).isFalse();
  }

  @Test
  void aThousandSilentConnectionsOfAForbiddenAddressKeepNobodyOut() throws Exception {
    ApiFixture api = api("'httpAllow': ['127.0.0.2'], 'httpConnections': 10");
    for (int i = 0; i < 1000; i++) {
      connect(api, "127.0.0.1");
    }
    // The event loops count side by side: one may answer before another has looked.
    await()
        .until(
            () ->
                api.counted("herald_http_connections_total", Map.of("result", "forbidden"))
                    == 1000);
    String metrics = metrics(api, "127.0.0.2");
    assertThat(metric(metrics, "forbidden")).isEqualTo("1000.0");
    assertThat(metric(metrics, "accepted")).isEqualTo("1.0");
    assertThat(metric(metrics, "made_room")).isEqualTo("0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 200, 0",
    "::, 200, 200",
  })
  void anAddressMeansItself(String listener, int overIpv4, int overIpv6) throws Exception {
    ApiFixture api =
        new ApiFixture(folder).serve("{" + MASTERS + "}", InetAddress.getByName(listener));
    assertThat(status(connect("127.0.0.1", api.port(), "127.0.0.1"))).isEqualTo(overIpv4);
    assertThat(status(connect("::1", api.port(), "::1"))).isEqualTo(overIpv6);
  }
}
