package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.SISE;
import static io.herald.balancer.control.BalancedCluster.SISE_1;
import static io.herald.balancer.control.BalancedCluster.SISE_2;
import static io.herald.balancer.control.BalancedCluster.TWO;
import static io.herald.balancer.control.BalancedCluster.in;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that go: in order, with their agent, or without a word. */
class LostBackendsTest {

  private final FakePlane plane = new FakePlane("proxy");
  @AutoClose private final BalancedCluster cluster = new BalancedCluster(plane);

  @Test
  void v21AKilledTaskDrainsAndItsVipGoesWithIt() {
    cluster.startWith(SISE_1);
    cluster.put(in(SISE_1, "TASK_KILLING"));

    assertThat(cluster.vips())
        .containsExactly("sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x0");

    cluster.remove(SISE_1);

    assertThat(cluster.vips()).isEmpty();
    assertThat(cluster.names()).contains(Map.of());
    assertThat(cluster.balancer().claims(SISE)).isEmpty();
  }

  private static Task[] tenOfWeb() {
    return IntStream.range(0, 10)
        .mapToObj(i -> task("web." + i, ONE, 31000 + i, "VIP_0", "/web:80"))
        .toArray(Task[]::new);
  }

  @Test
  void scalingDownInOrderKeepsNobody() {
    Task[] tasks = tenOfWeb();
    cluster.startWith(tasks);
    for (int i = 2; i < 10; i++) {
      cluster.put(in(tasks[i], "TASK_KILLING"));
    }
    for (int i = 2; i < 10; i++) {
      cluster.remove(tasks[i]);
    }

    assertThat(cluster.vips())
        .containsExactly(
            "web.marathon:80/tcp @ "
                + cluster.names().orElseThrow().get("web.marathon")
                + " -> web.0 10.0.0.1:31000 x1, web.1 10.0.0.1:31001 x1");
    assertThat(cluster.problems()).isEmpty();
  }

  /** Aurora's and Marathon's tasks are killed so, as TASK_KILLING has to be asked for. */
  @Test
  void scalingDownWithoutTaskKillingIsNoLossAsAgentAndFrameworkAreThere() {
    Task[] tasks = tenOfWeb();
    cluster.startWith(tasks);
    cluster.remove(Arrays.copyOfRange(tasks, 2, 10));
    cluster.advance(Duration.ofSeconds(1));

    assertThat(cluster.vips())
        .singleElement()
        .asString()
        .endsWith(" -> web.0 10.0.0.1:31000 x1, web.1 10.0.0.1:31001 x1");
    assertThat(cluster.problems()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"the agent goes", "the agent is disconnected", "the framework goes"})
  void tasksThatGoWithTheirAgentOrFrameworkAreLost(String how) {
    cluster.startWith(SISE_1, SISE_2);
    List<String> before = cluster.vips();
    cluster.remove(SISE_1, SISE_2);
    cluster.advance(Duration.ofMillis(100));
    switch (how) {
      case "the agent goes" -> cluster.remove(ONE, TWO);
      case "the agent is disconnected" ->
          cluster.put(
              new Agent(ONE.id(), ONE.hostname(), ONE.pid(), false),
              new Agent(TWO.id(), TWO.hostname(), TWO.pid(), false));
      default -> cluster.remove(MARATHON);
    }
    cluster.advance(Duration.ofSeconds(20));

    assertThat(cluster.vips()).isEqualTo(before);
    assertThat(cluster.problems()).singleElement().asString().contains("2 of them");

    cluster.advance(Duration.ofSeconds(12));

    assertThat(cluster.vips()).isEmpty();
    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void moreThanHalfThatGoesWithoutAWordIsKeptForTheGraceTime() {
    Task third = task("sise.3", TWO, 31002, "VIP_0", "/sise:80");
    cluster.startWith(SISE_1, SISE_2, third);
    List<String> before = cluster.vips();

    cluster.remove(TWO);

    assertThat(cluster.vips()).isEqualTo(before);
    assertThat(cluster.balancer().claims(SISE))
        .extracting(claim -> claim.instance() + " " + claim.standing())
        .containsExactly("sise.1 SERVING", "sise.2 LOST", "sise.3 LOST");
    assertThat(cluster.problems())
        .singleElement()
        .asString()
        .contains("2 of them")
        .contains("30 s");

    cluster.advance(Duration.ofSeconds(31));

    assertThat(cluster.vips())
        .containsExactly("sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1");
    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void unreachableTasksThatComeBackWereNeverAway() {
    cluster.startWith(SISE_1, SISE_2);
    int told = plane.told.size();
    cluster.put(in(SISE_1, "TASK_UNREACHABLE"), in(SISE_2, "TASK_UNREACHABLE"));
    cluster.advance(Duration.ofSeconds(20));
    cluster.put(SISE_1, SISE_2);
    cluster.advance(Duration.ofSeconds(60));

    assertThat(plane.told).hasSize(told);
    assertThat(cluster.vips()).hasSize(1);
  }

  @Test
  void aTaskThatIsReplacedIsNotKeptBesideItsSuccessor() {
    cluster.startWith(SISE_1);
    cluster.remove(SISE_1);

    assertThat(cluster.vips()).as("alone, it is kept").hasSize(1);

    cluster.put(SISE_2);

    assertThat(cluster.vips())
        .containsExactly("sise.marathon:80/tcp @ 11.53.10.127 -> sise.2 10.0.0.2:31001 x1");
  }
}
