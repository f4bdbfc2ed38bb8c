package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and types of the documents, each path of them, beside a real master's. */
class DocumentShapesTest {

  @TempDir private Path folder;

  /** As in the recording: two agents with attributes, a framework with a task that runs. */
  private MiniMesosOptions options() {
    return MiniMesosOptions.in(folder)
        .withAgents(2)
        .withAgentAttributes("rack:r1;cores:4", "zone:b");
  }

  private static TestFramework framework(MiniMesos mesos) throws Exception {
    TestFramework framework =
        TestFramework.subscribe(
            mesos.masterAddress().port(),
            "{'user':'nobody','name':'test','checkpoint':true,'failover_timeout':60,"
                + "'capabilities':[{'type':'MULTI_ROLE'}],'roles':['*']}");
    JsonNode offer = framework.awaitOffer(0, mesos.agents().get(0).id());
    framework.launch(offer, TestFramework.executorTask("t1", offer, TestExecutor.COMMAND));
    return framework;
  }

  /** {@code slaves[].port number} for each value; what stands in a list is one. */
  private static Set<String> shape(JsonNode node) {
    Set<String> paths = new TreeSet<>();
    shape("", node, paths);
    return paths;
  }

  private static void shape(String path, JsonNode node, Set<String> paths) {
    if (node.isObject()) {
      paths.add(path + " object");
      node.properties()
          .forEach(
              field ->
                  shape(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      paths));
    } else if (node.isArray()) {
      paths.add(path + " array");
      node.forEach(element -> shape(path + "[]", element, paths));
    } else {
      paths.add(
          path
              + (node.isIntegralNumber()
                  ? " integer"
                  : node.isNumber() ? " double" : node.isBoolean() ? " boolean" : " text"));
    }
  }

  /** Without what is only there if a task, a framework or an agent's attributes are so. */
  private static Set<String> comparable(Set<String> shape) {
    Set<String> left = new TreeSet<>(shape);
    left.removeIf(
        path ->
            path.contains("attributes.")
                || path.startsWith("frameworks[].")
                || path.startsWith("completed_frameworks[]")
                || path.matches(".*(used|offered)_resources_full\\[\\].*")
                || path.contains("resources.ports "));
    return left;
  }

  private static Set<String> frameworks(Set<String> shape) {
    Set<String> left = new TreeSet<>(shape);
    left.removeIf(path -> !path.startsWith("frameworks[].") || path.contains("resources.ports "));
    return left;
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "state-summary", "slaves", "version"})
  void eachKeyOfTheRecordingIsThereWithItsTypeAndNoOther(String document) throws Exception {
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
        MiniMesos mesos =
            MiniMesos.start(
                options().withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos"));
        TestFramework framework = framework(mesos)) {
      assertThat(framework.id()).isNotEmpty();
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          comparable(
                              shape(Http.json(mesos.masterAddress().port(), "/" + document))))
                      .isEqualTo(comparable(shape(Captures.json(document + ".json")))));
    }
  }

  @Test
  void aFrameworkInTheSummaryHasTheKeysOfTheRecording() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(options());
        TestFramework framework = framework(mesos)) {
      int port = mesos.masterAddress().port();
      await()
          .untilAsserted(
              () ->
                  assertThat(frameworks(shape(Http.json(port, "/state-summary"))))
                      .isEqualTo(frameworks(shape(Captures.json("state-summary.json")))));
      JsonNode summary = Http.json(port, "/state-summary");
      String agent = mesos.agents().get(0).id();
      assertThat(summary.at("/frameworks/0/id").asText()).isEqualTo(framework.id());
      assertThat(summary.at("/frameworks/0/slave_ids/0").asText()).isEqualTo(agent);
      JsonNode first = agentOf(summary, agent);
      assertThat(first.path("framework_ids").path(0).asText()).isEqualTo(framework.id());
      assertThat(first.path("TASK_STAGING").asInt() + first.path("TASK_RUNNING").asInt())
          .isEqualTo(1);
      JsonNode second = agentOf(summary, mesos.agents().get(1).id());
      assertThat(second.path("framework_ids")).isEmpty();
      assertThat(first.at("/attributes/rack").asText()).isEqualTo("r1");
      assertThat(first.at("/attributes/cores").asDouble()).isEqualTo(4.0);
      assertThat(second.path("attributes").toString()).isEqualTo("{\"zone\":\"b\"}");
    }
  }

  private static JsonNode agentOf(JsonNode document, String id) {
    return StreamSupport.stream(document.path("slaves").spliterator(), false)
        .filter(agent -> agent.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFlagsAreThoseOfTheRecordings() throws Exception {
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
        MiniMesos led =
            MiniMesos.start(
                options().withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos"));
        MiniMesos alone = MiniMesos.start(MiniMesosOptions.in(folder.resolve("alone")))) {
      JsonNode recorded = Captures.json("flags.json");
      for (String path : new String[] {"/flags", "/state"}) {
        assertThat(shape(Http.json(led.masterAddress().port(), path).path("flags")))
            .as(path)
            .hasSize(56)
            .isEqualTo(shape(recorded.path("flags")));
        assertThat(shape(Http.json(alone.masterAddress().port(), path).path("flags")))
            .as(path + " without ZooKeeper")
            .isEqualTo(shape(Captures.json("state-standalone.json").path("flags")));
      }
    }
  }
}
