package io.herald.dns.transport;

import static io.herald.dns.transport.StreamClient.query;
import static io.herald.dns.transport.StreamClient.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.transport.datagram.UdpSockets;
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
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listening everywhere: a reply comes from the address that was asked. */
class UdpServerTest {

  private final Zone zone = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final QueryCounters counters = new QueryCounters();
  private final Set<InetAddress> addresses = new CopyOnWriteArraySet<>();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private UdpServer server(int batch, int threads, LocalAddresses localAddresses) {
    UdpServer server =
        new UdpServer(
            threads,
            UdpSockets.of(batch),
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1),
            SlowPath.NONE,
            counters,
            localAddresses,
            scheduler);
    opened.add(server);
    return server;
  }

  private static InetAddress address(String text) throws IOException {
    return InetAddress.getByName(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 1, 1",
    "0.0.0.0, 1, 3",
    "0.0.0.0, 32, 1",
    "0.0.0.0, 32, 3",
    "::, 1, 1",
    "::, 1, 3",
    "::, 32, 1",
    "::, 32, 3"
  })
  void everyAddressOfThisMachineAnswersAsItself(String wildcard, int batch, int threads)
      throws Exception {
    UdpServer server = server(batch, threads, LocalAddresses.OF_INTERFACES);
    int port = server.bind(new InetSocketAddress(address(wildcard), 0)).getPort();
    int asked = 0;
    for (InetAddress local : LocalAddresses.OF_INTERFACES.now()) {
      boolean served = wildcard.equals("::") || local.getAddress().length == 4;
      if (served && !local.isLinkLocalAddress()) {
        assertThat(isAnsweredBy(new InetSocketAddress(local, port))).as("%s", local).isTrue();
        asked++;
      }
    }
    assertThat(asked).isPositive();
    assertThat(counters.replies(Transport.UDP)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 1", "0.0.0.0, 32", "::, 1", "::, 32"})
  void addressesThatComeAndGoAreFollowed(String wildcard, int batch) throws Exception {
    addresses.add(address("127.0.0.2"));
    UdpServer server = server(batch, 1, () -> Set.copyOf(addresses));
    int port = server.bind(new InetSocketAddress(address(wildcard), 0)).getPort();
    InetSocketAddress second = new InetSocketAddress(address("127.0.0.2"), port);
    InetSocketAddress third = new InetSocketAddress(address("127.0.0.3"), port);
    assertThat(isAnsweredBy(second)).isTrue();
    assertThat(hasThread(third)).isFalse();
    addresses.add(third.getAddress());
    scheduler.advance(UdpServer.LOOK_EVERY);
    assertThat(hasThread(third)).isTrue();
    assertThat(isAnsweredBy(third)).isTrue();
    addresses.remove(second.getAddress());
    scheduler.advance(UdpServer.LOOK_EVERY);
    assertThat(hasThread(second)).isFalse();
    assertThat(isAnsweredBy(third)).isTrue();
    server.close();
    assertThat(hasThread(third)).isFalse();
    assertThat(scheduler.size()).as("looks that are still to come").isZero();
    new DatagramSocket(port, address(wildcard)).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void aPortThatAnotherHasOnOneAddressIsTaken(int batch) throws Exception {
    try (DatagramSocket taken = new DatagramSocket(0, address("127.0.0.1"))) {
      InetSocketAddress all = new InetSocketAddress(address("0.0.0.0"), taken.getLocalPort());
      assertThatThrownBy(() -> server(batch, 1, LocalAddresses.OF_INTERFACES).bind(all))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("can't listen on UDP 0.0.0.0:" + taken.getLocalPort());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 32})
  void whatHasComeIsAnsweredBeforeTheServerEnds(int batch) throws Exception {
    addresses.add(address("127.0.0.2"));
    UdpServer server = server(batch, 1, () -> Set.copyOf(addresses));
    int port = server.bind(new InetSocketAddress(address("0.0.0.0"), 0)).getPort();
    int queries = 100; // they and their replies fit the smallest usual socket buffer
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(new InetSocketAddress(address("127.0.0.2"), port));
      client.setSoTimeout(StreamClient.TIMEOUT_MILLIS);
      byte[] wire = query("web.mesos.").toWire();
      for (int i = 0; i < queries; i++) {
        client.send(new DatagramPacket(wire, wire.length));
      }
      server.close();
      for (int i = 0; i < queries; i++) {
        assertThat(receive(client).getRcode()).isZero();
      }
    }
  }

  /** A connected socket takes packets from the address that it asked, and from no other. */
  private static boolean isAnsweredBy(InetSocketAddress server) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(server);
      client.setSoTimeout(StreamClient.TIMEOUT_MILLIS);
      byte[] wire = query("web.mesos.").toWire();
      client.send(new DatagramPacket(wire, wire.length));
      return receive(client).getRcode() == 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static boolean hasThread(InetSocketAddress local) {
    String name = "dns-udp-" + AddressText.of(local) + "-";
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name));
  }
}
