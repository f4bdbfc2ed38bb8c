package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.minimesos.master.AgentStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told when agents and masters go and come: the order of a real master's events. */
class AgentLossTest {

  private static final String DURABLE =
      "{'user':'nobody','name':'durable','checkpoint':true,'failover_timeout':60,"
          + "'roles':['*'],'capabilities':[{'type':'MULTI_ROLE'},{'type':'PARTITION_AWARE'}]}";
  private static final String PLAIN =
      "{'user':'nobody','name':'plain','checkpoint':true,'failover_timeout':60}";
  private static final String FLEETING = "{'user':'nobody','name':'fleeting'}";

  @TempDir private Path folder;
  private MiniMesos mesos;
  private int port;
  private RawStream operator;
  private TestFramework framework;
  private String agent;

  @BeforeEach
  void start() throws Exception {
    mesos =
        MiniMesos.start(MiniMesosOptions.in(folder).withAllocationInterval(Duration.ofMillis(50)));
    port = mesos.masterAddress().port();
    agent = mesos.agents().get(0).id();
    operator = subscribe();
  }

  private RawStream subscribe() throws Exception {
    RawStream stream =
        RawStream.post(port, "/api/v1", "application/json", "{\"type\":\"SUBSCRIBE\"}");
    stream.awaitEvent("SUBSCRIBED", event -> true);
    return stream;
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    operator.close();
    framework.close();
  }

  /** A framework with one running, acknowledged task. */
  private void run(String info, String task) throws Exception {
    framework = TestFramework.subscribe(port, info);
    JsonNode offer = framework.awaitOffer(0, agent);
    framework.launch(offer, TestFramework.commandTask(task, offer, "sleep 1000"));
    framework.awaitState(task, "TASK_RUNNING");
    operator.awaitEvent(
        "TASK_UPDATED", event -> event.at("/task_updated/state").asText().equals("TASK_RUNNING"));
  }

  /** Type and state of each event after the first {@code seen} ones. */
  private List<String> told(RawStream stream, int seen) {
    List<String> told = new ArrayList<>();
    stream.events().stream()
        .skip(seen)
        .forEach(
            event -> {
              String type = RawStream.type(event);
              String state =
                  type.equals("TASK_UPDATED")
                      ? event.at("/task_updated/state").asText()
                      : event.at("/task_added/task/state").asText();
              told.add(state.isEmpty() ? type : type + " " + state);
            });
    return told;
  }

  private AgentStatus standing() {
    return mesos.agents().get(0).status();
  }

  @Test
  void anAgentThatIsBackInTimeIsNotSpokenOf() throws Exception {
    run(PLAIN, "t");
    int seen = operator.events().size();

    mesos.loseAgent(agent);
    assertThat(standing()).isEqualTo(AgentStatus.DISCONNECTED);
    mesos.reregisterAgent(agent);

    assertThat(standing()).isEqualTo(AgentStatus.ACTIVE);
    framework.call("{'type':'KILL','kill':{'task_id':{'value':'t'}}}");
    framework.awaitState("t", "TASK_KILLED");
    assertThat(told(operator, seen)).containsExactly("TASK_UPDATED TASK_KILLED");
  }

  @Test
  void aTaskWithoutCheckpointDiesWithTheConnection() throws Exception {
    run(FLEETING, "t");
    int seen = operator.events().size();

    mesos.loseAgent(agent);

    JsonNode lost = framework.awaitState("t", "TASK_LOST");
    assertThat(lost.path("message").asText()).isEqualTo("Agent localhost disconnected");
    assertThat(lost.path("reason").asText()).isEqualTo("REASON_AGENT_DISCONNECTED");
    assertThat(lost.has("uuid")).isFalse();
    assertThat(told(operator, seen)).containsExactly("TASK_UPDATED TASK_LOST");
  }

  @Test
  void offersOfALostAgentAreRescinded() throws Exception {
    run(PLAIN, "t");
    JsonNode offer = framework.awaitOffer(2, agent);

    mesos.loseAgent(agent);

    JsonNode rescind = framework.stream().awaitEvent("RESCIND", event -> true);
    assertThat(rescind.at("/rescind/offer_id")).isEqualTo(offer.get("id"));
  }

  @Test
  void anUnreachableAgentIsNotRemovedAndBringsItsTasksBackBeforeItself() throws Exception {
    run(DURABLE, "t");
    int seen = operator.events().size();

    mesos.unreachable(agent);

    JsonNode unreachable = framework.awaitState("t", "TASK_UNREACHABLE");
    assertThat(unreachable.path("message").asText()).isEqualTo("health check timed out");
    assertThat(unreachable.has("unreachable_time")).isTrue();
    framework.stream().awaitEvent("FAILURE", event -> true);
    assertThat(standing()).isEqualTo(AgentStatus.UNREACHABLE);

    mesos.reregisterAgent(agent);

    operator.awaitEvent("AGENT_ADDED", event -> true);
    assertThat(told(operator, seen))
        .containsExactly("TASK_UPDATED TASK_UNREACHABLE", "TASK_ADDED TASK_RUNNING", "AGENT_ADDED");
    JsonNode back =
        framework.stream()
            .awaitEvent(
                "UPDATE",
                event ->
                    event.at("/update/status/reason").asText().equals("REASON_AGENT_REREGISTERED"));
    assertThat(back.at("/update/status/state").asText()).isEqualTo("TASK_RUNNING");
  }

  @Test
  void whoIsAwayForThePingTimeoutIsUnreachable() throws Exception {
    mesos.close();
    mesos =
        MiniMesos.start(MiniMesosOptions.in(folder).withAgentPingTimeout(Duration.ofMillis(300)));
    port = mesos.masterAddress().port();
    agent = mesos.agents().get(0).id();
    operator = subscribe();
    run(PLAIN, "t");

    mesos.loseAgent(agent);

    framework.awaitState("t", "TASK_LOST");
    assertThat(standing()).isEqualTo(AgentStatus.UNREACHABLE);
  }

  @Test
  void anAgentThatSaysGoodByeIsRemovedAndKeepsItsId() throws Exception {
    run(PLAIN, "t");
    int seen = operator.events().size();

    mesos.unregisterAgent(agent);

    JsonNode lost = framework.awaitState("t", "TASK_LOST");
    assertThat(lost.path("message").asText())
        .isEqualTo("Agent localhost removed: the agent unregistered");
    mesos.reregisterAgent(agent);
    operator.awaitEvent("AGENT_ADDED", event -> true);
    assertThat(told(operator, seen))
        .containsExactly("TASK_UPDATED TASK_LOST", "AGENT_REMOVED", "AGENT_ADDED");
    assertThat(mesos.agents().get(0).id()).isEqualTo(agent);
  }

  @Test
  void anAgentThatIsMarkedGoneIsNotRemovedAndComesBackWithAnotherId() throws Exception {
    run(PLAIN, "t");
    int seen = operator.events().size();

    Http.post(
        port,
        "/api/v1",
        "{'type':'MARK_AGENT_GONE','mark_agent_gone':{'agent_id':{'value':'" + agent + "'}}}");

    JsonNode lost = framework.awaitState("t", "TASK_LOST");
    assertThat(lost.path("message").asText()).isEqualTo("Agent has been marked gone");
    mesos.reregisterAgent(agent);
    operator.awaitEvent("AGENT_ADDED", event -> true);
    assertThat(told(operator, seen)).containsExactly("TASK_UPDATED TASK_LOST", "AGENT_ADDED");
    assertThat(mesos.agents().get(0).id()).isNotEqualTo(agent);
  }

  @Test
  void afterAFailoverTheAgentBringsFrameworkAndTasksAndTheirIdsStay() throws Exception {
    run(PLAIN, "t");
    RawStream old = operator;

    mesos.failOverWithoutAgents();

    await().until(() -> old.end() != RawStream.End.OPEN);
    await().until(() -> framework.stream().end() != RawStream.End.OPEN);
    assertThat(old.end()).isEqualTo(RawStream.End.EOF);
    assertThat(framework.stream().end()).isEqualTo(RawStream.End.EOF);
    assertThat(standing()).isEqualTo(AgentStatus.RECOVERED);
    operator = subscribe();
    JsonNode state = operator.events().get(0).at("/subscribed/get_state");
    assertThat(state.at("/get_tasks/tasks")).isEmpty();
    assertThat(state.at("/get_frameworks/frameworks")).isEmpty();
    assertThat(state.at("/get_agents/agents")).isEmpty();
    assertThat(state.at("/get_agents/recovered_agents/0/id/value").asText()).isEqualTo(agent);

    mesos.reregisterAgent(agent);

    JsonNode added = operator.awaitEvent("FRAMEWORK_ADDED", event -> true);
    assertThat(added.at("/framework_added/framework/recovered").asBoolean()).isTrue();
    assertThat(added.at("/framework_added/framework/active").asBoolean()).isFalse();
    operator.awaitEvent("TASK_ADDED", event -> true);
    String id = framework.id();
    framework.close();
    framework = TestFramework.resubscribe(port, PLAIN, id);
    operator.awaitEvent("FRAMEWORK_UPDATED", event -> true);
    assertThat(told(operator, 1))
        .containsExactly(
            "AGENT_ADDED", "FRAMEWORK_ADDED", "TASK_ADDED TASK_RUNNING", "FRAMEWORK_UPDATED");

    framework.call("{'type':'KILL','kill':{'task_id':{'value':'t'}}}");
    framework.awaitState("t", "TASK_KILLED");
  }

  @Test
  void aMastersEndKillsNoTaskNotEvenOneWithoutCheckpoint() throws Exception {
    run(FLEETING, "t");
    long pid =
        framework.awaitState("t", "TASK_RUNNING").at("/container_status/executor_pid").asLong();

    mesos.failOver();

    operator = subscribe();
    JsonNode task = operator.events().get(0).at("/subscribed/get_state/get_tasks/tasks/0");
    assertThat(task.path("state").asText()).isEqualTo("TASK_RUNNING");
    assertThat(ProcessHandle.of(pid)).hasValueSatisfying(p -> assertThat(p.isAlive()).isTrue());
  }

  @Test
  void aFailoverKeepsWhatTheSchedulerHasNotHeardYet() throws Exception {
    run(PLAIN, "t");
    long pid =
        framework.awaitState("t", "TASK_RUNNING").at("/container_status/executor_pid").asLong();
    String id = framework.id();
    framework.close();
    mesos.failOver();

    ProcessHandle.of(pid).orElseThrow().destroy();
    await()
        .until(
            () ->
                Http.json(port, "/state")
                    .at("/frameworks/0/tasks/0/state")
                    .asText()
                    .equals("TASK_FAILED"));

    framework = TestFramework.resubscribe(port, PLAIN, id);
    assertThat(framework.awaitState("t", "TASK_FAILED").path("message").asText())
        .isEqualTo("Command terminated with signal Terminated");
  }
}
