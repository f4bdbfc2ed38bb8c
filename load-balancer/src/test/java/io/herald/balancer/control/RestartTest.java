package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.TWO;
import static io.herald.balancer.control.BalancedCluster.in;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restart finds of the run before it. */
class RestartTest {

  private static final Task SISE_1 = sise("sise.1", ONE, 31000, "VIP_1", "1.2.3.4:443");
  private static final Task SISE_2 = sise("sise.2", TWO, 31001, "VIP_2", "/sise:80");
  private static final Task SISE_3 = sise("sise.3", TWO, 31002, "VIP_2", "/sise:80");

  private static Task sise(String id, Agent agent, int port, String key, String value) {
    return task(
        id,
        agent,
        port,
        "VIP_0",
        "/sise:80",
        key,
        value,
        "io.herald.lb.balance",
        "source",
        "io.herald.lb.idleTimeout",
        "5m",
        "io.herald.lb.maxConnections",
        "9",
        "io.herald.lb.check",
        "http:/health");
  }

  @TempDir private Path folder;
  private FakePlane plane = new FakePlane("proxy");
  private List<String> before = List.of();

  private BalancedCluster cluster() {
    plane = new FakePlane("proxy");
    return new BalancedCluster(
        new FileAssignmentStore(folder.resolve("deep/addresses.json")),
        BalancedCluster.keptIn(folder.resolve("deep/state.json")),
        plane);
  }

  @BeforeEach
  void aRunBefore() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);
      before = cluster.vips();
      cluster.advance(Duration.ofSeconds(2));
    }
  }

  @Test
  void theLastStateIsServedBeforeTheClusterIsKnown() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start();

      assertThat(cluster.vips()).isEqualTo(before).hasSize(2);
      assertThat(plane.told).hasSize(1);
      assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
      assertThat(plane.last().vips().values().iterator().next().options())
          .isEqualTo(cluster.balancer().state().vips().values().iterator().next().options());
    }
  }

  @Test
  void theSameClusterIsNoNewState() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);

      assertThat(plane.told).hasSize(1);
      assertThat(cluster.vips()).isEqualTo(before);
    }
  }

  @Test
  void whatWentMeanwhileGoes() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_3, in(SISE_2, "TASK_KILLING"));

      assertThat(plane.told).hasSize(2);
      assertThat(cluster.vips().get(0)).contains("sise.1").contains("sise.3").contains("31001 x0");
    }
  }

  /** A master that took over meanwhile, and that TWO's agent alone has registered with. */
  @Test
  void moreThanHalfThatIsMissingWithItsAgentIsKeptForTheGraceTime() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, SISE_1);

      assertThat(cluster.vips().get(0)).contains("sise.1").contains("sise.2").contains("sise.3");

      cluster.advance(Duration.ofSeconds(25));

      assertThat(cluster.vips().get(0)).contains("sise.1").contains("sise.2").contains("sise.3");

      cluster.advance(Duration.ofSeconds(6));

      assertThat(cluster.vips().get(0))
          .isEqualTo("sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1");
    }
  }

  /** The master has their agents, active, and those tell it all of their tasks. */
  @Test
  void whatEndedMeanwhileIsLetGoAfterASecond() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_3);

      assertThat(cluster.vips()).as("agents may be heard of before their tasks").isEqualTo(before);

      cluster.advance(Duration.ofSeconds(1));

      assertThat(cluster.vips())
          .containsExactly("sise.marathon:80/tcp @ 11.53.10.127 -> sise.3 10.0.0.2:31002 x1");
      assertThat(cluster.problems()).isEmpty();
    }
  }

  @Test
  void allThatEndedMeanwhileIsLetGoAfterASecond() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO).advance(Duration.ofSeconds(1));

      assertThat(cluster.vips()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no framework", "inactive agents"})
  void whatAMasterCannotSpeakOfYetIsHeld(String missing) {
    try (BalancedCluster cluster = cluster()) {
      if (missing.equals("no framework")) {
        cluster.start().put(ONE, TWO);
      } else {
        cluster
            .start()
            .put(
                MARATHON,
                new Agent(ONE.id(), ONE.hostname(), ONE.pid(), false),
                new Agent(TWO.id(), TWO.hostname(), TWO.pid(), false));
      }
      cluster.advance(Duration.ofSeconds(25));

      assertThat(cluster.vips()).isEqualTo(before);
    }
  }

  /** One agent registers with the new master, and its tasks follow. */
  @Test
  void agentsThatComeLaterBringTheirTasks() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON).advance(Duration.ofSeconds(5));
      cluster.put(ONE, TWO).advance(Duration.ofSeconds(2));

      assertThat(cluster.vips()).isEqualTo(before);

      cluster.put(SISE_1, SISE_2, SISE_3).advance(Duration.ofSeconds(31));

      assertThat(cluster.vips()).isEqualTo(before);
    }
  }

  @Test
  void aFileThatDoesNotSayWhereTasksRanHoldsThem() throws IOException {
    Path state = folder.resolve("deep/state.json");
    String kept = Files.readString(state);
    assertThat(kept).contains("\"places\":{\"sise.1\":");
    Files.writeString(state, kept.replaceFirst(",\"places\":.*", "}"));
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO).advance(Duration.ofSeconds(25));

      assertThat(cluster.vips()).isEqualTo(before);
    }
  }

  @Test
  void aClusterThatHasNothingIsHeldToo() {
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON);

      assertThat(cluster.vips()).isEqualTo(before);

      cluster.advance(Duration.ofSeconds(31));

      assertThat(cluster.vips()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"version\":1,\"vips\":[{}],\"web\":{}}",
        "{\"version\":1,\"vips\":[]}",
        "{\"version\":2,\"vips\":[],\"web\":{}}"
      })
  void aFileThatCannotBeUnderstoodIsReportedAndTheClusterServed(String text) throws IOException {
    Files.writeString(folder.resolve("deep/state.json"), text);
    try (BalancedCluster cluster = cluster()) {
      cluster.start();

      assertThat(plane.told).isEmpty();
      assertThat(cluster.problems()).singleElement().asString().contains("state.json");

      cluster.put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);

      assertThat(cluster.vips()).isEqualTo(before);
      cluster.advance(Duration.ofSeconds(2));
      assertThat(cluster.problems()).isEmpty();
    }
  }

  @Test
  void filesThatCannotBeWrittenAreReportedAndTheClusterServed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    plane =
        new FakePlane("proxy"); // that of the run before still calls its balancer, which has ended
    try (BalancedCluster cluster =
        new BalancedCluster(
            new FileAssignmentStore(file.resolve("addresses.json")),
            BalancedCluster.keptIn(file.resolve("state.json")),
            plane)) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);
      cluster.advance(Duration.ofSeconds(2));

      assertThat(cluster.vips()).isEqualTo(before);
      assertThat(cluster.problems())
          .anySatisfy(what -> assertThat(what).contains("state.json"))
          .anySatisfy(what -> assertThat(what).contains("addresses.json"));
    }
  }

  @Test
  void addressesThatCannotBeUnderstoodAreNotOverwritten() throws IOException {
    Path addresses = folder.resolve("deep/addresses.json");
    Files.writeString(addresses, "{\"version\":1,\"names\":{\"sise.marathon\":{\"ipv4\":\"x\"}}}");
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);

      assertThat(cluster.vips()).isEqualTo(before);
      assertThat(cluster.problems())
          .singleElement()
          .asString()
          .contains("addresses.json")
          .contains("repair it");
      assertThat(Files.readString(addresses)).contains("\"x\"");
    }
  }

  @Test
  void addressesOutliveTheRunThoughOthersSortBefore() throws IOException {
    Path addresses = folder.resolve("deep/addresses.json");
    Files.writeString(
        addresses, Files.readString(addresses).replace("11.53.10.127", "11.53.10.200"));
    try (BalancedCluster cluster = cluster()) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);

      assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.200"));
    }
  }
}
