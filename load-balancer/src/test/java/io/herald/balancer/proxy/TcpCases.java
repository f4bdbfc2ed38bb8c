package io.herald.balancer.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipOptions.Method;
import io.herald.balancer.plane.VipProtocol;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients and backends see of the proxy over TCP, with real sockets. */
abstract class TcpCases extends ProxyCases {

  private static final InetAddress LOCAL = TestPlane.LOCAL;

  TcpCases(boolean nativeSockets) {
    super(nativeSockets);
  }

  private Backend server(TestBackend.Behaviour behaviour) throws IOException {
    int port = ports.take();
    opened(new TestBackend(LOCAL, port, behaviour));
    return TestPlane.backend(port);
  }

  private Backend named(String name) throws IOException {
    return server(TestBackend.named(name));
  }

  private Socket connect() throws IOException {
    return opened(new Socket(LOCAL, vip));
  }

  /** One request over a connection of its own: the name of who answered. */
  private String ask() throws IOException {
    try (Socket socket = new Socket(LOCAL, vip)) {
      return ask(socket);
    }
  }

  private static String ask(Socket socket) throws IOException {
    socket.getOutputStream().write("who\n".getBytes(US_ASCII));
    return TestBackend.readLine(socket.getInputStream());
  }

  private Map<String, Integer> ask(int times) throws IOException {
    Map<String, Integer> answers = new HashMap<>();
    for (int i = 0; i < times; i++) {
      answers.merge(ask(), 1, Integer::sum);
    }
    return answers;
  }

  private void assertReset() throws IOException {
    try (Socket socket = new Socket(LOCAL, vip)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"LEAST_CONNECTIONS", "ROUND_ROBIN"})
  void ninetyRequestsAreSharedByThree(Method method) throws IOException {
    plane.serve(
        VipProtocol.TCP, vip, TestPlane.options(method), named("a"), named("b"), named("c"));
    Map<String, Integer> answers = ask(90);
    assertThat(answers).containsOnlyKeys("a", "b", "c");
    if (method == Method.ROUND_ROBIN) {
      assertThat(answers.values()).containsOnly(30);
    } else {
      assertThat(answers.values()).allSatisfy(share -> assertThat(share).isBetween(20, 40));
    }
  }

  @Test
  void oneSourceStaysWithOneBackend() throws IOException {
    plane.serve(
        VipProtocol.TCP,
        vip,
        TestPlane.options(Method.SOURCE_HASH),
        named("a"),
        named("b"),
        named("c"));
    assertThat(ask(20)).hasSize(1);
  }

  @Test
  void aKilledBackendFailsNoRequestAndIsBackWhenItAcceptsAgain() throws IOException {
    int port = ports.take();
    TestBackend killed = opened(new TestBackend(LOCAL, port, TestBackend.named("c")));
    plane.serve(
        VipProtocol.TCP, vip, VipOptions.DEFAULT, named("a"), named("b"), TestPlane.backend(port));
    ask(3);
    killed.close();
    assertThat(ask(90)).containsOnlyKeys("a", "b");
    await().until(() -> plane.backends("ejected") == 1);
    opened(new TestBackend(LOCAL, port, TestBackend.named("c")));
    await().until(() -> plane.backends("up") == 3);
    assertThat(ask(30)).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void aBackendThatDoesNotAnswerIsPassedOverAfterTheConnectTimeout() throws Exception {
    Backend hole = blackHole();
    plane.serve(
        VipProtocol.TCP,
        vip,
        new TestPlane.Options()
            .method(Method.ROUND_ROBIN)
            .connectTimeout(Duration.ofMillis(300))
            .get(),
        hole,
        named("b"));
    assertThat(ask(20)).isEqualTo(Map.of("b", 20));
    assertThat(
            plane.metric("herald_lb_proxy_connect_failures_total", Map.of("reason", "timed_out")))
        .as("one time-out ejects, and clients wait no more")
        .isEqualTo(1);
  }

  /** Its queue of connections is full, so that the kernel lets further ones wait. */
  private Backend blackHole() throws IOException {
    int port = ports.take();
    ServerSocket full = opened(new ServerSocket(port, 1, LOCAL));
    for (int i = 0; i < 2; i++) { // Linux lets one more in than is asked for
      opened(new Socket(LOCAL, port));
    }
    assertThat(full.isBound()).isTrue();
    return TestPlane.backend(port);
  }

  @Test
  void withoutABackendThatConnectsTheClientIsReset() throws IOException {
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT);
    assertReset();
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        TestPlane.backend(ports.take()),
        TestPlane.backend(ports.take()));
    assertReset();
    Backend drained = named("a");
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        TestPlane.backend(drained.instance(), LOCAL, drained.port(), 0));
    assertReset();
    assertThat(plane.metric("herald_lb_proxy_refused_total", Map.of())).isEqualTo(3);
    await().until(() -> plane.open() == 0);
  }

  @Test
  void openConnectionsLiveOnWhenTheirBackendDrainsOrGoesAndWhenTheVipGoes() throws IOException {
    Backend first = named("a");
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, first);
    Socket old = connect();
    assertThat(ask(old)).isEqualTo("a");
    Backend second = named("b");
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        TestPlane.backend(first.instance(), LOCAL, first.port(), 0),
        second);
    assertThat(ask(10)).isEqualTo(Map.of("b", 10));
    assertThat(ask(old)).isEqualTo("a");
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, second);
    assertThat(ask(old)).isEqualTo("a");
    plane.remove(VipProtocol.TCP, vip);
    assertThat(ask(old)).isEqualTo("a");
    assertThatThrownBy(this::connect).hasMessageContaining("refused");
  }

  @Test
  void weightsShareConnections() throws IOException {
    Backend one = named("a");
    Backend other = named("b");
    plane.serve(
        VipProtocol.TCP,
        vip,
        TestPlane.options(Method.ROUND_ROBIN),
        TestPlane.backend("one", LOCAL, one.port(), 1),
        TestPlane.backend("other", LOCAL, other.port(), 3));
    assertThat(ask(40)).isEqualTo(Map.of("a", 10, "b", 30));
  }

  @Test
  void aClientThatHasSentEverythingStillGetsItsAnswer() throws IOException {
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              byte[] all = socket.getInputStream().readAllBytes(); // up to the client's end
              socket.getOutputStream().write(("got " + all.length).getBytes(US_ASCII));
            }));
    Socket socket = connect();
    socket.getOutputStream().write(new byte[300_000]);
    socket.shutdownOutput();
    assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
        .isEqualTo("got 300000");
    await().until(() -> plane.open() == 0);
  }

  @Test
  void aBackendThatHasSentEverythingIsStillSentTo() throws IOException {
    CompletableFuture<Integer> received = new CompletableFuture<>();
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              socket.getOutputStream().write("bye".getBytes(US_ASCII));
              socket.shutdownOutput();
              received.complete(socket.getInputStream().readAllBytes().length);
            }));
    Socket socket = connect();
    assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("bye");
    socket.getOutputStream().write(new byte[300_000]);
    socket.close();
    assertThat(received.join()).isEqualTo(300_000);
    await().until(() -> plane.open() == 0);
  }

  @RepeatedTest(5)
  void everyByteArrivesInOrderBothWaysHoweverSlowlyItIsRead() throws Exception {
    byte[] data = new byte[8 << 20];
    long seed = new Random().nextLong();
    new Random(seed).nextBytes(data);
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              byte[] piece = new byte[50_000]; // an echo that reads no more than it has sent back
              for (int n = socket.getInputStream().read(piece);
                  n >= 0;
                  n = socket.getInputStream().read(piece)) {
                socket.getOutputStream().write(piece, 0, n);
              }
            }));
    Socket socket = connect();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                socket.getOutputStream().write(data);
                socket.shutdownOutput();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Random random = new Random(seed);
    InputStream in = socket.getInputStream();
    byte[] back = new byte[data.length];
    int length = 0;
    for (int n = 0; n >= 0 && length < back.length; ) {
      n = in.read(back, length, Math.min(1 + random.nextInt(100_000), back.length - length));
      length += Math.max(0, n);
    }
    sending.get();
    assertThat(length).as("seed %d", seed).isEqualTo(data.length);
    assertThat(in.read()).as("seed %d", seed).isEqualTo(-1);
    assertThat(Arrays.equals(back, data)).as("seed %d", seed).isTrue();
  }

  @Test
  void whoDoesNotReadHarmsNobodyAndCostsBoundedMemory() throws IOException {
    AtomicLong poured = new AtomicLong();
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              if (TestBackend.readLine(socket.getInputStream()).equals("pour")) {
                byte[] piece = new byte[64 << 10];
                for (OutputStream out = socket.getOutputStream(); ; ) {
                  out.write(piece);
                  poured.addAndGet(piece.length);
                }
              }
              socket.getOutputStream().write("a\n".getBytes(US_ASCII));
            }));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Socket socket = opened(new Socket());
      socket.setReceiveBufferSize(16 << 10);
      socket.connect(new InetSocketAddress(LOCAL, vip));
      socket.getOutputStream().write("pour\n".getBytes(US_ASCII));
      slow.add(socket);
    }
    long before = -1;
    while (poured.get() != before || before == 0) { // until none of them can pour any more
      before = poured.get();
      assertThat(ask(50)).isEqualTo(Map.of("a", 50));
    }
    assertThat(poured.get())
        .as("the kernel's buffers, and little more, for each of ten")
        .isLessThan(10L * (12 << 20));
    for (Socket socket : slow) {
      socket.close();
    }
    await().until(() -> plane.open() == 0);
  }

  @Test
  void aResetOfOneSideResetsTheOther() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              String line = TestBackend.readLine(socket.getInputStream());
              if (line.equals("reset")) {
                socket.getOutputStream().write("half".getBytes(US_ASCII));
                socket.getInputStream().read(); // until the client has got it
                socket.setSoLinger(true, 0);
                return;
              }
              try {
                socket.getInputStream().read();
                seen.complete(new AssertionError("an end instead of a reset"));
              } catch (IOException e) {
                seen.complete(e);
              }
            }));
    Socket socket = connect();
    socket.getOutputStream().write("reset\n".getBytes(US_ASCII));
    assertThat(new String(socket.getInputStream().readNBytes(4), US_ASCII)).isEqualTo("half");
    socket.getOutputStream().write('!');
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");

    Socket leaving = connect();
    leaving.getOutputStream().write("stay\n".getBytes(US_ASCII));
    await().until(() -> plane.metric("herald_lb_proxy_received_bytes_total", Map.of()) >= 12);
    leaving.setSoLinger(true, 0);
    leaving.close();
    assertThat(seen.get()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    await().until(() -> plane.open() == 0);
  }

  @Test
  void anAnswerThatComesBeforeEverythingIsSentArrives() throws Exception {
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              TestBackend.readLine(socket.getInputStream());
              socket.shutdownInput(); // what comes after is thrown away
              socket.getOutputStream().write("too much\n".getBytes(US_ASCII));
              socket.shutdownOutput();
            }));
    Socket socket = connect();
    socket.getOutputStream().write("PUT\n".getBytes(US_ASCII));
    assertThat(TestBackend.readLine(socket.getInputStream())).isEqualTo("too much");
  }

  @Test
  void aSilentConnectionEndsAfterItsIdleTime() throws IOException {
    plane.serve(
        VipProtocol.TCP,
        vip,
        new TestPlane.Options().idle(Duration.ofMillis(200)).get(),
        named("a"));
    Socket socket = connect();
    assertThat(ask(socket)).isEqualTo("a");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    await().until(() -> plane.metric("herald_lb_proxy_idle_total", Map.of()) == 1);
  }

  @Test
  void aVipHasNoMoreConnectionsThanItsLimit() throws IOException {
    plane.serve(VipProtocol.TCP, vip, new TestPlane.Options().max(2).get(), named("a"), named("b"));
    Socket first = connect();
    ask(first);
    ask(connect());
    assertReset();
    assertThat(plane.metric("herald_lb_proxy_refused_total", Map.of("reason", "limit")))
        .isEqualTo(1);
    first.close();
    await().until(() -> plane.open() == 1);
    assertThat(ask()).isNotEmpty();
  }

  @Test
  void thePlaneHasNoMoreConnectionsThanItsOwnLimitAndSaysSo() throws IOException {
    TestPlane small = opened(new TestPlane(nativeSockets, true, 1));
    small.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, named("a"));
    ask(connect());
    assertReset();
    assertThat(small.plane.status().problems())
        .extracting(PlaneProblem::what)
        .singleElement()
        .asString()
        .contains("1 connections", "raise the limit");
  }

  @Test
  void aPortThatIsTakenIsToldAndTriedAgainWhileOthersServe() throws IOException {
    try (ServerSocket other = new ServerSocket(vip, 1, LOCAL)) {
      assertThat(other.isBound()).isTrue();
      plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, named("a"));
      assertThat(plane.plane.status().problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.vip()).contains(TestPlane.key(VipProtocol.TCP, vip));
                assertThat(problem.what()).contains("127.0.0.1:" + vip, "ss -tlnp", "stop it");
              });
      int taken = vip;
      vip = ports.take();
      plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, named("b"));
      assertThat(ask()).isEqualTo("b");
      vip = taken;
    }
    await().until(() -> plane.plane.status().problems().isEmpty());
    assertThat(ask()).isEqualTo("a");
  }

  @Test
  void twoProcessesMayListenAtOnceSoThatOneCanTakeOver() throws IOException {
    Backend one = named("a");
    plane.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, one);
    Socket old = connect();
    assertThat(ask(old)).isEqualTo("a");
    TestPlane next = opened(new TestPlane(nativeSockets));
    next.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, one);
    assertThat(next.plane.status().problems()).isEmpty();
    plane.remove(VipProtocol.TCP, vip);
    assertThat(ask(20)).isEqualTo(Map.of("a", 20));
    assertThat(ask(old)).isEqualTo("a");
  }

  @Test
  void aClientThatTriesBothReplicasIsServedWhileEitherIsGone() throws IOException {
    InetAddress one = LOCAL;
    InetAddress other = InetAddress.getByName("127.0.0.2");
    Backend backend = named("a");
    TestPlane first = replica(one, backend);
    TestPlane second = replica(other, backend);
    askEither(one, other);
    first.close();
    askEither(one, other);
    assertThatThrownBy(this::ask).isInstanceOf(ConnectException.class);
    replica(one, backend);
    second.close();
    askEither(other, one);
  }

  private TestPlane replica(InetAddress address, Backend backend) {
    TestPlane replica = opened(new TestPlane(nativeSockets));
    replica.serve(List.of(address), VipProtocol.TCP, vip, VipOptions.DEFAULT, backend);
    return replica;
  }

  /** As a client does that has two addresses of a name: the second if the first fails. */
  private void askEither(InetAddress first, InetAddress second) throws IOException {
    for (int i = 0; i < 20; i++) {
      String answer;
      try (Socket socket = new Socket(first, vip)) {
        answer = ask(socket);
      } catch (ConnectException e) {
        try (Socket socket = new Socket(second, vip)) {
          answer = ask(socket);
        }
      }
      assertThat(answer).isEqualTo("a");
    }
  }

  @Test
  void aClientThatResetsWhileItIsNotReadLooksCutOffToItsBackend() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    plane.serve(
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        server(
            socket -> {
              if (TestBackend.readLine(socket.getInputStream()).equals("who")) {
                socket.getOutputStream().write("a\n".getBytes(US_ASCII));
                return;
              }
              gone.join();
              try {
                socket.getInputStream().readAllBytes();
                seen.complete(new AssertionError("an end instead of a reset"));
              } catch (IOException e) {
                seen.complete(e);
              }
            }));
    Socket socket = connect();
    socket.setSoLinger(true, 0);
    AtomicLong sent = new AtomicLong();
    Thread sender = Threads.daemon("test-sender", () -> pour(socket, sent));
    sender.start();
    long before = -1;
    while (sent.get() != before || before == 0) { // until it can send no more
      before = sent.get();
      assertThat(ask(50)).isEqualTo(Map.of("a", 50));
    }
    socket.close();
    gone.complete(null);
    assertThat(seen.get()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    await().until(() -> plane.open() == 0);
    sender.join();
  }

  private static void pour(Socket socket, AtomicLong sent) {
    byte[] piece = new byte[64 << 10];
    Arrays.fill(piece, (byte) '\n');
    try {
      for (OutputStream out = socket.getOutputStream(); ; sent.addAndGet(piece.length)) {
        out.write(piece);
      }
    } catch (IOException e) {
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void anAddressOfEachFamilyHasTheBackendsOfItsFamily() throws IOException {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    InetAddress six = InetAddress.getByAddress(loopback);
    int port = ports.take();
    opened(new TestBackend(six, port, TestBackend.named("six")));
    plane.serve(
        List.of(LOCAL, six),
        VipProtocol.TCP,
        vip,
        VipOptions.DEFAULT,
        named("four"),
        TestPlane.backend("six", six, port, 1));
    assertThat(ask(6)).isEqualTo(Map.of("four", 6));
    try (Socket socket = new Socket(six, vip)) {
      assertThat(ask(socket)).isEqualTo("six");
    }
  }

  @Test
  void whoIsToEndTakesNobodyNewAndLetsOpenConnectionsGoOnToTheirEnd() throws Exception {
    TestPlane ending = opened(TestPlane.draining(nativeSockets, Duration.ofHours(1)));
    ending.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, named("a"));
    Socket open = connect();
    assertThat(ask(open)).isEqualTo("a");
    Thread drain = Threads.daemon("test-drain", ending.plane::drain);
    drain.start();
    await().untilAsserted(() -> assertThatThrownBy(this::ask).isInstanceOf(ConnectException.class));
    assertThat(ask(open)).isEqualTo("a");
    assertThat(drain.isAlive()).isTrue();
    open.close();
    drain.join();
  }

  @Test
  void whatIsOpenAfterTheDrainTimeIsCut() throws Exception {
    TestPlane ending = opened(TestPlane.draining(nativeSockets, Duration.ofMillis(50)));
    ending.serve(VipProtocol.TCP, vip, VipOptions.DEFAULT, named("a"));
    Socket open = connect();
    assertThat(ask(open)).isEqualTo("a");
    ending.plane.drain();
    assertThat(ask(open)).as("until the plane is closed").isEqualTo("a");
    ending.close();
    int end;
    try {
      end = open.getInputStream().read();
    } catch (SocketException reset) {
      end = -1;
    }
    assertThat(end).isEqualTo(-1);
  }
}
