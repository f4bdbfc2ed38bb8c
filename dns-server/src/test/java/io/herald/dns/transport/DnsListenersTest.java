package io.herald.dns.transport;

import static io.herald.dns.transport.StreamClient.askUdp;
import static io.herald.dns.transport.StreamClient.connect;
import static io.herald.dns.transport.StreamClient.framed;
import static io.herald.dns.transport.StreamClient.query;
import static io.herald.dns.transport.StreamClient.read;
import static io.herald.dns.transport.StreamClient.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Rcode;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.text.AddressText;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;

class DnsListenersTest {

  private final Zone zone = zone();
  private final QueryCounters counters = new QueryCounters();
  private final List<AutoCloseable> opened = new ArrayList<>();

  private static Zone zone() {
    List<String> lines = new ArrayList<>();
    lines.add("ns1.mesos. A 127.0.0.1");
    lines.add("web.mesos. A 10.0.0.1");
    for (int i = 0; i < 2000; i++) {
      lines.add("big.mesos. A 10.0." + i / 256 + "." + i % 256);
    }
    return ZoneText.zone(lines.toArray(String[]::new));
  }

  private DnsListeners open(TransportSettings settings, InetSocketAddress... addresses)
      throws IOException {
    DnsListeners listeners =
        DnsListeners.open(
            List.of(addresses),
            settings,
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1),
            counters,
            new ManualScheduler());
    opened.add(listeners);
    return listeners;
  }

  private InetSocketAddress openDefault() throws IOException {
    return open(TransportSettings.DEFAULT, loopback(0)).addresses().get(0);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static InetSocketAddress anyPort(String address) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address), 0);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 1", "127.0.0.1, 3", "::1, 1", "::1, 3", "0.0.0.0, 2"})
  void udpAndTcpAnswerOnTheSamePort(String host, int threads) throws Exception {
    InetAddress address = InetAddress.getByName(host);
    TransportSettings settings =
        TestTransport.settings(threads, threads, 10, Duration.ofSeconds(10));
    DnsListeners listeners = open(settings, new InetSocketAddress(address, 0));
    int port = listeners.addresses().get(0).getPort();
    InetSocketAddress server =
        address.isAnyLocalAddress() ? loopback(port) : new InetSocketAddress(address, port);

    assertThat(ZoneText.text(askUdp(server, query("web.mesos."))))
        .isEqualTo("NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1");
    try (Socket socket = connect(server)) {
      send(socket, query("web.mesos.").toWire());
      assertThat(ZoneText.text(read(socket)))
          .isEqualTo("NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1");
    }
    assertThat(counters.replies(Transport.UDP, Rcode.NOERROR)).isEqualTo(1);
    assertThat(counters.replies(Transport.TCP, Rcode.NOERROR)).isEqualTo(1);
    assertThat(counters.connectionsAccepted()).isEqualTo(1);
  }

  @Test
  void otherRespondersAnswerOverTheSameSocketsAndConnections() throws Exception {
    DnsListeners listeners =
        open(TestTransport.settings(2, 2, 10, Duration.ofSeconds(10)), loopback(0));
    InetSocketAddress server = listeners.addresses().get(0);
    String now = "NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1";
    String then = "NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.9.9.9";
    try (Socket socket = connect(server)) {
      send(socket, query("web.mesos.").toWire());
      assertThat(ZoneText.text(read(socket))).isEqualTo(now);
      Zone other = ZoneText.zone("web.mesos. A 10.9.9.9");
      listeners.respondWith(() -> new QueryResponder(other.index(), ResponderSettings.DEFAULT, 1));
      Awaitility.await()
          .until(
              () -> {
                send(socket, query("web.mesos.").toWire());
                return ZoneText.text(read(socket)).equals(then);
              });
      assertThat(ZoneText.text(askUdp(server, query("web.mesos.")))).isEqualTo(then);
    }
    try (Socket socket = connect(server)) {
      send(socket, query("web.mesos.").toWire());
      assertThat(ZoneText.text(read(socket))).isEqualTo(then);
    }
  }

  @Test
  void severalAddressesShareOneFreePortAndTheDualStackOneIsEnoughForIpv4() throws Exception {
    List<InetSocketAddress> bound =
        open(TransportSettings.DEFAULT, anyPort("127.0.0.1"), anyPort("::1")).addresses();
    assertThat(bound).hasSize(2).extracting(InetSocketAddress::getPort).doesNotContain(0);
    assertThat(bound.get(0).getPort()).isEqualTo(bound.get(1).getPort());

    List<InetSocketAddress> any =
        open(TransportSettings.DEFAULT, anyPort("0.0.0.0"), anyPort("::")).addresses();
    assertThat(any).hasSize(1);
    assertThat(askUdp(loopback(any.get(0).getPort()), query("web.mesos.")).getRcode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTakenPortIsAnErrorThatNamesProtocolAddressAndPort(int threads) throws Exception {
    TransportSettings settings = TestTransport.settings(threads, 1, 10, Duration.ofSeconds(10));
    try (DatagramSocket taken = new DatagramSocket(loopback(0))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> open(settings, loopback(port)))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("can't listen on UDP 127.0.0.1:" + port + ": ");
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> open(settings, loopback(port)))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("can't listen on TCP 127.0.0.1:" + port + ": ");
      // Nothing is left open: UDP on the same port is free again.
      new DatagramSocket(loopback(port)).close();
    }
  }

  @Test
  void tcpQueriesMayComeTogetherAndBytewise() throws Exception {
    InetSocketAddress server = openDefault();
    try (Socket socket = connect(server)) {
      byte[] web = framed(query("web.mesos.").toWire());
      byte[] nope = framed(query("nope.mesos.").toWire());
      byte[] together = new byte[web.length + nope.length];
      System.arraycopy(web, 0, together, 0, web.length);
      System.arraycopy(nope, 0, together, web.length, nope.length);
      socket.getOutputStream().write(together);
      assertThat(read(socket).getRcode()).isZero();
      assertThat(read(socket).getRcode()).isEqualTo(3);
      for (byte b : together) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      assertThat(read(socket).getRcode()).isZero();
      assertThat(read(socket).getRcode()).isEqualTo(3);
    }
  }

  @Test
  void aTcpClientThatReadsLateGetsEveryReply() throws Exception {
    InetSocketAddress server = openDefault();
    int queries = 1000;
    try (Socket socket = connect(server)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < queries; i++) {
                    Message query = query("big.mesos.");
                    query.getHeader().setID(i);
                    send(socket, query.toWire());
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      writer.start();
      // Replies of 32 KB each fill every buffer between us long before all queries are sent.
      Awaitility.await()
          .during(200, TimeUnit.MILLISECONDS)
          .until(() -> counters.replies(Transport.TCP) < queries);
      for (int i = 0; i < queries; i++) {
        Message reply = read(socket);
        assertThat(reply.getHeader().getID()).isEqualTo(i);
        assertThat(reply.getSection(1)).hasSize(2000);
      }
      writer.join();
    }
  }

  @Test
  void aTcpConnectionWithoutAWholeQueryIsClosedAfterTheIdleTime() throws Exception {
    TransportSettings settings = TestTransport.settings(1, 1, 10, Duration.ofMillis(200));
    InetSocketAddress server = open(settings, loopback(0)).addresses().get(0);
    try (Socket silent = connect(server);
        Socket dripping = connect(server)) {
      dripping.getOutputStream().write(new byte[] {0, 50, 1});
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(dripping.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11})
  void aTcpMessageShorterThanAHeaderClosesTheConnection(int length) throws Exception {
    InetSocketAddress server = openDefault();
    try (Socket socket = connect(server)) {
      socket.getOutputStream().write(framed(new byte[length]));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    Awaitility.await().until(() -> counters.failures(Transport.TCP) == 1);
  }

  @Test
  void aTcpMessageOfTheLongestSizeIsAnsweredFormerr() throws Exception {
    InetSocketAddress server = openDefault();
    try (Socket socket = connect(server)) {
      byte[] longest = new byte[65_535];
      System.arraycopy(query("web.mesos.").toWire(), 0, longest, 0, 12);
      socket.getOutputStream().write(framed(longest));
      assertThat(read(socket).getRcode()).isEqualTo(1);
    }
  }

  @Test
  void connectionsOverTheLimitAreClosedAtOnceAndTheOthersServed() throws Exception {
    TransportSettings settings = TestTransport.settings(1, 1, 2, Duration.ofSeconds(20));
    DnsListeners listeners = open(settings, loopback(0));
    InetSocketAddress server = listeners.addresses().get(0);
    try (Socket one = connect(server);
        Socket two = connect(server)) {
      Awaitility.await().until(() -> listeners.connections() == 2);
      try (Socket three = connect(server)) {
        assertThat(three.getInputStream().read()).isEqualTo(-1);
      }
      for (Socket socket : List.of(one, two)) {
        send(socket, query("web.mesos.").toWire());
        assertThat(read(socket).getRcode()).isZero();
      }
    }
    assertThat(counters.connectionsTurnedAway()).isEqualTo(1);
    Awaitility.await().until(() -> listeners.connections() == 0);
    try (Socket again = connect(server)) {
      send(again, query("web.mesos.").toWire());
      assertThat(read(again).getRcode()).isZero();
    }
  }

  @Test
  void udpGoesOnAfterEmptyShortAndForeignPackets() throws Exception {
    InetSocketAddress server = openDefault();
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] answer = query("web.mesos.").toWire();
      answer[2] |= (byte) 0x80;
      for (byte[] packet : List.of(new byte[0], new byte[5], answer, new byte[65_507])) {
        socket.send(new DatagramPacket(packet, packet.length, server));
      }
    }
    // The client is gone: the reply to the last packet meets a closed port.
    assertThat(askUdp(server, query("web.mesos.")).getRcode()).isZero();
    assertThat(counters.ignored(Transport.UDP)).isEqualTo(3);
    assertThat(counters.replies(Transport.UDP, Rcode.FORMERR)).isEqualTo(1);
    assertThat(counters.failures(Transport.UDP)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void closingFreesThePortsAndEndsTheThreads(int threads) throws Exception {
    TransportSettings settings =
        TestTransport.settings(threads, threads, 10, Duration.ofSeconds(10));
    DnsListeners listeners = open(settings, loopback(0));
    InetSocketAddress server = listeners.addresses().get(0);
    Socket connected = connect(server);
    Awaitility.await().until(() -> listeners.connections() == 1);
    listeners.close();
    assertThat(connected.getInputStream().read()).isEqualTo(-1);
    connected.close();
    String name = "dns-udp-" + AddressText.of(server);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith(name));
    new DatagramSocket(server).close();
  }
}
