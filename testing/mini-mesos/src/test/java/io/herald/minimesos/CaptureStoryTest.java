package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The judge: the steps that were recorded at a real cluster, played here with the same frameworks
 * and tasks, and everything said compared field by field.
 */
class CaptureStoryTest {

  private static final String OPERATOR = "v1-subscribe.json.recordio";
  private static final String NEW_LEADER = "v1-subscribe-failover-new-leader.json.recordio";
  private static final String SCHEDULER = "v1-scheduler-TwitterScheduler.json.recordio";
  private static final String EXECUTOR = "executor-api.stream.json.recordio";
  private static final List<String> TASKS =
      List.of(
          "tw-1-http_example",
          "tw-2-cluster",
          "tw-3-external",
          "tw-5-nodiscovery-ports",
          "tw-13-odd");

  @TempDir private Path folder;
  private MiniMesos mesos;
  private int port;
  private String agent;
  private RawStream operator;
  private TestFramework framework;

  @BeforeEach
  void start() throws Exception {
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(folder)
                .withCluster("example")
                .withAgentResources(new AgentResources(4, 2048, 4096, 100))
                .withAgentAttributes("rack:r1;zone:a;cores:4")
                .withAllocationInterval(Duration.ofMillis(50)));
    port = mesos.masterAddress().port();
    agent = mesos.agents().get(0).id();
    operator = subscribe(port);
  }

  private static RawStream subscribe(int port) throws Exception {
    RawStream stream =
        RawStream.post(port, "/api/v1", "application/json", "{\"type\":\"SUBSCRIBE\"}");
    stream.awaitEvent("SUBSCRIBED", event -> true);
    return stream;
  }

  @AfterEach
  void stop() throws Exception {
    mesos.close();
    operator.close();
    if (framework != null) {
      framework.close();
    }
  }

  private void same(JsonNode ours, JsonNode theirs) {
    assertThat(Captures.normal(ours).toPrettyString())
        .isEqualTo(sortedLike(Captures.normal(ours), Captures.normal(theirs)).toPrettyString());
  }

  /** Their fields in our order, so that a difference is easy to see; the order says nothing. */
  private static JsonNode sortedLike(JsonNode ours, JsonNode theirs) {
    if (ours instanceof ObjectNode our && theirs instanceof ObjectNode their) {
      ObjectNode sorted = TestFramework.MAPPER.createObjectNode();
      our.properties().stream()
          .map(Map.Entry::getKey)
          .filter(their::has)
          .forEach(name -> sorted.set(name, sortedLike(our.get(name), their.get(name))));
      their
          .properties()
          .forEach(
              field -> {
                if (!our.has(field.getKey())) {
                  sorted.set(field.getKey(), field.getValue());
                }
              });
      return sorted;
    }
    if (ours instanceof ArrayNode our && theirs instanceof ArrayNode their) {
      ArrayNode sorted = TestFramework.MAPPER.createArrayNode();
      for (int i = 0; i < their.size(); i++) {
        sorted.add(i < our.size() ? sortedLike(our.get(i), their.get(i)) : their.get(i));
      }
      return sorted;
    }
    return theirs;
  }

  private static String frameworkInfo(String name) {
    ObjectNode info =
        Captures.record(
                OPERATOR,
                "FRAMEWORK_ADDED",
                event ->
                    event
                        .at("/framework_added/framework/framework_info/name")
                        .asText()
                        .equals(name))
            .at("/framework_added/framework/framework_info")
            .deepCopy();
    info.remove("id");
    return info.toString();
  }

  /** The recorded task as its scheduler may have sent it, with ports that our agent has. */
  private static ObjectNode taskInfo(JsonNode added, JsonNode offer) {
    ObjectNode task = TestFramework.MAPPER.createObjectNode();
    for (String field : List.of("name", "task_id", "labels", "discovery", "resources")) {
      if (added.has(field)) {
        task.set(field, added.get(field).deepCopy());
      }
    }
    task.set("agent_id", offer.get("agent_id"));
    for (JsonNode resource : task.get("resources")) {
      ((ObjectNode) resource).remove("allocation_info");
    }
    return task;
  }

  private static JsonNode added(String id) {
    return Captures.record(
        OPERATOR,
        "TASK_ADDED",
        event -> event.at("/task_added/task/task_id/value").asText().equals(id));
  }

  private void launchTwitterTasks() throws Exception {
    framework = TestFramework.subscribe(port, frameworkInfo("TwitterScheduler"));
    JsonNode offer = framework.awaitOffer(0, agent);
    int[] ports = TestFramework.ports(offer, 2 * TASKS.size());
    List<String> tasks = new ArrayList<>();
    for (String id : TASKS) {
      ObjectNode task = taskInfo(added(id).at("/task_added/task"), offer);
      for (JsonNode resource : task.get("resources")) {
        if (resource.path("name").asText().equals("ports")) {
          ArrayNode ranges = ((ObjectNode) resource.get("ranges")).putArray("range");
          ranges
              .addObject()
              .put("begin", ports[2 * TASKS.indexOf(id)])
              .put("end", ports[2 * TASKS.indexOf(id) + 1]);
        }
      }
      task.putObject("command").put("value", "sleep 1000");
      tasks.add(task.toString());
    }
    framework.launch(offer, tasks.toArray(String[]::new));
    for (String id : TASKS) {
      framework.awaitState(id, "TASK_RUNNING");
    }
    operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, TASKS.get(4), "TASK_RUNNING"));
  }

  private static boolean isUpdate(JsonNode event, String id, String state) {
    JsonNode status = event.at("/task_updated/status");
    return status.at("/task_id/value").asText().equals(id)
        && status.path("state").asText().equals(state);
  }

  @Test
  void anEmptyClusterSaysTheSameBytesButForItsBeat() throws Exception {
    try (MiniMesos empty =
            MiniMesos.start(MiniMesosOptions.in(folder.resolve("empty")).withAgents(0));
        RawStream stream = subscribe(empty.masterAddress().port())) {
      await().until(() -> stream.all().size() == 2);

      List<JsonNode> theirs = Captures.records(OPERATOR).subList(0, 2);
      assertThat(stream.all()).isEqualTo(theirs);
      assertThat(stream.status()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(stream.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(stream.header("content-type")).isEqualTo("application/json");
      assertThat(stream.header("mesos-stream-id")).isEmpty();
    }
  }

  @Test
  void agentsComeAsRecorded() throws Exception {
    mesos.unregisterAgent(agent);
    mesos.reregisterAgent(agent);
    same(operator.awaitEvent("AGENT_ADDED", event -> true), Captures.records(OPERATOR).get(109));
    same(
        operator.awaitEvent("AGENT_REMOVED", event -> true),
        Captures.record(OPERATOR, "AGENT_REMOVED", event -> true));

    int seen = operator.events().size();
    Http.post(
        port,
        "/api/v1",
        "{'type':'MARK_AGENT_GONE','mark_agent_gone':{'agent_id':{'value':'" + agent + "'}}}");
    mesos.reregisterAgent(agent);
    same(operator.awaitFrom(seen, "AGENT_ADDED", event -> true), Captures.records(OPERATOR).get(2));
  }

  @Test
  void tasksAreToldAsRecorded() throws Exception {
    launchTwitterTasks();

    same(
        operator.awaitEvent("FRAMEWORK_ADDED", event -> true),
        Captures.record(OPERATOR, "FRAMEWORK_ADDED", event -> true));
    for (String id : TASKS) {
      JsonNode ours =
          operator.awaitEvent(
              "TASK_ADDED",
              event -> event.at("/task_added/task/task_id/value").asText().equals(id));
      same(withoutRanges(ours), withoutRanges(added(id)));
      for (String state : List.of("TASK_STARTING", "TASK_RUNNING")) {
        // Which of the two states "state" has in a STARTING update is a matter of time.
        ObjectNode theirs =
            Captures.record(OPERATOR, "TASK_UPDATED", event -> isUpdate(event, id, state))
                .deepCopy();
        ((ObjectNode) theirs.get("task_updated")).put("state", state);
        same(operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, id, state)), theirs);
      }
    }
    for (JsonNode record : operator.all()) {
      assertThat(record).isNotNull(); // each chunk was one whole record, or this would have thrown
    }
  }

  private static JsonNode withoutRanges(JsonNode event) {
    JsonNode copy = event.deepCopy();
    copy.findParents("range").forEach(parent -> ((ObjectNode) parent).put("range", "own"));
    return copy;
  }

  @Test
  void theSchedulerHearsWhatWasRecorded() throws Exception {
    launchTwitterTasks();
    List<JsonNode> all = framework.stream().all();
    assertThat(RawStream.type(all.get(0))).isEqualTo("SUBSCRIBED");
    assertThat(RawStream.type(all.get(1))).isEqualTo("HEARTBEAT");
    assertThat(framework.streamId()).matches("[0-9a-f-]{36}");

    same(all.get(0), Captures.records(SCHEDULER).get(0));
    JsonNode offers = framework.stream().awaitEvent("OFFERS", event -> true);
    JsonNode theirOffers = Captures.records(SCHEDULER).get(2);
    assertThat(withoutRanges(Captures.normal(offers.at("/offers/offers/0"))))
        .isEqualTo(withoutRanges(Captures.normal(theirOffers.at("/offers/offers/0"))));

    String id = TASKS.get(0);
    same(
        framework.stream()
            .awaitEvent("UPDATE", event -> event.at("/update/status").toString().contains(id)),
        Captures.record(
            SCHEDULER, "UPDATE", event -> event.at("/update/status").toString().contains(id)));
    framework.call("{'type':'RECONCILE','reconcile':{}}");
    same(
        framework.stream()
            .awaitEvent(
                "UPDATE",
                event -> event.at("/update/status").toString().contains("Reconciliation")),
        Captures.record(
            SCHEDULER,
            "UPDATE",
            event -> event.at("/update/status").toString().contains("Reconciliation")));
  }

  @Test
  void endsAreToldAsRecorded() throws Exception {
    framework = TestFramework.subscribe(port, frameworkInfo("TwitterScheduler"));
    JsonNode offer = framework.awaitOffer(0, agent);
    framework.launch(
        offer,
        TestFramework.commandTask("tw-7-fails", offer, "exit 3"),
        TestFramework.commandTask("tw-6-finishes", offer, "exit 0"),
        TestFramework.commandTask("tw-8-killed", offer, "sleep 1000"));
    framework.awaitState("tw-8-killed", "TASK_RUNNING");
    framework.call("{'type':'KILL','kill':{'task_id':{'value':'tw-8-killed'}}}");
    Map<String, String> ends =
        Map.of(
            "tw-7-fails", "TASK_FAILED",
            "tw-6-finishes", "TASK_FINISHED",
            "tw-8-killed", "TASK_KILLED");
    ends.forEach(
        (id, state) -> {
          framework.awaitState(id, state);
          same(
              operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, id, state)),
              Captures.record(OPERATOR, "TASK_UPDATED", event -> isUpdate(event, id, state)));
        });
  }

  @Test
  void documentsAreWrittenAsRecorded() throws Exception {
    launchTwitterTasks();
    await().until(() -> Http.json(port, "/slaves").at("/slaves/0/active").asBoolean());

    JsonNode ours = Http.json(port, "/state");
    JsonNode theirs = Captures.json("state.json");
    assertThat(names(Captures.normal(ours))).isEqualTo(names(Captures.normal(theirs)));
    JsonNode theirFramework = byId(theirs.get("frameworks"), "TwitterScheduler", "name");
    for (String id : TASKS) {
      same(
          byId(ours.at("/frameworks/0/tasks"), id, "id"),
          byId(theirFramework.get("tasks"), id, "id"));
    }
    same(withoutTasks(ours.at("/frameworks/0")), withoutTasks(theirFramework));
    same(withoutAmounts(ours.at("/slaves/0")), withoutAmounts(theirs.at("/slaves/0")));
    same(ours.get("leader_info"), theirs.get("leader_info"));
    assertThat(ours.at("/activated_slaves").toString()).isEqualTo("1.0");

    same(
        withoutAmounts(Http.json(port, "/slaves").at("/slaves/0")),
        withoutAmounts(Captures.json("slaves.json").at("/slaves/0")));
    assertThat(names(Http.json(port, "/slaves"))).isEqualTo(names(Captures.json("slaves.json")));
    assertThat(names(Http.json(port, "/frameworks")))
        .isEqualTo(names(Captures.json("frameworks.json")));
    JsonNode tasks = Http.json(port, "/tasks").get("tasks");
    JsonNode theirTasks = Captures.json("tasks.json").get("tasks");
    for (String id : TASKS) {
      same(byId(tasks, id, "id"), byId(theirTasks, id, "id"));
    }
    same(Http.json(port, "/version"), Captures.json("version.json"));
    assertThat(Http.get(port, "/health").body()).isEmpty();
  }

  /** Amounts depend on how much runs; which of them are named does not. */
  private static JsonNode withoutAmounts(JsonNode agent) {
    ObjectNode copy = agent.deepCopy();
    for (String name :
        List.of(
            "used_resources",
            "offered_resources",
            "used_resources_full",
            "offered_resources_full")) {
      if (copy.has(name)) {
        copy.put(name, "amounts");
      }
    }
    copy.findParents("range").forEach(parent -> ((ObjectNode) parent).put("range", "own"));
    return copy;
  }

  private static JsonNode withoutTasks(JsonNode framework) {
    ObjectNode copy = framework.deepCopy();
    for (String name : List.of("tasks", "completed_tasks", "offers", "executors")) {
      copy.putArray(name);
    }
    for (String name : List.of("used_resources", "offered_resources", "resources")) {
      copy.put(name, "amounts");
    }
    return copy;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.properties().forEach(field -> names.add(field.getKey()));
    return names;
  }

  private static JsonNode byId(JsonNode list, String id, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(element -> element.path(field).asText().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " is not in " + list));
  }

  @Test
  void snapshotsAreWrittenAsRecorded() throws Exception {
    launchTwitterTasks();

    JsonNode ours = call("GET_STATE").get("get_state");
    JsonNode theirs = Captures.json("v1-GET_STATE.json").get("get_state");
    assertThat(names(ours)).isEqualTo(names(theirs));
    for (String part : List.of("get_tasks", "get_frameworks", "get_agents", "get_executors")) {
      assertThat(names(ours.get(part))).as(part).isEqualTo(names(theirs.get(part)));
    }
    for (String id : TASKS) {
      same(
          withoutRanges(task(ours.at("/get_tasks/tasks"), id)),
          withoutRanges(task(theirs.at("/get_tasks/tasks"), id)));
    }
    assertThat(call("GET_TASKS").get("get_tasks")).isEqualTo(ours.get("get_tasks"));
    same(call("GET_MASTER"), Captures.json("v1-GET_MASTER.json"));
    same(call("GET_VERSION"), Captures.json("v1-GET_VERSION.json"));
    assertThat(call("GET_HEALTH")).isEqualTo(Captures.json("v1-GET_HEALTH.json"));
    JsonNode ourFramework = call("GET_FRAMEWORKS").at("/get_frameworks/frameworks/0");
    JsonNode theirFramework =
        Captures.json("v1-GET_FRAMEWORKS.json").at("/get_frameworks/frameworks/2");
    same(withoutOffers(ourFramework), withoutOffers(theirFramework));
  }

  private static JsonNode withoutOffers(JsonNode framework) {
    ObjectNode copy = framework.deepCopy();
    copy.remove(List.of("offers", "offered_resources", "allocated_resources"));
    return copy;
  }

  private JsonNode call(String type) throws Exception {
    return TestFramework.MAPPER.readTree(
        Http.post(port, "/api/v1", "{'type':'" + type + "'}").body());
  }

  private static JsonNode task(JsonNode list, String id) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(task -> task.at("/task_id/value").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUnreachableAgentAndATeardownAreToldAsRecorded() throws Exception {
    launchTwitterTasks();
    String odd = "tw-13-odd";

    mesos.unreachable(agent);
    same(
        operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, odd, "TASK_LOST")),
        Captures.record(OPERATOR, "TASK_UPDATED", event -> isUpdate(event, odd, "TASK_LOST")));
    int seen = operator.events().size();
    mesos.restartAgent(agent); // as it was recorded: its daemon had been killed
    same(
        operator.awaitFrom(
            seen,
            "TASK_ADDED",
            event -> event.at("/task_added/task/task_id/value").asText().equals(odd)),
        Captures.records(OPERATOR).get(94));
    JsonNode returned = operator.awaitFrom(seen, "AGENT_ADDED", event -> true);
    assertThat(names(returned.at("/agent_added/agent")))
        .isEqualTo(names(Captures.records(OPERATOR).get(98).at("/agent_added/agent")));

    framework.call("{'type':'TEARDOWN'}");
    same(
        operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, TASKS.get(0), "TASK_KILLED")),
        Captures.record(
            OPERATOR, "TASK_UPDATED", event -> isUpdate(event, TASKS.get(0), "TASK_KILLED")));
    JsonNode removed = operator.awaitEvent("FRAMEWORK_REMOVED", event -> true);
    assertThat(names(removed.get("framework_removed"))).containsExactly("framework_info");
    assertThat(operator.events()).last().isEqualTo(removed);
    await().until(() -> framework.stream().end() == RawStream.End.ZERO_CHUNK);
  }

  @Test
  void aNewLeaderTellsAsRecorded() throws Exception {
    String info = frameworkInfo("marathon");
    framework = TestFramework.subscribe(port, info);
    JsonNode offer = framework.awaitOffer(0, agent);
    JsonNode recorded = Captures.records(NEW_LEADER).get(5).at("/task_added/task");
    ObjectNode task = taskInfo(recorded, offer);
    ((ArrayNode) task.get("resources")).remove(2);
    task.putObject("command").put("value", "sleep 1000");
    framework.launch(offer, task.toString());
    String id = recorded.at("/task_id/value").asText();
    framework.awaitState(id, "TASK_RUNNING");
    mesos.failOverWithoutAgents();
    operator.close();
    operator = subscribe(port);
    List<JsonNode> theirs = Captures.records(NEW_LEADER);
    JsonNode ourRecovered =
        operator.events().get(0).at("/subscribed/get_state/get_agents/recovered_agents/0");
    same(
        withoutRanges(ourRecovered),
        withoutRanges(theirs.get(0).at("/subscribed/get_state/get_agents/recovered_agents/0")));
    assertThat(names(Http.json(port, "/state").at("/recovered_slaves/0")))
        .isEqualTo(names(Captures.json("state-failover-first.json").at("/recovered_slaves/0")));

    mesos.reregisterAgent(agent);
    same(operator.awaitEvent("FRAMEWORK_ADDED", event -> true), theirs.get(4));
    ObjectNode theirTask = theirs.get(5).at("/task_added/task").deepCopy();
    ((ArrayNode) theirTask.get("resources")).remove(2);
    same(
        anyRole(operator.awaitEvent("TASK_ADDED", event -> true).at("/task_added/task")),
        anyRole(theirTask));
    assertThat(names(operator.awaitEvent("AGENT_ADDED", event -> true).at("/agent_added/agent")))
        .isEqualTo(names(theirs.get(3).at("/agent_added/agent")));

    String frameworkId = framework.id();
    framework.close();
    framework = TestFramework.resubscribe(port, info, frameworkId);
    same(operator.awaitEvent("FRAMEWORK_UPDATED", event -> true), theirs.get(6));
    framework.call("{'type':'KILL','kill':{'task_id':{'value':'" + id + "'}}}");
    framework.awaitState(id, "TASK_KILLED");
    same(
        operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, id, "TASK_KILLING")),
        theirs.get(7));
    same(
        operator.awaitEvent("TASK_UPDATED", event -> isUpdate(event, id, "TASK_KILLED")),
        theirs.get(8));
  }

  /** Which of its two roles a framework is offered something for is the allocator's choice. */
  private static JsonNode anyRole(JsonNode task) {
    JsonNode copy = task.deepCopy();
    copy.findParents("allocation_info")
        .forEach(parent -> ((ObjectNode) parent).put("allocation_info", "role"));
    return copy;
  }

  @Test
  void anExecutorHearsWhatWasRecorded() throws Exception {
    List<JsonNode> theirs = Captures.records(EXECUTOR);
    framework = TestFramework.subscribe(port, frameworkInfo("marathon"));
    JsonNode offer = framework.awaitOffer(0, agent);
    ObjectNode task = theirs.get(1).at("/launch/task").deepCopy();
    task.set("agent_id", offer.get("agent_id"));
    ObjectNode executor = (ObjectNode) task.get("executor");
    executor.remove("framework_id");
    ((ObjectNode) executor.get("command")).put("value", TestExecutor.COMMAND);
    framework.launch(offer, task.toString());

    try (TestExecutor played = TestExecutor.subscribe(folder, "exec-custom-1")) {
      played.stream().awaitEvent("LAUNCH", event -> true);
      List<JsonNode> ours = played.stream().events();
      assertThat(played.stream().header("mesos-stream-id")).isEmpty();
      same(withoutRanges(anyCommand(ours.get(0))), withoutRanges(anyCommand(theirs.get(0))));
      same(anyCommand(ours.get(1)), anyCommand(theirs.get(1)));
      played.update("custom-1", "TASK_STARTING", "");
      same(played.stream().awaitEvent("ACKNOWLEDGED", event -> true), theirs.get(2));
      framework.awaitState("custom-1", "TASK_STARTING");
      same(
          anyRole(operator.awaitEvent("TASK_ADDED", event -> true)),
          anyRole(
              Captures.record(
                  OPERATOR, "TASK_ADDED", event -> event.toString().contains("\"custom-1\""))));
      same(
          operator.awaitEvent("TASK_UPDATED", event -> true),
          Captures.record(
              OPERATOR, "TASK_UPDATED", event -> event.toString().contains("\"custom-1\"")));
      JsonNode ourExecutor = call("GET_EXECUTORS").at("/get_executors/executors/0");
      same(
          anyCommand(ourExecutor),
          anyCommand(Captures.json("v1-GET_EXECUTORS.json").at("/get_executors/executors/1")));
      same(
          anyCommand(Http.json(port, "/state").at("/frameworks/0/executors/0")),
          anyCommand(Captures.json("state.json").at("/frameworks/1/executors/1")));
    }
  }

  /** The command is ours, and so is the choice of the role. */
  private static JsonNode anyCommand(JsonNode event) {
    JsonNode copy = anyRole(event);
    copy.findParents("command")
        .forEach(parent -> ((ObjectNode) parent.get("command")).put("value", "own"));
    copy.findParents("executor_id").stream()
        .filter(parent -> parent.has("slave_id"))
        .forEach(parent -> ((ObjectNode) parent).put("role", "role"));
    return copy;
  }
}
