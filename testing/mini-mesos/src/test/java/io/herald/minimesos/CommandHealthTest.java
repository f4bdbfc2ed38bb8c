package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks of command tasks, which an agent runs as Mesos' command executor does. */
class CommandHealthTest {

  private static final String INFO = "{'user':'nobody','name':'test','checkpoint':true}";
  private static final String OFTEN =
      ",'delay_seconds':0,'interval_seconds':0.01,'timeout_seconds':60,'grace_period_seconds':0";

  @TempDir private Path folder;
  private MiniMesos mesos;
  private TestFramework framework;

  @BeforeEach
  void start() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
    framework = TestFramework.subscribe(mesos.masterAddress().port(), INFO);
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    framework.close();
  }

  private void launch(String command, String check) throws Exception {
    JsonNode offer = framework.awaitOffer(0, mesos.agents().get(0).id());
    ObjectMapper json = new ObjectMapper();
    ObjectNode task = (ObjectNode) json.readTree(TestFramework.commandTask("t", offer, command));
    task.set("health_check", json.readTree(check.replace('\'', '"')));
    framework.launch(offer, task.toString());
  }

  /** Waits for a status that a check has found, acknowledging all updates. */
  private JsonNode awaitHealth(boolean healthy, int seen) {
    return framework.stream()
        .awaitFrom(
            seen,
            "UPDATE",
            event -> {
              framework.acknowledgeAll();
              JsonNode status = event.at("/update/status");
              return status.has("healthy") && status.path("healthy").asBoolean() == healthy;
            })
        .at("/update/status");
  }

  private JsonNode awaitHealth(boolean healthy) {
    return awaitHealth(healthy, 0);
  }

  @Test
  void aCommandsExitStatusSaysWhetherATaskIsHealthy() throws Exception {
    Path well = folder.resolve("well");
    Files.createFile(well);
    launch(
        "exec sleep 1000",
        "{'type':'COMMAND','command':{'value':'test -e "
            + well
            + "'},'consecutive_failures':1000000"
            + OFTEN
            + "}");

    JsonNode first = awaitHealth(true);
    assertThat(first.path("state").asText()).isEqualTo("TASK_RUNNING");
    assertThat(first.path("reason").asText()).isEqualTo("REASON_TASK_HEALTH_CHECK_STATUS_UPDATED");
    assertThat(state().at("/health_check/type").asText()).isEqualTo("COMMAND");

    Files.delete(well);
    awaitHealth(false);
    int seen = framework.stream().events().size();

    Files.createFile(well);
    awaitHealth(true, seen);
    assertThat(state().at("/statuses/1/healthy").asBoolean()).isTrue();
  }

  /** Its environment has the task's variables, its output goes to the task's stderr. */
  @Test
  void aCommandOfACheckRunsBesideItsTask() throws Exception {
    launch(
        "echo started; exec sleep 1000",
        "{'type':'COMMAND','command':{'value':'echo checked; pwd; test -e $MESOS_SANDBOX/stdout'}"
            + ",'consecutive_failures':3"
            + OFTEN
            + "}");

    awaitHealth(true);

    Path sandbox = Path.of(mesosSandbox());
    assertThat(sandbox.resolve("stdout")).hasContent("started");
    assertThat(Files.readString(sandbox.resolve("stderr"))).startsWith("checked\n" + sandbox);
  }

  @Test
  void failuresInARowHaveTheTaskKilledAndItsEndSaysUnhealthy() throws Exception {
    launch(
        "exec sleep 1000",
        "{'type':'COMMAND','command':{'value':'false'},'consecutive_failures':3" + OFTEN + "}");

    JsonNode end = framework.awaitState("t", "TASK_KILLED");

    assertThat(end.path("healthy").asBoolean(true)).isFalse();
    assertThat(healthOf("TASK_RUNNING")).containsExactly("", "false", "false", "false");
  }

  @Test
  void failuresDontCountInTheGracePeriodBeforeTheFirstSuccess() throws Exception {
    Path calls = folder.resolve("calls");
    launch(
        "exec sleep 1000",
        "{'type':'COMMAND','command':{'value':'echo >> "
            + calls
            + "; test $(wc -l < "
            + calls
            + ") -ge 5'},'delay_seconds':0,'interval_seconds':0.01,'timeout_seconds':60"
            + ",'grace_period_seconds':3600,'consecutive_failures':1}");

    awaitHealth(true);

    assertThat(healthOf("TASK_RUNNING")).containsExactly("", "true");
  }

  @Test
  void aCommandThatDoesNotReturnHasFailed() throws Exception {
    launch(
        "exec sleep 1000",
        "{'type':'COMMAND','command':{'value':'exec sleep 1000'},'consecutive_failures':1"
            + ",'delay_seconds':0,'interval_seconds':1,'timeout_seconds':0.05"
            + ",'grace_period_seconds':0}");

    assertThat(framework.awaitState("t", "TASK_KILLED").path("healthy").asBoolean(true)).isFalse();
  }

  @Test
  void overHttpAStatusBelow400IsHealthy() throws Exception {
    AtomicInteger status = new AtomicInteger(503);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    try {
      launch(
          "exec sleep 1000",
          "{'type':'HTTP','http':{'scheme':'http','path':'/health','port':"
              + server.getAddress().getPort()
              + "},'consecutive_failures':1000000"
              + OFTEN
              + "}");
      awaitHealth(false);
      status.set(200);
      awaitHealth(true);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void overTcpAConnectionIsHealthy() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
      launch(
          "exec sleep 1000",
          "{'type':'TCP','tcp':{'port':" + port + "},'consecutive_failures':1" + OFTEN + "}");
      awaitHealth(true);
    }
    assertThat(framework.awaitState("t", "TASK_KILLED").path("healthy").asBoolean(true)).isFalse();
  }

  private JsonNode state() throws Exception {
    JsonNode state =
        new ObjectMapper().readTree(Http.get(mesos.masterAddress().port(), "/state").body());
    return state.at("/frameworks/0/tasks/0");
  }

  private String mesosSandbox() throws Exception {
    try (var all = Files.walk(folder)) {
      return all.filter(path -> path.endsWith(Path.of("executors", "t", "runs", "latest")))
          .findFirst()
          .orElseThrow()
          .toRealPath()
          .toString();
    }
  }

  /** What each status of that state says of health; nothing: an empty text. */
  private List<String> healthOf(String state) {
    List<String> health = new ArrayList<>();
    for (JsonNode event : framework.stream().events()) {
      JsonNode status = event.at("/update/status");
      if (status.path("state").asText().equals(state)) {
        health.add(status.path("healthy").asText());
      }
    }
    return health;
  }
}
