package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.TWO;
import static io.herald.balancer.control.BalancedCluster.in;
import static io.herald.balancer.control.BalancedCluster.task;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From tasks with Marathon-LB's labels to the web services of a state. */
class WebMembersTest {

  private static final Task SISE_1 = web("sise.1", ONE, 31000);
  private static final Task SISE_2 = web("sise.2", TWO, 31001);
  private static final Task SISE_3 = web("sise.3", TWO, 31002);

  @TempDir private Path folder;

  private static Task web(String id, Agent agent, int port) {
    Task task = task(id, agent, port);
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        task.running(),
        task.ports(),
        task.discovery(),
        Map.of(
            "HAPROXY_GROUP", "external",
            "HAPROXY_0_PORT", "10010",
            "HAPROXY_0_VHOST", "Sise.Example.com",
            "HAPROXY_0_STICKY", "true"),
        task.network(),
        false);
  }

  private static BalancedCluster cluster(Task... tasks) {
    return new BalancedCluster().startWith(tasks);
  }

  private static List<String> web(BalancedCluster cluster) {
    return cluster.balancer().state().web().values().stream()
        .map(
            service ->
                service.name()
                    + " -> "
                    + service.spec().servers().stream()
                        .map(server -> server.instance() + (server.drained() ? " drained" : ""))
                        .collect(joining(", ")))
        .toList();
  }

  @Test
  void labelledTasksMakeAWebService() {
    try (BalancedCluster cluster = cluster(SISE_1, SISE_2)) {
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1, sise.2");
      assertThat(cluster.vips()).isEmpty();
    }
  }

  @Test
  void theOthersOfAServiceCountToo() {
    try (BalancedCluster cluster = cluster(SISE_1, SISE_2, task("sise.0", ONE, 31009))) {
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1, sise.0, sise.2");
    }
  }

  @Test
  void tasksWithoutLabelsMakeNone() {
    try (BalancedCluster cluster = cluster(task("plain.1", ONE, 31000))) {
      assertThat(web(cluster)).isEmpty();
    }
  }

  @Test
  void aKilledTaskDrainsAndGoes() {
    try (BalancedCluster cluster = cluster(SISE_1, SISE_2)) {
      cluster.put(in(SISE_2, "TASK_KILLING"));
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1, sise.2 drained");
      cluster.remove(SISE_2);
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1");
    }
  }

  @Test
  void h23WithoutTasksItStaysEmptyForTheGraceTime() {
    try (BalancedCluster cluster = cluster(SISE_1)) {
      cluster.put(in(SISE_1, "TASK_KILLING")).remove(SISE_1);
      assertThat(web(cluster)).containsExactly("sise_10010 -> ");
      cluster.advance(Duration.ofSeconds(31));
      assertThat(web(cluster)).isEmpty();
    }
  }

  @Test
  void moreThanHalfThatGoesWithoutAWordIsKeptForTheGraceTime() {
    try (BalancedCluster cluster = cluster(SISE_1, SISE_2, SISE_3)) {
      cluster.remove(TWO);
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1, sise.2, sise.3");
      assertThat(cluster.problems()).singleElement().asString().contains("2 of them");
      cluster.advance(Duration.ofSeconds(31));
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1");
      assertThat(cluster.problems()).isEmpty();
    }
  }

  @Test
  void labelsThatGoTakeTheWebServiceAlong() {
    try (BalancedCluster cluster = cluster(SISE_1)) {
      cluster.put(task("sise.1", ONE, 31000));
      assertThat(web(cluster)).isEmpty();
    }
  }

  @Test
  void aLabelThatCannotBeUsedIsReported() {
    try (BalancedCluster cluster = cluster(SISE_1)) {
      cluster.put(
          new Task(
              SISE_1.frameworkId(),
              SISE_1.id(),
              SISE_1.name(),
              SISE_1.agentId(),
              SISE_1.state(),
              SISE_1.running(),
              SISE_1.ports(),
              SISE_1.discovery(),
              Map.of("HAPROXY_GROUP", "external", "HAPROXY_7_VHOST", "a.example.com"),
              SISE_1.network(),
              false));
      assertThat(cluster.problems())
          .anySatisfy(what -> assertThat(what).contains("HAPROXY_7_VHOST"));
      cluster.put(SISE_1);
      assertThat(cluster.problems()).isEmpty();
    }
  }

  @Test
  void aRestartFindsTheLastWebServices() {
    Path state = folder.resolve("state.json");
    List<String> before;
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);
      before = web(cluster);
    }
    FakePlane plane = new FakePlane("haproxy");
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state), plane)) {
      cluster.start();
      assertThat(web(cluster)).isEqualTo(before);

      cluster.put(MARATHON, ONE, SISE_1);
      assertThat(web(cluster)).as("more than half is missing").isEqualTo(before);

      cluster.put(TWO, SISE_2, SISE_3);
      cluster.advance(Duration.ofSeconds(31));
      assertThat(web(cluster)).isEqualTo(before);
      assertThat(plane.told).as("it was the same all the time").hasSize(1);
    }
  }

  @Test
  void whatEndedWhileHeraldWasAwayIsLetGoAfterASecond() {
    Path state = folder.resolve("state.json");
    List<String> before;
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);
      before = web(cluster);
    }
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1);
      assertThat(web(cluster)).as("tasks may be heard of after agents").isEqualTo(before);
      cluster.advance(Duration.ofSeconds(1));
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1");
    }
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, TWO).advance(Duration.ofSeconds(1));
      assertThat(web(cluster)).as("its clients are told so").containsExactly("sise_10010 -> ");
      cluster.advance(Duration.ofSeconds(30));
      assertThat(web(cluster)).isEmpty();
    }
  }

  @Test
  void whatAMasterDoesNotKnowYetAfterARestartIsKeptForTheGraceTime() {
    Path state = folder.resolve("state.json");
    List<String> before;
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, TWO, SISE_1, SISE_2, SISE_3);
      before = web(cluster);
    }
    try (BalancedCluster cluster =
        new BalancedCluster(new MemoryAssignmentStore(), BalancedCluster.keptIn(state))) {
      cluster.start().put(MARATHON, ONE, SISE_1).advance(Duration.ofSeconds(20));
      assertThat(web(cluster)).isEqualTo(before);
      cluster.put(TWO).advance(Duration.ofSeconds(5));
      assertThat(web(cluster)).as("it came after the first look").isEqualTo(before);
      cluster.advance(Duration.ofSeconds(6));
      assertThat(web(cluster)).containsExactly("sise_10010 -> sise.1");
    }
  }
}
