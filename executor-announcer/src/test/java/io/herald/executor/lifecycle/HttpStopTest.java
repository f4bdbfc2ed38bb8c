package io.herald.executor.lifecycle;

import static io.herald.executor.TestTasks.TASK;
import static io.herald.executor.TestTasks.handoff;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.proto.handoff.HttpLifecycle;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests before the signals: conformance cases L1 to L3 and L10. */
class HttpStopTest {

  /** Runs until there is a file {@code quit} or a signal, and writes down the signal. */
  private static final String SERVER =
      "trap 'echo signal >> events; exit 0' TERM; touch ready;"
          + " while [ ! -e quit ]; do sleep 0.05; done; echo quit >> events";

  @TempDir Path sandbox;
  private HttpServer server;
  private RecordedExecutor executor;

  /** The path whose request makes the task end; others are answered all the same. */
  private volatile String obeyed = "/quitquitquit";

  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    executor = new RecordedExecutor(sandbox, RecordedExecutor.announcing());
  }

  @AfterEach
  void end() {
    executor.close();
    server.stop(0);
  }

  @Test
  void l1_withoutThePortThereAreNoRequests() {
    assertThat(HttpStop.of(HttpLifecycle.newBuilder().setPort("health").build(), Map.of()))
        .isEmpty();
  }

  @Test
  void l2_theDefaultsAskTwiceOnTheHealthPort() {
    assertThat(
            HttpStop.of(
                http("health", "/quitquitquit", 5, "/abortabortabort", 5), Map.of("health", 31337)))
        .contains(
            new HttpStop(
                List.of(
                    request("http://localhost:31337/quitquitquit", 5),
                    request("http://localhost:31337/abortabortabort", 5))));
  }

  @Test
  void l3_ownPortEndpointsAndWaitsCount() {
    assertThat(HttpStop.of(http("http", "/frank", 123, "bob", 456), Map.of("http", 12345)))
        .contains(
            new HttpStop(
                List.of(
                    request("http://localhost:12345/frank", 123),
                    request("http://localhost:12345/bob", 456))));
  }

  @Test
  void aTaskThatSpeaksTlsAloneIsAskedOverIt() {
    HttpLifecycle secured = http("http", "/a", 1, "/b", 2).toBuilder().setTls(true).build();

    assertThat(HttpStop.of(secured, Map.of("http", 12345)))
        .contains(
            new HttpStop(
                List.of(
                    request("https://localhost:12345/a", 1),
                    request("https://localhost:12345/b", 2))));
  }

  @Test
  void anEndpointThatIsNoPathIsRefusedBeforeTheTaskStarts() {
    assertThatThrownBy(() -> HttpStop.of(http("http", "/a b", 1, "/c", 1), Map.of("http", 12345)))
        .hasMessage(
            "lifecycle.http.graceful_shutdown_endpoint = \"/a b\" is not a URL path; write one like /quitquitquit.");
  }

  @Test
  void l10_theMemberIsGoneBeforeTheFirstRequestAndATaskThatObeysGetsNoSignal() {
    executor.launch(served(3600, 3600));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\nPOST /quitquitquit\nquit\n");
  }

  @Test
  void aTaskThatIgnoresThePoliteRequestGetsTheFirmOneAndAnyStatusIsAnAnswer() {
    obeyed = "/abortabortabort";
    status = 500;
    executor.launch(served(0.1, 3600));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events"))
        .content()
        .isEqualTo("left\nPOST /quitquitquit\nPOST /abortabortabort\nquit\n");
  }

  @Test
  void requestsThatNobodyAnswersAreNotWaitedFor() {
    server.stop(0);
    executor.launch(served(3600, 3600));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\nsignal\n");
  }

  @Test
  void aTaskThatIsStubbornIsSignalledAfterBothWaits() {
    obeyed = "/never";
    executor.launch(served(0.05, 0.05));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events"))
        .content()
        .isEqualTo("left\nPOST /quitquitquit\nPOST /abortabortabort\nsignal\n");
  }

  @Test
  void aTaskThatEndedByItselfIsNotAsked() {
    executor.launch(served(3600, 3600).setCommand("exit 3"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\n");
  }

  @Test
  void theAgentsPatienceIsSharedByAllSteps() {
    StopPlan steps =
        new StopPlan(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            HttpStop.of(http("http", "/a", 60, "/b", 60), Map.of("http", 1)),
            Duration.ofSeconds(30));

    StopPlan within = steps.within(Duration.ofSeconds(12));

    assertThat(within.leave()).isEqualTo(Duration.ofSeconds(2));
    assertThat(within.http().orElseThrow().requests())
        .extracting(HttpStop.Request::patience)
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    assertThat(within.finalization()).isEqualTo(Duration.ofSeconds(2));
  }

  private TaskHandoff.Builder served(double gracefulWait, double shutdownWait) {
    return handoff(SERVER)
        .addPorts(
            Port.newBuilder()
                .setName("health")
                .setNumber(server.getAddress().getPort())
                .setOrigin(Port.Origin.ASSIGNED)
                .setProtocol("TCP"))
        .setLifecycle(
            Lifecycle.newBuilder()
                .setDrainSecs(0)
                .setFinalizationWaitSecs(60)
                .setHttp(
                    http(
                        "health",
                        "/quitquitquit",
                        gracefulWait,
                        "/abortabortabort",
                        shutdownWait)));
  }

  private static HttpLifecycle http(
      String port, String graceful, double gracefulWait, String shutdown, double shutdownWait) {
    return HttpLifecycle.newBuilder()
        .setPort(port)
        .setGracefulShutdownEndpoint(graceful)
        .setGracefulShutdownWaitSecs(gracefulWait)
        .setShutdownEndpoint(shutdown)
        .setShutdownWaitSecs(shutdownWait)
        .build();
  }

  private static HttpStop.Request request(String uri, int wait) {
    return new HttpStop.Request(URI.create(uri), Duration.ofSeconds(wait));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Files.writeString(
          sandbox.resolve("events"),
          exchange.getRequestMethod() + " " + path + "\n",
          StandardOpenOption.APPEND);
      if (path.equals(obeyed)) {
        Files.createFile(sandbox.resolve("quit"));
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }
}
