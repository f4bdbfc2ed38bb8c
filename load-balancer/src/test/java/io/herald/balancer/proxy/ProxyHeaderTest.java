package io.herald.balancer.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.VipProtocol;
import io.herald.ports.FreePorts;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The PROXY protocol's headers, byte for byte, from clients and to backends. */
class ProxyHeaderTest {

  private static final InetAddress LOCAL = TestPlane.LOCAL;

  /** What begins every header of version 2. */
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private final FreePorts ports = new FreePorts();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private TestPlane plane;
  private TestBackend server;
  private Backend backend;
  private int vip;

  @BeforeEach
  void start() throws IOException {
    plane = new TestPlane(true);
    vip = ports.take();
    int port = ports.take();
    server = new TestBackend(LOCAL, port, this::receive);
    backend = TestPlane.backend(port);
  }

  @AfterEach
  void stop() {
    plane.close();
    server.close();
    ports.close();
  }

  /** Notes a header of version 2 in hexadecimal, if one comes, then what follows it. */
  private void receive(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] first = in.readNBytes(4);
    if (new String(first, US_ASCII).equals("ping")) {
      received.add("");
    } else {
      byte[] rest = in.readNBytes(12);
      byte[] addresses = in.readNBytes((rest[10] & 0xff) << 8 | (rest[11] & 0xff));
      HexFormat hex = HexFormat.of();
      received.add(hex.formatHex(first) + hex.formatHex(rest) + hex.formatHex(addresses));
      in.readNBytes(4);
    }
    socket.getOutputStream().write("pong".getBytes(US_ASCII));
  }

  private static void assertAnswered(Socket socket) throws IOException {
    assertThat(new String(socket.getInputStream().readNBytes(4), US_ASCII)).isEqualTo("pong");
  }

  @Test
  void aBackendIsToldWhoTheClientIs() throws Exception {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().proxyOut().get(), backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      socket.getOutputStream().write("ping".getBytes(US_ASCII));
      assertAnswered(socket);
      assertThat(received.take())
          .isEqualTo(
              SIGNATURE
                  + "2111000c"
                  + "7f0000017f000001"
                  + String.format("%04x%04x", socket.getLocalPort(), vip));
    }
  }

  @Test
  void aBackendIsToldBeforeTheClientHasSaidAnything() throws Exception {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().proxyOut().get(), backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      assertThat(received.take()).startsWith(SIGNATURE + "2111000c");
      socket.getOutputStream().write("ping".getBytes(US_ASCII));
      assertAnswered(socket);
    }
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(
            "version 1",
            hex("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"),
            "2111000cc0000207c6336401dc0401bb"),
        Arguments.of(
            "version 1, IPv6",
            hex("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n"),
            "21210024"
                + "20010db8000000000000000000000007"
                + "20010db8000000000000000000000001"
                + "dc0401bb"),
        Arguments.of("version 1, unknown", hex("PROXY UNKNOWN\r\n"), null),
        Arguments.of(
            "version 2",
            SIGNATURE + "2111000cc0000207c6336401dc0401bb",
            "2111000cc0000207c6336401dc0401bb"),
        Arguments.of(
            "version 2 with more behind the addresses, which isn't passed on",
            SIGNATURE + "21110013" + "c0000207c6336401dc0401bb" + "04" + "0004" + "00000000",
            "2111000cc0000207c6336401dc0401bb"),
        Arguments.of("version 2, a check of another proxy", SIGNATURE + "20000000", null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aClientsHeaderIsReadAndPassedOn(String name, String header, String passedOn)
      throws Exception {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().proxyIn().proxyOut().get(), backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      byte[] all = HexFormat.of().parseHex(header + hex("ping"));
      for (byte one : all) { // the network may cut it anywhere
        socket.getOutputStream().write(one);
      }
      assertAnswered(socket);
      String own = String.format("2111000c7f0000017f000001%04x%04x", socket.getLocalPort(), vip);
      assertThat(received.take()).isEqualTo(SIGNATURE + (passedOn == null ? own : passedOn));
    }
  }

  @Test
  void aClientsHeaderIsKeptFromABackendThatWantsNone() throws Exception {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().proxyIn().get(), backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      socket
          .getOutputStream()
          .write("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\nping".getBytes(US_ASCII));
      assertAnswered(socket);
      assertThat(received.take()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("badHeaders")
  void aHeaderThatIsNoneResetsTheClientAndReachesNoBackend(String text) throws IOException {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().proxyIn().get(), backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    await()
        .until(
            () ->
                plane.metric("herald_lb_proxy_refused_total", Map.of("reason", "proxy_header"))
                    == 1);
    await().until(() -> plane.open() == 0);
    assertThat(received).isEmpty();
  }

  static Stream<String> badHeaders() {
    return Stream.of(
        "GET / HTTP/1.1\r\nHost: sise\r\n\r\n",
        "PROXY TCP4 192.0.2.7\r\n",
        "PROXY TCP4 300.0.2.7 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 99999\r\n",
        "PROXY " + "x".repeat(200));
  }

  @Test
  void aClientWithoutAHeaderIsNotWaitedForLongerThanAConnect() throws IOException {
    plane.serve(
        VipProtocol.TCP,
        vip,
        new TestPlane.Options().proxyIn().connectTimeout(Duration.ofMillis(200)).get(),
        backend);
    try (Socket socket = new Socket(LOCAL, vip)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aSourceHashGoesByTheHeadersAddress() throws Exception {
    TestPlane.Options options =
        new TestPlane.Options()
            .method(io.herald.balancer.plane.VipOptions.Method.SOURCE_HASH)
            .proxyIn();
    int other = ports.take();
    try (TestBackend second = new TestBackend(LOCAL, other, this::receive)) {
      plane.serve(VipProtocol.TCP, vip, options.get(), backend, TestPlane.backend(other));
      for (int i = 0; i < 64; i++) {
        try (Socket socket = new Socket(LOCAL, vip)) {
          socket
              .getOutputStream()
              .write(
                  ("PROXY TCP4 192.0.2." + i + " 198.51.100.1 56324 443\r\nping")
                      .getBytes(US_ASCII));
          assertAnswered(socket);
        }
      }
      assertThat(second.served()).isBetween(1, 63);
      assertThat(second.served() + server.served()).isEqualTo(64);
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }
}
