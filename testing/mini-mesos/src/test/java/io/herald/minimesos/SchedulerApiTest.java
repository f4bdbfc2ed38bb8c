package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scheduler API: offers, refusals, acknowledgements, the life of a framework. */
class SchedulerApiTest {

  private static final String INFO =
      "{'user':'nobody','name':'test','checkpoint':true,'failover_timeout':60}";

  @TempDir private Path folder;
  private MiniMesos mesos;
  private int port;
  private String agent;
  private TestFramework framework;

  @BeforeEach
  void start() throws Exception {
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(folder)
                .withHeartbeatInterval(Duration.ofMillis(100))
                .withAllocationInterval(Duration.ofMillis(20))
                .withUpdateRetryInterval(Duration.ofMillis(100)));
    port = mesos.masterAddress().port();
    agent = mesos.agents().get(0).id();
    framework = TestFramework.subscribe(port, INFO);
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    framework.close();
  }

  private JsonNode offer() {
    return framework.awaitOffer(0, agent);
  }

  @Test
  void anOfferHoldsAllThatTheAgentHasAndComesBackAfterItsFilter() throws Exception {
    JsonNode offer = offer();
    assertThat(offer.get("resources").findValuesAsText("name"))
        .containsExactly("cpus", "mem", "disk", "ports");
    int seen = framework.stream().events().size();

    framework.call(
        "{'type':'DECLINE','decline':{'offer_ids':["
            + offer.get("id")
            + "],'filters':{'refuse_seconds':0.2}}}");

    JsonNode again = framework.awaitOffer(seen, agent);
    assertThat(again.get("id")).isNotEqualTo(offer.get("id"));
    assertThat(again.get("resources")).isEqualTo(offer.get("resources"));
  }

  @Test
  void aFilterHoldsOffersBackUntilRevive() throws Exception {
    JsonNode offer = offer();
    framework.call(
        "{'type':'DECLINE','decline':{'offer_ids':["
            + offer.get("id")
            + "],'filters':{'refuse_seconds':100000}}}");
    int seen = framework.stream().all().size();
    await().until(() -> framework.stream().all().size() > seen + 3); // heartbeats go on
    assertThat(framework.stream().types()).containsExactly("SUBSCRIBED", "OFFERS");

    framework.call("{'type':'REVIVE'}");

    framework.awaitOffer(2, agent);
  }

  @Test
  void aSuppressedFrameworkGetsNoOffersUntilItRevives() throws Exception {
    JsonNode offer = offer();
    framework.call("{'type':'SUPPRESS'}");
    framework.call(
        "{'type':'DECLINE','decline':{'offer_ids':["
            + offer.get("id")
            + "],'filters':{'refuse_seconds':0}}}");
    int seen = framework.stream().all().size();
    await().until(() -> framework.stream().all().size() > seen + 3);
    assertThat(framework.stream().types()).containsExactly("SUBSCRIBED", "OFFERS");

    framework.call("{'type':'REVIVE'}");

    framework.awaitOffer(2, agent);
  }

  @Test
  void whatATaskUsesIsNotOfferedUntilItEnds() throws Exception {
    JsonNode offer = offer();
    int[] ports = TestFramework.ports(offer, 1);
    framework.launch(offer, TestFramework.commandTask("t", offer, "sleep 1000", ports));
    JsonNode rest = framework.awaitOffer(2, agent);
    assertThat(TestFramework.ports(rest, 100)).hasSize(99).doesNotContain(ports);
    assertThat(rest.at("/resources/0/scalar/value").asDouble()).isEqualTo(3.9);

    framework.awaitState("t", "TASK_RUNNING");
    int seen = framework.stream().events().size();
    framework.call("{'type':'KILL','kill':{'task_id':{'value':'t'}}}");
    framework.awaitState("t", "TASK_KILLED");
    framework.call(
        "{'type':'DECLINE','decline':{'offer_ids':["
            + rest.get("id")
            + "],'filters':{'refuse_seconds':0}}}");
    await()
        .until(
            () ->
                framework.stream().events().stream()
                    .skip(seen)
                    .flatMap(event -> event.findValues("offers").stream())
                    .anyMatch(offers -> offers.toString().contains("" + ports[0])));
  }

  @Test
  void anUpdateIsRepeatedUntilItIsAcknowledged() throws Exception {
    JsonNode offer = offer();
    framework.launch(offer, TestFramework.commandTask("t", offer, "sleep 1000"));

    await().until(() -> framework.states("t").size() >= 3);
    assertThat(framework.states("t")).containsOnly("TASK_STARTING");

    framework.acknowledgeAll();
    await().until(() -> framework.states("t").contains("TASK_RUNNING"));
  }

  private static Stream<Arguments> badTasks() {
    return Stream.of(
        bad(
            "no command",
            task -> task.remove("command"),
            "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present"),
        bad(
            "another agent",
            task -> task.putObject("agent_id").put("value", "S7"),
            "Task uses invalid agent S7 while agent"),
        bad(
            "an id that is no path",
            task -> task.putObject("task_id").put("value", "a/b"),
            "Task ID 'a/b' is not fit for a path"),
        bad("no resources", task -> task.putArray("resources"), "Task uses no resources"),
        bad(
            "too much",
            task -> ((ObjectNode) task.at("/resources/0/scalar")).put("value", 100.0),
            "Task uses more resources cpus:100.0; mem:32.0 than available"),
        bad(
            "a negative amount",
            task -> ((ObjectNode) task.at("/resources/0/scalar")).put("value", -1.0),
            "Task uses invalid resources: resource \"cpus\": -1.0 is negative"),
        bad(
            "a health check that says nothing",
            task -> task.putObject("health_check").put("type", "COMMAND"),
            "Task uses invalid health check: Expecting 'command' to be set for COMMAND health"
                + " check"),
        bad(
            "a path that is none",
            task ->
                task.putObject("health_check")
                    .put("type", "HTTP")
                    .putObject("http")
                    .put("port", 80)
                    .put("path", "health"),
            "Task uses invalid health check: The path 'health' of HTTP health check must start"
                + " with '/'"),
        bad(
            "a negative time",
            task ->
                task.putObject("health_check")
                    .put("type", "TCP")
                    .put("interval_seconds", -1)
                    .putObject("tcp")
                    .put("port", 80),
            "Task uses invalid health check: Expecting 'interval_seconds' to be non-negative"),
        bad(
            "a check over HTTPS",
            task ->
                task.putObject("health_check")
                    .put("type", "HTTP")
                    .putObject("http")
                    .put("port", 80)
                    .put("scheme", "https"),
            "mini-mesos checks nothing over HTTPS"),
        bad(
            "an image",
            task ->
                task.putObject("container")
                    .put("type", "DOCKER")
                    .putObject("docker")
                    .put("image", "busybox"),
            "mini-mesos runs plain processes: no images, no volumes"),
        bad(
            "a URI",
            task ->
                ((ObjectNode) task.get("command")).putArray("uris").addObject().put("value", "x"),
            "mini-mesos fetches no URIs"));
  }

  private static Arguments bad(String what, Consumer<ObjectNode> change, String message) {
    return Arguments.of(what, change, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTasks")
  void aTaskThatCannotRunIsAnErrorAndHarmsNoOther(
      String what, Consumer<ObjectNode> change, String message) throws Exception {
    JsonNode offer = offer();
    ObjectNode bad =
        (ObjectNode)
            TestFramework.MAPPER.readTree(TestFramework.commandTask("bad", offer, "sleep 1000"));
    change.accept(bad);

    framework.launch(offer, bad.toString(), TestFramework.commandTask("good", offer, "sleep 1000"));

    JsonNode error =
        framework.stream()
            .awaitEvent(
                "UPDATE", event -> event.at("/update/status/state").asText().equals("TASK_ERROR"));
    assertThat(error.at("/update/status/message").asText()).startsWith(message);
    assertThat(error.at("/update/status/reason").asText()).isEqualTo("REASON_TASK_INVALID");
    framework.awaitState("good", "TASK_RUNNING");
  }

  @Test
  void aTaskGroupIsRefusedTaskByTask() throws Exception {
    JsonNode offer = offer();
    framework.call(
        "{'type':'ACCEPT','accept':{'offer_ids':["
            + offer.get("id")
            + "],'operations':[{'type':'LAUNCH_GROUP','launch_group':{'executor':{'type':'DEFAULT',"
            + "'executor_id':{'value':'e'}},'task_group':{'tasks':["
            + TestFramework.commandTask("a", offer, "true")
            + ","
            + TestFramework.commandTask("b", offer, "true")
            + "]}}}]}}");

    for (String id : List.of("a", "b")) {
      JsonNode status = framework.awaitState(id, "TASK_ERROR");
      assertThat(status.path("reason").asText()).isEqualTo("REASON_TASK_GROUP_INVALID");
      assertThat(status.path("message").asText())
          .startsWith("mini-mesos runs no task groups (LAUNCH_GROUP)");
    }
  }

  @Test
  void anotherOperationIsRefusedAndTheOfferStaysValid() throws Exception {
    JsonNode offer = offer();
    HttpResponse<String> answer =
        framework.call(
            "{'type':'ACCEPT','accept':{'offer_ids':["
                + offer.get("id")
                + "],'operations':[{'type':'RESERVE','reserve':{'resources':[]}}]}}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo("mini-mesos can't do RESERVE with an offer: LAUNCH is the one operation it has");
    framework.launch(offer, TestFramework.commandTask("t", offer, "sleep 1000"));
    framework.awaitState("t", "TASK_RUNNING");
  }

  @Test
  void aTaskOnAnOfferThatIsUsedUpIsLost() throws Exception {
    JsonNode offer = offer();
    framework.launch(offer, TestFramework.commandTask("a", offer, "sleep 1000"));
    framework.launch(offer, TestFramework.commandTask("b", offer, "sleep 1000"));

    JsonNode lost = framework.awaitState("b", "TASK_LOST");
    assertThat(lost.path("reason").asText()).isEqualTo("REASON_INVALID_OFFERS");
    assertThat(lost.path("message").asText())
        .isEqualTo(
            "Task launched with invalid offers: Offer "
                + offer.at("/id/value").asText()
                + " is no longer valid");
  }

  @Test
  void reconciliationOfAnUnknownTaskSaysLost() throws Exception {
    framework.call("{'type':'RECONCILE','reconcile':{'tasks':[{'task_id':{'value':'never'}}]}}");

    JsonNode lost = framework.awaitState("never", "TASK_LOST");
    assertThat(lost.path("message").asText()).isEqualTo("Reconciliation: Task is unknown");
    assertThat(lost.path("reason").asText()).isEqualTo("REASON_RECONCILIATION");
  }

  @Test
  void callsThatDoNotFitAreRefusedInMesosWords() throws Exception {
    String id = framework.id();
    assertThat(refusal("", "{'type':'REVIVE','framework_id':{'value':'" + id + "'}}"))
        .isEqualTo("400 All non-subscribe calls should include the 'Mesos-Stream-Id' header");
    assertThat(refusal("other", "{'type':'REVIVE','framework_id':{'value':'" + id + "'}}"))
        .isEqualTo(
            "400 The stream ID 'other' included in this request didn't match the stream ID"
                + " currently associated with framework ID '"
                + id
                + "'");
    assertThat(refusal("x", "{'type':'REVIVE','framework_id':{'value':'nobody'}}"))
        .isEqualTo("400 Framework cannot be found");
    assertThat(refusal("x", "{'type':'REVIVE'}"))
        .isEqualTo(
            "400 Failed to validate scheduler::Call: Expecting 'framework_id' to be present");
    assertThat(refusal("x", "{'type':'NOPE'}"))
        .isEqualTo("400 Failed to validate scheduler::Call: Expecting 'type' to be present");
    assertThat(refusal("x", "{'type':'KILL','framework_id':{'value':'" + id + "'}}"))
        .isEqualTo("400 Failed to validate scheduler::Call: Expecting 'kill' to be present");
    assertThat(refusal("x", "{'type':'SUBSCRIBE','subscribe':{'framework_info':" + INFO + "}}"))
        .isEqualTo("400 Subscribe calls should not include the 'Mesos-Stream-Id' header");
    assertThat(
            refusal(
                "",
                "{'type':'SUBSCRIBE','framework_id':{'value':'a'},'subscribe':"
                    + "{'framework_info':"
                    + INFO
                    + "}}"))
        .isEqualTo(
            "400 Failed to validate scheduler::Call: 'framework_id' differs from"
                + " 'subscribe.framework_info.id'");
    assertThat(
            refusal(
                framework.streamId(),
                "{'type':'REQUEST','framework_id':{'value':'"
                    + id
                    + "'},'request':{'requests':[]}}"))
        .isEqualTo("501 mini-mesos doesn't know the scheduler call REQUEST");
  }

  private String refusal(String streamId, String call) throws Exception {
    HttpResponse<String> answer = framework.send(port, streamId, call.replace('\'', '"'));
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void aSchedulerThatSubscribesAgainTakesOverFromItself() throws Exception {
    RawStream old = framework.stream();

    framework = TestFramework.resubscribe(port, INFO, framework.id());

    JsonNode error = old.awaitEvent("ERROR", event -> true);
    assertThat(error.at("/error/message").asText()).isEqualTo("Framework failed over");
    await().until(() -> old.end() == RawStream.End.ZERO_CHUNK);
    assertThat(framework.id()).isNotEmpty();
  }

  @Test
  void aFrameworkWithoutFailoverTimeoutGoesWithItsStreamAndItsTasksToo() throws Exception {
    TestFramework fleeting = TestFramework.subscribe(port, "{'user':'nobody','name':'fleeting'}");
    framework.call(
        "{'type':'DECLINE','decline':{'offer_ids':["
            + offer().get("id")
            + "],'filters':{'refuse_seconds':1000}}}");
    JsonNode offer = fleeting.awaitOffer(0, agent);
    fleeting.launch(offer, TestFramework.commandTask("t", offer, "sleep 1000"));
    long pid =
        fleeting.awaitState("t", "TASK_RUNNING").at("/container_status/executor_pid").asLong();

    fleeting.close();

    await()
        .until(
            () ->
                Http.json(port, "/frameworks")
                    .at("/completed_frameworks/0/completed_tasks/0/state")
                    .asText()
                    .equals("TASK_KILLED"));
    await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void aFrameworkThatWasTornDownMayNotComeBack() throws Exception {
    framework.call("{'type':'TEARDOWN'}");
    await().until(() -> framework.stream().end() == RawStream.End.ZERO_CHUNK);

    try (RawStream stream =
        RawStream.post(
            port,
            "/api/v1/scheduler",
            "application/json",
            ("{'type':'SUBSCRIBE','framework_id':{'value':'ID'},'subscribe':{'framework_info':"
                    + INFO.substring(0, INFO.length() - 1)
                    + ",'id':{'value':'ID'}}}}")
                .replace("ID", framework.id())
                .replace('\'', '"'))) {
      JsonNode error = stream.awaitEvent("ERROR", event -> true);
      assertThat(error.at("/error/message").asText()).isEqualTo("Framework has been removed");
      await().until(() -> stream.end() == RawStream.End.ZERO_CHUNK);
    }
  }

  @Test
  void theListenerHearsOfEachRunningTaskOnce() throws Exception {
    List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    mesos.onTaskRunning((task, nanoTime) -> heard.add(task));
    JsonNode offer = offer();
    framework.launch(
        offer,
        TestFramework.commandTask("a", offer, "sleep 1000"),
        TestFramework.commandTask("b", offer, "sleep 1000"));
    framework.awaitState("a", "TASK_RUNNING");
    framework.awaitState("b", "TASK_RUNNING");

    assertThat(heard).containsExactlyInAnyOrder("a", "b");
  }
}
