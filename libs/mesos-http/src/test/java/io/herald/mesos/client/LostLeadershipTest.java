package io.herald.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master that says that it does not lead is left at once, though its stream is still open. */
class LostLeadershipTest {

  private static final String CAPTURE = "v1-subscribe-failover-old-leader";

  private final Recorder<OperatorEvent> heard = new Recorder<>();
  private ScriptedServer first;
  private ScriptedServer second;
  private OperatorClient client;

  @BeforeEach
  void start() throws Exception {
    first = new ScriptedServer();
    second = new ScriptedServer();
    first.answer(Records.recorded(CAPTURE));
    client =
        new OperatorClient(
            new StaticLeaderDetector(List.of(first.address(), second.address())),
            Connection.plain());
    client.subscribe(heard, new RecordedTasks());
    await().until(() -> heard.events.size() == 2);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    first.close();
    second.close();
  }

  @Test
  void aRedirectElsewhereMovesTheStreamThere() throws Exception {
    first.answer(
        Answer.of(
            "HTTP/1.1 307 Temporary Redirect\nLocation: //" + second.address() + "/master/slaves",
            ""));
    second.answer(Answer.of("HTTP/1.1 200 OK", "{}")).answer(Records.recorded(CAPTURE));

    try (InputStream answer = client.get("/slaves")) {
      assertThat(answer.readAllBytes()).hasSize(2);
    }

    await().until(() -> heard.connects == 2 && heard.events.size() == 4);
    assertThat(first.openConnections()).isZero();
    assertThat(second.requests().get(1)).startsWith("POST /api/v1");
    assertThat(heard.reasons)
        .singleElement()
        .asString()
        .contains("it says that " + second.address() + " leads");
  }

  @Test
  void aRedirectToAnotherPathOfTheSameMasterMeansNothing() throws Exception {
    first
        .answer(Answer.of("HTTP/1.1 307 Temporary Redirect\nLocation: /master/slaves", ""))
        .answer(Answer.of("HTTP/1.1 200 OK", "{}"));
    try (InputStream answer = client.get("/slaves")) {
      assertThat(answer.readAllBytes()).hasSize(2);
    }
    assertThat(first.openConnections()).isEqualTo(1);
    assertThat(heard.reasons).isEmpty();
  }

  @Test
  void aMasterThatKnowsNoLeaderIsLeftForTheNext() throws Exception {
    first.answer(Answer.of("HTTP/1.1 503 Service Unavailable", "No leader elected"));
    second.answer(Records.recorded(CAPTURE));

    assertThatThrownBy(() -> client.get("/slaves")).hasMessageContaining("No leader elected");

    await().until(() -> heard.connects == 2 && heard.events.size() == 4);
    assertThat(first.openConnections()).isZero();
    assertThat(second.requests()).hasSize(1);
  }

  @Test
  void aStreamThatCameWhileASlowAnswerWasAwaitedIsNotLeftForThatAnswersSake() throws Exception {
    byte[] heartbeat = RecordEncoder.encode(Records.HEARTBEAT.toByteArray());
    Recorder<OperatorEvent> told = new Recorder<>();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slow.setExecutor(threads);
    slow.createContext(
        "/api/v1",
        exchange -> {
          awaitLatch(asked);
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(heartbeat);
          exchange.getResponseBody().flush();
          awaitLatch(failed);
          exchange.getResponseBody().write(heartbeat);
          exchange.getResponseBody().flush();
          awaitLatch(over);
        });
    slow.createContext(
        "/state",
        exchange -> {
          asked.countDown();
          await().until(() -> !told.events.isEmpty());
          exchange.close(); // without an answer
        });
    slow.start();
    MasterAddress address = new MasterAddress("127.0.0.1", slow.getAddress().getPort());
    try (OperatorClient other =
        new OperatorClient(new StaticLeaderDetector(List.of(address)), Connection.plain())) {
      other.subscribe(told, new RecordedTasks());
      assertThatThrownBy(() -> other.get("/state")).hasMessageContaining("no answer from");
      failed.countDown();
      await().until(() -> told.events.size() >= 2);
      assertThat(told.reasons).isEmpty();
      assertThat(told.connects).isEqualTo(1);
    } finally {
      failed.countDown();
      over.countDown();
      slow.stop(0);
      threads.shutdownNow();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
