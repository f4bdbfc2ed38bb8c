package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.mesos.leader.Election;
import io.herald.mesos.leader.LeaderDetector;
import io.herald.mesos.leader.MasterAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.master.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ZooKeeper names the leader's address. The masters have host names that nobody knows here, and the
 * standby redirects to the leader's.
 */
class ElectedLeaderTest {

  private static final Call GET_MASTER = Call.newBuilder().setType(Call.Type.GET_MASTER).build();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Recorder<OperatorEvent> heard = new Recorder<>();
  private final Detector detector = new Detector();
  private final OperatorClient client = new OperatorClient(detector, Connection.plain());
  private Master leader;
  private Master standby;

  @BeforeEach
  void start() throws IOException {
    leader = new Master(404, 200, "");
    standby = new Master(307, 307, "//master1.invalid:5050/master/state");
  }

  @AfterEach
  void stop() {
    client.close();
    leader.server.stop(0);
    standby.server.stop(0);
    threads.shutdownNow();
  }

  /** Answers everything; without a stream. */
  private final class Master {
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();

    private Master(int stream, int state, String location) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            asked.incrementAndGet();
            if (!location.isEmpty()) {
              exchange.getResponseHeaders().set("Location", location);
            }
            boolean isStream = exchange.getRequestURI().getPath().equals("/api/v1");
            exchange.sendResponseHeaders(isStream ? stream : state, isStream ? -1 : 2);
            if (!isStream) {
              exchange.getResponseBody().write("{}".getBytes(UTF_8));
            }
            exchange.close();
          });
      server.start();
    }

    private MasterAddress address() {
      return new MasterAddress("127.0.0.1", server.getAddress().getPort());
    }
  }

  private String state() throws IOException {
    try (InputStream body = client.get("/state")) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  @Test
  void whoWasElectedIsAskedAsLongAsItAnswersWhateverItRefuses() throws Exception {
    client.subscribe(heard, new RecordedTasks());
    detector.elected(leader.address(), standby.address());
    await().until(() -> heard.reasons.size() == 1);
    assertThat(heard.reasons.get(0)).contains("answered 404");
    for (int i = 0; i < 20; i++) {
      assertThat(state()).isEqualTo("{}");
    }
    int before = leader.asked.get();
    await().until(() -> leader.asked.get() > before + 3);
    assertThat(state()).isEqualTo("{}");
    assertThat(standby.asked).hasValue(0);
  }

  @Test
  void aRedirectOfItsThatLeadsNowhereIsNoReasonToLeaveIt() throws Exception {
    client.subscribe(heard, new RecordedTasks());
    detector.elected(standby.address(), leader.address()); // it leads, and doesn't know yet
    await().until(() -> standby.asked.get() > 3);
    assertThat(leader.asked).hasValue(0);
    assertThat(heard.reasons).hasSize(1);
    detector.elected(leader.address(), standby.address());
    await().ignoreExceptionsInstanceOf(CallFailedException.class).until(() -> state().equals("{}"));
  }

  @Test
  void whileNobodyTellsWhoWasElectedTheOthersAreAskedToo() {
    client.subscribe(heard, new RecordedTasks());
    detector.elected(leader.address(), standby.address());
    leader.server.stop(0);
    await().until(() -> !heard.reasons.isEmpty());
    detector.listener.unreachable("zk://zk1:2181/mesos can't be reached: connection refused");
    await().until(() -> standby.asked.get() > 0);
  }

  @Test
  void whyNobodyIsAskedIsToldByTheCause() {
    client.follow();
    assertFailure("zk://zk1:2181/mesos has not named a leader yet");
    detector.listener.unreachable("zk://zk1:2181/mesos can't be reached: connection refused");
    assertFailure("zk://zk1:2181/mesos can't be reached: connection refused");
    detector.listener.reachable();
    detector.listener.elected(Election.NOBODY);
    assertFailure("no master leads at zk://zk1:2181/mesos");
  }

  private void assertFailure(String message) {
    assertThatThrownBy(() -> client.call(GET_MASTER))
        .isInstanceOf(CallFailedException.class)
        .hasMessage(message);
  }

  @Test
  void theStreamTellsTheCauseToo() {
    client.subscribe(heard, new RecordedTasks());
    await().until(() -> detector.listener != null);
    detector.listener.unreachable("zk://zk1:2181/mesos can't be reached: connection refused");
    await().until(() -> !heard.reasons.isEmpty());
    assertThat(heard.reasons)
        .containsExactly("zk://zk1:2181/mesos can't be reached: connection refused");
  }

  private static final class Detector implements LeaderDetector {
    private volatile Listener listener;

    void elected(MasterAddress leads, MasterAddress other) {
      await().until(() -> listener != null);
      listener.elected(new Election(Optional.of(leads), List.of(other)));
    }

    @Override
    public void start(Listener newListener) {
      listener = newListener;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "zk://zk1:2181/mesos";
    }
  }
}
