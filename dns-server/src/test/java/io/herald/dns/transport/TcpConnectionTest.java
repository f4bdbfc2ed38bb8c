package io.herald.dns.transport;

import static io.herald.dns.transport.StreamClient.connect;
import static io.herald.dns.transport.StreamClient.framed;
import static io.herald.dns.transport.StreamClient.query;
import static io.herald.dns.transport.StreamClient.read;
import static io.herald.dns.transport.StreamClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TcpKeepaliveOption;

/** The life of a TCP connection (RFC 7766, RFC 7828). */
class TcpConnectionTest {

  private final Zone zone = zone();
  private final QueryCounters counters = new QueryCounters();
  private final List<AutoCloseable> opened = new ArrayList<>();

  private static Zone zone() {
    List<String> lines = new ArrayList<>();
    lines.add("web.mesos. A 10.0.0.1");
    for (int i = 0; i < 4000; i++) {
      lines.add("big.mesos. A 10.0." + i / 256 + "." + i % 256);
    }
    return ZoneText.zone(lines.toArray(String[]::new));
  }

  private TcpServer server(TransportSettings settings) {
    return server(settings, SlowPath.NONE);
  }

  private TcpServer server(TransportSettings settings, SlowPath slowPath) {
    ResponderSettings answers =
        new ResponderSettings(
            false,
            UdpSizes.of(1232),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(settings.tcpIdle()),
            Optional.empty(),
            Optional.empty());
    TcpServer server =
        new TcpServer(
            settings, () -> new QueryResponder(zone.index(), answers, 1), slowPath, counters);
    opened.add(server);
    return server;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @Test
  void aClientThatHasShutItsSideGetsEveryAnswer() throws Exception {
    InetSocketAddress address = server(TransportSettings.DEFAULT).bind(anyPort());
    int queries = 50;
    try (Socket socket = connect(address)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < queries; i++) {
        all.write(framed(query("big.mesos.").toWire()));
      }
      socket.getOutputStream().write(all.toByteArray());
      socket.shutdownOutput();
      // 64 KB each: far more than the buffers between us hold.
      for (int i = 0; i < queries; i++) {
        assertThat(read(socket).getSection(Section.ANSWER)).hasSize(4000);
      }
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatReadsNothingIsNotAnsweredOnAndOnAndLosesItsConnection() throws Exception {
    TcpServer server = server(TestTransport.settings(1, 1, 10, Duration.ofMillis(500)));
    InetSocketAddress address = server.bind(anyPort());
    try (Socket socket = new Socket()) {
      // Not more than the kernel must: its buffers are as large as it thinks fit otherwise.
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(address);
      byte[] big = framed(query("big.mesos.").toWire());
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < 2000; i++) {
        all.write(big);
      }
      Thread writer =
          new Thread(
              () -> {
                try {
                  socket.getOutputStream().write(all.toByteArray());
                } catch (IOException e) {
                  // The server has closed the connection, as it should.
                }
              });
      writer.start();
      Awaitility.await().until(() -> counters.replies(Transport.TCP) > 0);
      Awaitility.await().until(() -> server.connections() == 0);
      writer.join();
    }
    // 128 MB were asked for; the kernel's buffers hold some of it, ours two replies.
    assertThat(counters.replies(Transport.TCP)).isLessThan(1500);
  }

  @Test
  void oneClientMayNotTakeAllConnections() throws Exception {
    TcpServer server = server(TestTransport.settings(1, 1, 10, 2, Duration.ofSeconds(20)));
    InetSocketAddress address = server.bind(anyPort());
    try (Socket one = connect(address);
        Socket two = connect(address)) {
      Awaitility.await().until(() -> server.connections() == 2);
      try (Socket three = connect(address)) {
        assertThat(three.getInputStream().read()).isEqualTo(-1);
      }
      InetAddress other = InetAddress.getByName("127.0.0.2");
      try (Socket foreign = new Socket(address.getAddress(), address.getPort(), other, 0)) {
        send(foreign, query("web.mesos.").toWire());
        assertThat(read(foreign).getRcode()).isZero();
      }
      one.close();
      Awaitility.await().until(() -> server.connections() == 1);
      try (Socket again = connect(address)) {
        send(again, query("web.mesos.").toWire());
        assertThat(read(again).getRcode()).isZero();
      }
      send(two, query("web.mesos.").toWire());
      assertThat(read(two).getRcode()).isZero();
    }
    assertThat(counters.connectionsTurnedAway()).isEqualTo(1);
  }

  @Test
  void whenAllPlacesAreTakenTheIdlestConnectionMakesRoom() throws Exception {
    TcpServer server = server(TestTransport.settings(1, 1, 3, 3, Duration.ofSeconds(60)));
    InetSocketAddress address = server.bind(anyPort());
    try (Socket busy = connect(address);
        Socket idle = connect(address);
        Socket idleToo = connect(address)) {
      Awaitility.await().until(() -> server.connections() == 3);
      InetAddress other = InetAddress.getByName("127.0.0.2");
      Awaitility.await()
          .until(
              () -> {
                send(busy, query("web.mesos.").toWire());
                assertThat(read(busy).getRcode()).isZero();
                return isServed(address, other);
              });
      send(busy, query("web.mesos.").toWire());
      assertThat(read(busy).getRcode()).isZero();
      assertThat(isClosed(idle)).as("it was there before the other that is idle").isTrue();
    }
    assertThat(counters.connectionsIdle()).isEqualTo(1);
  }

  private static boolean isServed(InetSocketAddress server, InetAddress from) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort(), from, 0)) {
      socket.setSoTimeout(StreamClient.TIMEOUT_MILLIS);
      send(socket, query("web.mesos.").toWire());
      return read(socket).getRcode() == 0;
    } catch (java.io.EOFException | SocketException e) {
      return false; // turned away: nobody is idle for long enough yet
    }
  }

  /** For as long as it may take, answers come from who could never have been asked. */
  @Test
  void whoSendsAnswersInsteadOfQueriesIsIdleAllTheSame() throws Exception {
    Duration idle = Duration.ofMillis(500);
    InetSocketAddress address = server(TestTransport.settings(1, 1, 10, 10, idle)).bind(anyPort());
    Message answer = query("web.mesos.");
    answer.getHeader().setFlag(Flags.QR);
    byte[] wire = answer.toWire();
    try (Socket socket = connect(address)) {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                try {
                  send(socket, wire);
                  return counters.connectionsIdle() == 1;
                } catch (SocketException e) {
                  return true; // closed meanwhile
                }
              });
    }
    assertThat(counters.connectionsIdle()).isEqualTo(1);
  }

  @Test
  void whoWaitsForAnAnswerOfOursIsNotIdle() throws Exception {
    List<SlowPath.Replies> owed = new CopyOnWriteArrayList<>();
    Duration idle = Duration.ofMillis(200);
    TcpServer server =
        server(
            TestTransport.settings(1, 1, 10, 10, idle),
            (query, client, transport, outcome, replies) -> owed.add(replies));
    InetSocketAddress address = server.bind(anyPort());
    try (Socket waiting = connect(address);
        Socket silent = connect(address)) {
      send(waiting, query("www.example.").toWire());
      Awaitility.await().until(() -> !owed.isEmpty());
      // Both are there for longer than the idle time; only who waits for nothing is closed.
      assertThat(isClosed(silent)).isTrue();
      try (Socket another = connect(address)) {
        assertThat(isClosed(another)).isTrue();
      }
      Message reply = query("www.example.");
      reply.getHeader().setFlag(Flags.QR);
      owed.get(0).send(Messages.of(reply.toWire()));
      assertThat(read(waiting).getHeader().getFlag(Flags.QR)).isTrue();
      assertThat(isClosed(waiting)).as("nothing is owed any more").isTrue();
    }
    assertThat(counters.connectionsIdle()).isEqualTo(3);
  }

  @Test
  void aClientThatAsksLearnsTheIdleTime() throws Exception {
    InetSocketAddress address = server(TransportSettings.DEFAULT).bind(anyPort());
    Message query = query("web.mesos.");
    query.addRecord(new OPTRecord(1232, 0, 0, 0, new TcpKeepaliveOption()), Section.ADDITIONAL);
    try (Socket socket = connect(address)) {
      send(socket, query.toWire());
      TcpKeepaliveOption option =
          (TcpKeepaliveOption)
              read(socket).getOPT().getOptions(EDNSOption.Code.TCP_KEEPALIVE).get(0);
      assertThat(option.getTimeoutDuration()).hasValue(Duration.ofSeconds(10));
    }
  }

  @Test
  void whatHasComeIsAnsweredBeforeTheServerEnds() throws Exception {
    TcpServer server = server(TransportSettings.DEFAULT);
    InetSocketAddress address = server.bind(anyPort());
    int connections = 20;
    int queries = 50;
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        sockets.add(connect(address));
      }
      Awaitility.await().until(() -> server.connections() == connections);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < queries; i++) {
        all.write(framed(query("web.mesos.").toWire()));
      }
      for (Socket socket : sockets) {
        socket.getOutputStream().write(all.toByteArray());
      }
      server.close();
      for (Socket socket : sockets) {
        for (int i = 0; i < queries; i++) {
          assertThat(read(socket).getRcode()).isZero();
        }
        assertThat(isClosed(socket)).isTrue();
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
