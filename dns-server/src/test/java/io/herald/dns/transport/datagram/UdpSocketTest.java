package io.herald.dns.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways into the kernel behave alike: one by one (a batch of 1), and in batches. */
class UdpSocketTest {

  private static final int LARGEST_OVER_IPV4 = 65_507;
  private static final int TIMEOUT_MILLIS = 300_000;

  private final List<UdpSocket> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (UdpSocket socket : opened) {
      socket.close();
    }
  }

  private UdpSocket open(int batch, String address) throws IOException {
    return open(batch, new InetSocketAddress(address, 0), false);
  }

  private UdpSocket open(int batch, InetSocketAddress address, boolean shared) throws IOException {
    UdpSocket socket = UdpSockets.of(batch).open(address, shared, 1 << 20);
    assertThat(socket.way()).isEqualTo(batch == 1 ? UdpSocket.Way.CHANNEL : UdpSocket.Way.BATCHES);
    opened.add(socket);
    return socket;
  }

  /** Sends each datagram back behind its sender's address, and notes what failed. */
  private static final class Echo implements DatagramHandler {
    private final List<InetSocketAddress> clients = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();
    private byte[] reply = {};

    @Override
    public int answer(byte[] datagram, int length, DatagramClient client) {
      clients.add(client.socketAddress());
      assertThat(client.address()).isEqualTo(client.socketAddress().getAddress());
      reply = datagram.clone();
      // To "+": more than any datagram holds.
      return length == 1 && datagram[0] == '+' ? UdpSocket.LARGEST_DATAGRAM : length;
    }

    @Override
    public byte[] reply() {
      return reply;
    }

    @Override
    public void sendFailed(Exception failure) {
      failures.add(failure);
    }
  }

  private static DatagramSocket client(String address) throws IOException {
    DatagramSocket client = new DatagramSocket(new InetSocketAddress(address, 0));
    client.setSoTimeout(TIMEOUT_MILLIS);
    return client;
  }

  private static void send(DatagramSocket client, byte[] bytes, InetSocketAddress to)
      throws IOException {
    client.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static byte[] receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[UdpSocket.LARGEST_DATAGRAM], 65_535);
    client.receive(packet);
    byte[] bytes = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
    return bytes;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + length);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 127.0.0.1, 127.0.0.1", "32, 127.0.0.1, 127.0.0.1", "32, 0.0.0.0, 127.0.0.5",
    "1, ::1, ::1", "32, ::1, ::1", "32, ::, ::1",
    "1, ::, 127.0.0.1", "32, ::, 127.0.0.1"
  })
  void aDatagramOfAnySizeIsAnsweredToItsSender(int batch, String server, String from)
      throws IOException {
    UdpSocket socket = open(batch, server);
    Echo echo = new Echo();
    try (DatagramSocket client = client(from)) {
      InetSocketAddress to =
          new InetSocketAddress(InetAddress.getByName(from), socket.localAddress().getPort());
      for (int size : new int[] {1, 12, 512, 1232, 4096, 65_000, LARGEST_OVER_IPV4}) {
        send(client, bytes(size), to);
        assertThat(socket.receive(echo)).isEqualTo(1);
        assertThat(receive(client)).isEqualTo(bytes(size));
      }
      assertThat(echo.clients)
          .containsOnly((InetSocketAddress) client.getLocalSocketAddress())
          .first()
          .extracting(InetSocketAddress::getAddress)
          .isInstanceOf(from.contains(":") ? Inet6Address.class : Inet4Address.class);
      assertThat(echo.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32, 256})
  void manyDatagramsOfManyClientsAreEachAnsweredOnce(int batch) throws IOException {
    UdpSocket socket = open(batch, "127.0.0.1");
    Echo echo = new Echo();
    List<DatagramSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        DatagramSocket client = client("127.0.0." + (2 + i % 20));
        clients.add(client);
        send(client, bytes(12 + i), socket.localAddress());
      }
      int came = 0;
      while (came < clients.size()) {
        came += socket.receive(echo);
      }
      for (int i = 0; i < clients.size(); i++) {
        assertThat(receive(clients.get(i))).isEqualTo(bytes(12 + i));
      }
    } finally {
      clients.forEach(DatagramSocket::close);
    }
    assertThat(echo.clients).hasSize(40).doesNotHaveDuplicates();
    assertThat(socket.receiveNow(echo)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 32})
  void aReplyThatCannotBeSentCostsNoOther(int batch) throws IOException {
    UdpSocket socket = open(batch, "127.0.0.1");
    Echo echo = new Echo();
    try (DatagramSocket client = client("127.0.0.1")) {
      for (String text : List.of("a", "+", "+", "b", "c", "+", "d")) {
        send(client, text.getBytes(StandardCharsets.UTF_8), socket.localAddress());
      }
      while (echo.clients.size() < 7) {
        socket.receive(echo);
      }
      TreeSet<String> replies = new TreeSet<>();
      for (int i = 0; i < 4; i++) {
        replies.add(new String(receive(client), StandardCharsets.UTF_8));
      }
      assertThat(replies).containsExactly("a", "b", "c", "d");
    }
    assertThat(echo.failures)
        .hasSize(3)
        .allSatisfy(e -> assertThat(e).isInstanceOf(IOException.class));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void whatCannotBeBoundSaysWhy(int batch) throws IOException {
    InetSocketAddress taken = open(batch, "127.0.0.1").localAddress();
    assertThatThrownBy(() -> open(batch, taken, false))
        .isInstanceOf(BindException.class)
        .hasMessage("Address already in use");
    assertThatThrownBy(() -> open(batch, "192.0.2.1"))
        .isInstanceOf(BindException.class)
        .hasMessage("Cannot assign requested address");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void severalShareAnAddressIfAllWantTo(int batch) throws IOException {
    UdpSocket first = open(batch, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true);
    UdpSocket second = open(batch, first.localAddress(), true);
    assertThat(second.localAddress()).isEqualTo(first.localAddress());
  }

  @ParameterizedTest
  @CsvSource({"1, 127.0.0.1", "32, 127.0.0.1", "1, ::", "32, ::"})
  void aReplyMayComeLaterFromAnotherThread(int batch, String server) throws Exception {
    UdpSocket socket = open(batch, server);
    try (DatagramSocket client = client("127.0.0.1")) {
      InetSocketAddress to = (InetSocketAddress) client.getLocalSocketAddress();
      CompletableFuture<Integer> receiving = receiving(socket, new Echo());
      socket.send(bytes(77), to);
      assertThat(receive(client)).isEqualTo(bytes(77));
      assertThat(receiving).isNotDone();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void aReceiveThatWaitsIsWokenAndWhatHasComeIsStillReceived(int batch) throws Exception {
    UdpSocket socket = open(batch, "127.0.0.1");
    Echo echo = new Echo();
    CompletableFuture<Integer> receiving = receiving(socket, echo);
    socket.wake();
    await().until(receiving::isDone);
    assertThat(echo.clients).isEmpty();
    try (DatagramSocket client = client("127.0.0.1")) {
      for (int i = 1; i <= 5; i++) {
        send(client, bytes(i), socket.localAddress());
      }
      while (socket.receiveNow(echo) > 0) {}
      for (int i = 1; i <= 5; i++) {
        assertThat(receive(client)).isEqualTo(bytes(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void closingEndsAReceiveThatWaits(int batch) throws Exception {
    UdpSocket socket = open(batch, "127.0.0.1");
    InetSocketAddress local = socket.localAddress();
    CompletableFuture<Integer> receiving = receiving(socket, new Echo());
    socket.close();
    await().until(receiving::isDone);
    assertThatThrownBy(() -> socket.receive(new Echo())).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> socket.send(bytes(1), local))
        .isInstanceOf(ClosedChannelException.class);
    socket.wake();
    socket.close();
    open(batch, local, false); // the port is free again
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void aLinkLocalClientIsAnsweredOnItsInterface(int batch) throws IOException {
    Inet6Address linkLocal =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(Inet6Address.class::isInstance)
            .map(Inet6Address.class::cast)
            .filter(InetAddress::isLinkLocalAddress)
            .findAny()
            .orElse(null);
    assumeThat(linkLocal).as("an interface with a link-local address").isNotNull();
    UdpSocket socket = open(batch, "::");
    Echo echo = new Echo();
    try (DatagramSocket client = new DatagramSocket(new InetSocketAddress(linkLocal, 0))) {
      client.setSoTimeout(TIMEOUT_MILLIS);
      send(client, bytes(20), new InetSocketAddress(linkLocal, socket.localAddress().getPort()));
      socket.receive(echo);
      assertThat(receive(client)).isEqualTo(bytes(20));
      socket.send(bytes(21), echo.clients.get(0));
      assertThat(receive(client)).isEqualTo(bytes(21));
    }
  }

  @Test
  void batchesPassWithoutAllocation() throws IOException {
    UdpSocket socket = open(32, "127.0.0.1");
    DatagramHandler mirror =
        new DatagramHandler() {
          private byte[] reply = {};
          private @Nullable InetAddress lastSender;

          @Override
          public int answer(byte[] datagram, int length, DatagramClient client) {
            reply = datagram;
            lastSender = client.address();
            return lastSender instanceof Inet4Address ? length : 0;
          }

          @Override
          public byte[] reply() {
            return reply;
          }

          @Override
          public void sendFailed(Exception failure) {
            throw new IllegalStateException(failure);
          }
        };
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    try (DatagramSocket client = client("127.0.0.1")) {
      for (int round = 0; round < 300; round++) {
        for (int i = 0; i < 16; i++) {
          send(client, bytes(64), socket.localAddress());
        }
        for (int came = 0; came < 16; ) {
          long before = thread.getCurrentThreadAllocatedBytes();
          came += socket.receive(mirror);
          long since = thread.getCurrentThreadAllocatedBytes() - before;
          allocated += round < 100 ? 0 : since; // classes are loaded in the first ones
        }
        for (int i = 0; i < 16; i++) {
          assertThat(receive(client)).isEqualTo(bytes(64));
        }
      }
    }
    assertThat(allocated).as("for 3,200 datagrams").isLessThan(4096);
  }

  /** Receives on a thread of its own; returns when that thread has begun. */
  private static CompletableFuture<Integer> receiving(UdpSocket socket, DatagramHandler handler)
      throws Exception {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                count.complete(socket.receive(handler));
              } catch (IOException e) {
                count.completeExceptionally(e);
              }
            },
            "receives");
    thread.setDaemon(true);
    thread.start();
    await().until(() -> List.of(thread.getStackTrace()).toString().contains(".receive"));
    return count;
  }
}
