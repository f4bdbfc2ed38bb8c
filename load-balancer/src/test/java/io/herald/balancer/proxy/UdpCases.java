package io.herald.balancer.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipOptions.Method;
import io.herald.balancer.plane.VipProtocol;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What clients and backends see of the proxy over UDP, with real sockets. */
abstract class UdpCases extends ProxyCases {

  private static final InetAddress LOCAL = TestPlane.LOCAL;

  UdpCases(boolean nativeSockets) {
    super(nativeSockets);
  }

  /** Answers each datagram with its name, or with the datagram if it has none. */
  private DatagramSocket server(int port, String name) throws SocketException {
    DatagramSocket socket = opened(new DatagramSocket(new InetSocketAddress(LOCAL, port)));
    Threads.daemon(
            "test-udp-backend",
            () -> {
              DatagramPacket packet = new DatagramPacket(new byte[65_507], 65_507);
              try {
                while (true) {
                  packet.setLength(65_507);
                  socket.receive(packet);
                  byte[] answer =
                      name.isEmpty()
                          ? Arrays.copyOf(packet.getData(), packet.getLength())
                          : name.getBytes(US_ASCII);
                  socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
              } catch (IOException e) {
                // closed by the test
              }
            })
        .start();
    return socket;
  }

  private Backend named(String name) throws SocketException {
    int port = ports.take();
    server(port, name);
    return TestPlane.backend(port);
  }

  /** A client that takes datagrams of the VIP's address alone. */
  private DatagramSocket client() throws IOException {
    DatagramSocket socket = opened(new DatagramSocket(new InetSocketAddress(LOCAL, 0)));
    socket.connect(new InetSocketAddress(LOCAL, vip));
    socket.setSoTimeout(5000);
    return socket;
  }

  /** Asks until an answer comes, as clients of UDP do. */
  private static String ask(DatagramSocket client) throws IOException {
    return new String(ask(client, "who".getBytes(US_ASCII)), US_ASCII);
  }

  private static byte[] ask(DatagramSocket client, byte[] question) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[65_507], 65_507);
    while (true) {
      try {
        client.send(new DatagramPacket(question, question.length));
        client.receive(answer);
        break;
      } catch (SocketTimeoutException e) {
        // It was lost on the way; the test's own limit ends what never comes.
      }
    }
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  @Test
  void clientsAreSharedAndEachKeepsItsBackend() throws IOException {
    plane.serve(
        VipProtocol.UDP,
        vip,
        TestPlane.options(Method.ROUND_ROBIN),
        named("a"),
        named("b"),
        named("c"));
    Map<String, Integer> shares = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      DatagramSocket client = client();
      String name = ask(client);
      shares.merge(name, 1, Integer::sum);
      for (int j = 0; j < 5; j++) {
        assertThat(ask(client)).isEqualTo(name);
      }
    }
    assertThat(shares).isEqualTo(Map.of("a", 10, "b", 10, "c", 10));
    assertThat(plane.open()).isEqualTo(30);
  }

  @Test
  void datagramsOfEverySizeArriveWhole() throws IOException {
    plane.serve(VipProtocol.UDP, vip, VipOptions.DEFAULT, named(""));
    DatagramSocket client = client();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int size : new int[] {1, 512, 1500, 2049, 9000, 65_507}) {
      byte[] question = new byte[size];
      random.nextBytes(question);
      assertThat(ask(client, question)).as("seed %d", seed).isEqualTo(question);
    }
  }

  @Test
  void aClientMovesOnFromABackendThatRefuses() throws IOException {
    plane.serve(
        VipProtocol.UDP,
        vip,
        TestPlane.options(Method.ROUND_ROBIN),
        TestPlane.backend(ports.take()),
        named("b"));
    for (int i = 0; i < 4; i++) {
      DatagramSocket client = client();
      client.setSoTimeout(100); // what went to the other one is lost
      assertThat(ask(client)).isEqualTo("b");
    }
    assertThat(plane.metric("herald_lb_proxy_connect_failures_total", Map.of("reason", "refused")))
        .isPositive();
  }

  @Test
  void aSessionStaysWithADrainingBackendAndMovesWhenThatIsGone() throws IOException {
    Backend first = named("a");
    plane.serve(VipProtocol.UDP, vip, VipOptions.DEFAULT, first);
    DatagramSocket old = client();
    assertThat(ask(old)).isEqualTo("a");
    Backend second = named("b");
    plane.serve(
        VipProtocol.UDP,
        vip,
        VipOptions.DEFAULT,
        TestPlane.backend(first.instance(), LOCAL, first.port(), 0),
        second);
    assertThat(ask(old)).isEqualTo("a");
    assertThat(ask(client())).isEqualTo("b");
    plane.serve(VipProtocol.UDP, vip, VipOptions.DEFAULT, second);
    await().until(() -> ask(old).equals("b"));
  }

  @Test
  void aSilentSessionEnds() throws IOException {
    plane.serve(
        VipProtocol.UDP,
        vip,
        new TestPlane.Options().idle(Duration.ofMillis(200)).get(),
        named("a"));
    DatagramSocket client = client();
    ask(client);
    await().until(() -> plane.open() == 0);
    assertThat(ask(client)).as("a new one begins").isEqualTo("a");
  }

  @Test
  void aClientTooManyTakesThePlaceOfTheOneThatIsSilentForLongest() throws IOException {
    // Over one socket, so that all clients are in one place.
    TestPlane one = opened(new TestPlane(false));
    one.serve(VipProtocol.UDP, vip, new TestPlane.Options().max(2).get(), named("a"));
    for (int i = 0; i < 10; i++) {
      assertThat(ask(client())).isEqualTo("a");
      assertThat(one.open()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void whatUdpDoesNotHaveIsTold() throws IOException {
    plane.serve(
        VipProtocol.UDP,
        vip,
        new TestPlane.Options().proxyOut().check(Optional.empty()).get(),
        named("a"));
    assertThat(ask(client())).isEqualTo("a");
    assertThat(plane.plane.status().problems())
        .extracting(PlaneProblem::what)
        .satisfiesExactlyInAnyOrder(
            what -> assertThat(what).contains("check"), what -> assertThat(what).contains("PROXY"));
  }

  @Test
  void onePortIsServedOverTcpAndUdp() throws IOException {
    int port = ports.take();
    server(port, "udp");
    opened(new TestBackend(LOCAL, port, TestBackend.named("tcp")));
    plane.serve(VipProtocol.UDP, vip, VipOptions.DEFAULT, TestPlane.backend(port));
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, TestPlane.backend(port));
    assertThat(ask(client())).isEqualTo("udp");
    try (Socket socket = new Socket(LOCAL, vip)) {
      socket.getOutputStream().write("who\n".getBytes(US_ASCII));
      assertThat(TestBackend.readLine(socket.getInputStream())).isEqualTo("tcp");
    }
  }
}
