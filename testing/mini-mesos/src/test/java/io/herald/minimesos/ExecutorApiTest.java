package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor API of an agent, with an executor played by the test. */
class ExecutorApiTest {

  private static final String INFO =
      "{'user':'nobody','name':'test','checkpoint':true,'failover_timeout':60}";

  @TempDir private Path folder;
  private MiniMesos mesos;
  private TestFramework framework;
  private String agent;

  @BeforeEach
  void start() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(folder));
    framework = TestFramework.subscribe(mesos.masterAddress().port(), INFO);
    agent = mesos.agents().get(0).id();
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    framework.close();
  }

  private TestExecutor launch(String task) throws Exception {
    JsonNode offer = framework.awaitOffer(0, agent);
    framework.launch(offer, TestFramework.executorTask(task, offer, TestExecutor.COMMAND));
    return TestExecutor.subscribe(folder, task + "-executor");
  }

  @Test
  void theEnvironmentIsThatOfMesos() throws Exception {
    launch("t").close();
    Map<String, String> environment = TestExecutor.environment(folder, "t-executor");

    Set<String> ours = new TreeSet<>(environment.keySet());
    ours.removeIf(name -> !name.startsWith("MESOS_") && !name.startsWith("LIBPROCESS_"));
    assertThat(ours).isEqualTo(names("executor-api.env.txt"));
    assertThat(environment)
        .containsEntry("MESOS_CHECKPOINT", "1")
        .containsEntry("MESOS_RECOVERY_TIMEOUT", "15mins")
        .containsEntry("MESOS_SUBSCRIPTION_BACKOFF_MAX", "2secs")
        .containsEntry("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5secs")
        .containsEntry("MESOS_SLAVE_ID", agent)
        .containsEntry("MESOS_FRAMEWORK_ID", framework.id());
  }

  private static Set<String> names(String capture) throws Exception {
    Set<String> names = new TreeSet<>();
    try (InputStream in = ExecutorApiTest.class.getResourceAsStream("/captures/" + capture)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> names.add(line.substring(0, line.indexOf('='))));
    }
    return names;
  }

  @Test
  void anExecutorLivesAsInTheRecordedStream() throws Exception {
    try (TestExecutor executor = launch("t")) {
      JsonNode launch = executor.stream().awaitEvent("LAUNCH", event -> true);
      assertThat(launch.at("/launch/task/task_id/value").asText()).isEqualTo("t");
      String running = executor.update("t", "TASK_RUNNING", ",'message':'hello'");
      executor.stream()
          .awaitEvent(
              "ACKNOWLEDGED", event -> event.at("/acknowledged/uuid").asText().equals(running));
      assertThat(framework.awaitState("t", "TASK_RUNNING").path("message").asText())
          .isEqualTo("hello");

      executor.call("{'type':'MESSAGE','message':{'data':'aGVsbG8='}}");
      JsonNode message = framework.stream().awaitEvent("MESSAGE", event -> true);
      assertThat(message.at("/message/data").asText()).isEqualTo("aGVsbG8=");
      framework.call(
          "{'type':'MESSAGE','message':{'agent_id':{'value':'"
              + agent
              + "'},'executor_id':{'value':'t-executor'},'data':'aGVsbG8='}}");
      executor.stream().awaitEvent("MESSAGE", event -> true);

      framework.call("{'type':'KILL','kill':{'task_id':{'value':'t'}}}");
      executor.stream().awaitEvent("KILL", event -> true);
      executor.update("t", "TASK_KILLED", "");
      framework.awaitState("t", "TASK_KILLED");
      framework.call(
          "{'type':'SHUTDOWN','shutdown':{'agent_id':{'value':'"
              + agent
              + "'},'executor_id':{'value':'t-executor'}}}");
      executor.stream().awaitEvent("SHUTDOWN", event -> true);

      assertThat(executor.stream().types())
          .containsExactly(
              "SUBSCRIBED",
              "LAUNCH",
              "ACKNOWLEDGED",
              "MESSAGE",
              "KILL",
              "ACKNOWLEDGED",
              "SHUTDOWN");
    }
  }

  /** As master.cpp has it: a new state is told, and a check's result; nothing else of a status. */
  @Test
  void ofAStatusOfTheSameStateAnEventTellsOnlyIfItIsACheckResult() throws Exception {
    int master = mesos.masterAddress().port();
    try (TestExecutor executor = launch("t");
        RawStream operator =
            RawStream.post(master, "/api/v1", "application/json", "{\"type\":\"SUBSCRIBE\"}")) {
      executor.stream().awaitEvent("LAUNCH", event -> true);
      for (String more :
          List.of(
              ",'message':'1'",
              ",'message':'2','container_status':{'network_infos':[{'ip_addresses':"
                  + "[{'ip_address':'10.9.9.9'}]}]}",
              ",'message':'3','healthy':false",
              ",'message':'4','healthy':false,'reason':'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED'",
              ",'message':'5','healthy':false,'reason':'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED'",
              ",'message':'6','reason':'REASON_TASK_CHECK_STATUS_UPDATED'",
              ",'message':'7','healthy':true")) {
        executor.update("t", "TASK_RUNNING", more);
        // What the master lists is always the newest.
        await()
            .until(
                () -> {
                  framework.acknowledgeAll();
                  return more.startsWith(",'message':'" + listed(master) + "'");
                });
      }
      framework.acknowledgeAll();
      executor.update("t", "TASK_FINISHED", ",'message':'8'");
      operator.awaitEvent(
          "TASK_UPDATED", e -> e.at("/task_updated/state").asText().equals("TASK_FINISHED"));
      assertThat(
              operator.all().stream()
                  .filter(event -> RawStream.type(event).equals("TASK_UPDATED"))
                  .map(event -> event.at("/task_updated/status/message").asText())
                  .distinct()) // one that isn't acknowledged in time comes again
          .containsExactly("1", "4", "5", "6", "8");
    }
  }

  /** The message of the task's last status. */
  private static String listed(int master) throws Exception {
    JsonNode answer =
        new ObjectMapper()
            .readTree(Http.post(master, "/api/v1", "{\"type\":\"GET_TASKS\"}").body());
    JsonNode statuses = answer.at("/get_tasks/tasks/0/statuses");
    return statuses.path(statuses.size() - 1).path("message").asText();
  }

  @Test
  void anExecutorThatDiesLeavesFailedTasks() throws Exception {
    try (TestExecutor executor = launch("t")) {
      executor.stream().awaitEvent("LAUNCH", event -> true);
      executor.update("t", "TASK_RUNNING", "");
      long pid =
          framework.awaitState("t", "TASK_RUNNING").at("/container_status/executor_pid").asLong();

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      JsonNode failed = framework.awaitState("t", "TASK_FAILED");
      assertThat(failed.path("source").asText()).isEqualTo("SOURCE_AGENT");
      assertThat(failed.path("reason").asText()).isEqualTo("REASON_EXECUTOR_TERMINATED");
      assertThat(failed.path("message").asText())
          .isEqualTo("Abnormal executor termination: executor terminated with signal Killed");
      JsonNode failure = framework.stream().awaitEvent("FAILURE", event -> true);
      assertThat(failure.at("/failure/executor_id/value").asText()).isEqualTo("t-executor");
      assertThat(failure.at("/failure/status").asInt()).isEqualTo(9);
    }
  }

  @Test
  void anExecutorThatSubscribesAgainRepeatsWhatItIsNotSureOf() throws Exception {
    try (TestExecutor executor = launch("t")) {
      executor.stream().awaitEvent("LAUNCH", event -> true);
      String uuid = executor.update("t", "TASK_RUNNING", "");
      framework.awaitState("t", "TASK_RUNNING");
      RawStream first = executor.stream();

      mesos.restartAgent(agent);
      await().until(() -> first.end() == RawStream.End.EOF);
      String lost = "AAAAAAAAAAAAAAAAAAAAAA==";
      executor.resubscribe(
          "'subscribe':{'unacknowledged_updates':["
              + "{'status':"
              + executor.status("t", "TASK_RUNNING", uuid, "")
              + "},{'status':"
              + executor.status("t", "TASK_FINISHED", lost, "")
              + "}]}");

      executor.stream()
          .awaitEvent(
              "ACKNOWLEDGED", event -> event.at("/acknowledged/uuid").asText().equals(lost));
      framework.awaitState("t", "TASK_FINISHED");
      assertThat(framework.states("t")).containsExactly("TASK_RUNNING", "TASK_FINISHED");
    }
  }

  @Test
  void whatAnExecutorMayNotSayIsRefused() throws Exception {
    try (TestExecutor executor = launch("t")) {
      executor.stream().awaitEvent("LAUNCH", event -> true);
      String uuid = "AAAAAAAAAAAAAAAAAAAAAA==";
      assertThat(refusal(executor, "{'type':'NOPE'}"))
          .isEqualTo("400 Failed to validate Executor::Call: Expecting 'type' to be present");
      assertThat(refusal(executor, "{'type':'UPDATE'}"))
          .isEqualTo("400 Failed to validate Executor::Call: Expecting 'update' to be present");
      assertThat(
              refusal(
                  executor,
                  "{'type':'UPDATE','update':{'status':{'task_id':{'value':'t'},"
                      + "'state':'TASK_RUNNING','source':'SOURCE_EXECUTOR'}}}"))
          .isEqualTo("400 Failed to validate Executor::Call: Expecting 'uuid' to be present");
      assertThat(
              refusal(
                  executor,
                  "{'type':'UPDATE','update':{'status':{'task_id':{'value':'t'},"
                      + "'state':'TASK_RUNNING','source':'SOURCE_MASTER','uuid':'"
                      + uuid
                      + "'}}}"))
          .contains("with invalid source, expecting 'SOURCE_EXECUTOR'");
      assertThat(
              refusal(
                  executor,
                  "{'type':'UPDATE','update':{'status':"
                      + executor.status("t", "TASK_STAGING", uuid, "")
                      + "}}"))
          .contains("Received TASK_STAGING from executor");
    }
  }

  private static String refusal(TestExecutor executor, String call) throws Exception {
    HttpResponse<String> answer = executor.call(call);
    return answer.statusCode() + " " + answer.body();
  }
}
