package io.herald.minimesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.mesos.leader.MasterAddress;
import io.herald.minizookeeper.MiniZooKeeper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masters that are elected, and what goes wrong with them; the agents are only told of. */
class GeneratedClusterTest {

  private static final String SUBSCRIBE = "{\"type\":\"SUBSCRIBE\"}";

  @TempDir private Path folder;

  private MiniMesosOptions options() {
    return MiniMesosOptions.in(folder).withAgents(4).withHeartbeatInterval(Duration.ofMillis(200));
  }

  private static RawStream subscribe(int port) throws Exception {
    RawStream stream = RawStream.post(port, "/api/v1", "application/json", SUBSCRIBE);
    stream.awaitEvent("SUBSCRIBED", event -> true);
    return stream;
  }

  private static long heartbeats(RawStream stream) {
    return stream.all().stream().filter(e -> RawStream.type(e).equals("HEARTBEAT")).count();
  }

  private static Set<String> running(JsonNode state) {
    Set<String> names = new HashSet<>();
    state.at("/frameworks/0/tasks").forEach(task -> names.add(task.path("name").asText()));
    return names;
  }

  @Test
  void standbysRedirectToTheLeaderAndTakeOverWhenItsSessionEnds() throws Exception {
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
        GeneratedCluster cluster =
            GeneratedCluster.start(
                options().withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos"),
                3,
                40,
                1)) {
      await().until(cluster::isWhole);
      List<MasterAddress> masters = cluster.masters();
      int leader = masters.get(0).port();
      assertThat(running(Http.json(leader, "/state"))).isEqualTo(cluster.running().keySet());
      for (MasterAddress standby : masters.subList(1, 3)) {
        assertThat(leaderAt(standby)).isEqualTo("//localhost:" + leader + "/master/state");
      }

      RawStream stream = subscribe(leader);
      cluster.returnAgentsOver(Duration.ofMillis(400));
      cluster.recoverFor(Duration.ofSeconds(1));
      MasterAddress killed = cluster.killLeader(Duration.ofSeconds(1));
      assertThat(killed.port()).isEqualTo(leader);
      await().until(() -> stream.end() == RawStream.End.EOF);
      // For a while they redirect to the dead one.
      assertThat(leaderAt(masters.get(1))).isEqualTo("//localhost:" + leader + "/master/state");

      MasterAddress next = masters.get(1);
      await().until(() -> Http.get(next.port(), "/state").statusCode() == 200);
      JsonNode empty = Http.json(next.port(), "/state");
      assertThat(empty.path("recovered_slaves")).isEmpty();
      assertThat(empty.path("frameworks")).isEmpty();
      HttpResponse<String> refused = Http.post(next.port(), "/api/v1", SUBSCRIBE);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).isEqualTo("Master has not finished recovery");

      await().until(cluster::isWhole);
      assertThat(running(Http.json(next.port(), "/state"))).isEqualTo(cluster.running().keySet());
      cluster.restart(killed);
      assertThat(cluster.masters()).hasSize(3);
      assertThat(leaderAt(killed)).isEqualTo("//localhost:" + next.port() + "/master/state");
    }
  }

  private static String leaderAt(MasterAddress master) throws Exception {
    await().until(() -> Http.get(master.port(), "/state").statusCode() == 307);
    return Http.get(master.port(), "/state").headers().firstValue("Location").orElse("");
  }

  @Test
  void streamsStallLoseTheirHeartbeatAndBreakInMidRecord() throws Exception {
    try (GeneratedCluster cluster = GeneratedCluster.start(options(), 1, 4, 1)) {
      await().until(cluster::isWhole);
      int port = cluster.masters().get(0).port();
      RawStream stream = subscribe(port);
      await().until(() -> heartbeats(stream) > 2);

      cluster.streamFaults().stall();
      cluster.endTask("t0");
      int before = stream.all().size();
      await().until(() -> !running(Http.json(port, "/state")).contains("t0"));
      RawStream other = subscribe(port);
      assertThat(stream.all()).hasSize(before);
      cluster.streamFaults().resume();
      stream.awaitEvent(
          "TASK_UPDATED", e -> e.at("/task_updated/state").asText().endsWith("FAILED"));

      cluster.streamFaults().stopHeartbeats();
      cluster.endTask("t1");
      stream.awaitEvent(
          "TASK_UPDATED", e -> e.at("/task_updated/status/task_id/value").asText().equals("t1"));
      long beats = heartbeats(stream);
      RawStream third = subscribe(port);
      await().until(() -> third.all().size() == 2);
      assertThat(heartbeats(stream)).isEqualTo(beats);

      cluster.streamFaults().cutInMidRecord();
      await().until(() -> other.end() == RawStream.End.EOF && third.end() == RawStream.End.EOF);
    }
  }

  @Test
  void churnEndsAndStartsAsManyTasksAndTheMasterKnowsThem() throws Exception {
    try (GeneratedCluster cluster = GeneratedCluster.start(options(), 1, 200, 7)) {
      await().until(cluster::isWhole);
      int port = cluster.masters().get(0).port();
      Set<String> first = new HashSet<>(cluster.running().keySet());
      cluster.churn(500);
      await()
          .until(
              () ->
                  cluster.running().keySet().stream().filter(name -> !first.contains(name)).count()
                      > 50);
      cluster.churn(0);
      assertThat(cluster.running()).hasSize(200);
      assertThat(running(Http.json(port, "/state"))).isEqualTo(cluster.running().keySet());
    }
  }

  @Test
  void agentsAreLostReturnAndAreGivenUp() throws Exception {
    try (GeneratedCluster cluster = GeneratedCluster.start(options(), 1, 4, 1)) {
      await().until(cluster::isWhole);
      int port = cluster.masters().get(0).port();
      RawStream stream = subscribe(port);
      String agent = cluster.agents().get(1);
      cluster.unreachable(agent);
      cluster.bringBack(agent);
      stream.awaitEvent("AGENT_ADDED", event -> true);
      assertThat(stream.types())
          .containsExactly("SUBSCRIBED", "TASK_UPDATED", "TASK_ADDED", "AGENT_ADDED");

      cluster.markGone(cluster.agents().get(2));
      assertThat(cluster.running()).containsOnlyKeys("t0", "t1", "t3");
      assertThat(running(Http.json(port, "/state"))).isEqualTo(cluster.running().keySet());
    }
  }
}
