package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.SISE;
import static io.herald.balancer.control.BalancedCluster.SISE_1;
import static io.herald.balancer.control.BalancedCluster.TWO;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.VipOptions;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** VIPs that can't be as their labels say, and what is told of them. */
class RefusedVipsTest {

  private final FakePlane plane = new FakePlane("proxy");
  @AutoClose private BalancedCluster cluster = new BalancedCluster(plane);

  @Test
  void v13ABadLabelIsReportedAndCostsNothingElse() {
    cluster.startWith(SISE_1, task("bad.1", ONE, 31002, "VIP_0", "sise:http", "VIP_1", "/good:81"));

    assertThat(cluster.names().orElseThrow().keySet())
        .containsExactlyInAnyOrder("sise.marathon", "good.marathon");
    assertThat(cluster.problems())
        .singleElement()
        .asString()
        .contains("VIP_0=sise:http")
        .contains("write NAME:PORT");

    cluster.put(task("bad.1", ONE, 31002, "VIP_1", "/good:81"));

    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void problemsOfPlanesAreInTheBook() {
    cluster.startWith(SISE_1);
    plane.applyAll(
        new PlaneProblem(Optional.of(SISE), "port 80 can't be bound; allow it"),
        new PlaneProblem(Optional.empty(), "it is tired"));
    cluster.advance(Duration.ofMillis(50));

    assertThat(cluster.problems())
        .containsExactly(
            "plane proxy: sise.marathon.l4lb.thisdcos.directory:80/tcp: port 80 can't be bound;"
                + " allow it",
            "plane proxy: it is tired");

    plane.applyAll();
    cluster.advance(Duration.ofMillis(50));

    assertThat(cluster.problems()).isEmpty();
  }

  @Test
  void tasksThatDisagreeAreReportedAndTheFirstCounts() {
    cluster.startWith(
        task("sise.1", ONE, 31000, "VIP_0", "/sise:80", "io.herald.lb.balance", "source"),
        task("sise.2", ONE, 31001, "VIP_0", "/sise:80"));

    assertThat(cluster.balancer().state().vips().get(SISE).options().method())
        .isEqualTo(VipOptions.Method.SOURCE_HASH);
    assertThat(cluster.problems()).singleElement().asString().contains("sise.1").contains("sise.2");
  }

  @Test
  void anAddressOfThisHostAloneIsRefused() {
    cluster.startWith(task("x.1", ONE, 31000, "VIP_0", "127.0.0.1:5050"));

    assertThat(cluster.vips()).isEmpty();
    assertThat(cluster.problems()).singleElement().asString().contains("127.0.0.1:5050");
  }

  @Test
  void anAddressThatAHostOfTheClusterHasIsRefused() {
    cluster
        .start()
        .put(
            new Masters(
                Optional.of(new AnnouncedEndpoint("10.9.9.9", 5050)),
                List.of(new AnnouncedEndpoint("10.9.9.8", 5050))))
        .put(
            MARATHON,
            ONE,
            TWO,
            task("a.1", ONE, 31000, "VIP_0", "10.0.0.2:5051"),
            task("b.1", ONE, 31000, "VIP_0", "10.9.9.9:5050"),
            task("c.1", ONE, 31000, "VIP_0", "10.9.9.8:5050"),
            task("d.1", ONE, 31000, "VIP_0", "10.9.9.7:5050"));

    assertThat(cluster.vips())
        .containsExactly("10.9.9.7:5050/tcp @ 10.9.9.7 -> d.1 10.0.0.1:31000 x1");
    assertThat(cluster.problems())
        .hasSize(3)
        .allSatisfy(what -> assertThat(what).contains("a host of the cluster has that address"));
  }

  @Test
  void anAddressThatANameHasIsRefused() {
    cluster.startWith(SISE_1);
    cluster.put(task("x.1", ONE, 31000, "VIP_0", "11.53.10.127:80"));

    assertThat(cluster.vips()).hasSize(1);
    assertThat(cluster.problems()).singleElement().asString().contains("sise.marathon");
  }

  @Test
  void backendsWithoutAnAddressOfTheirFamilyAreReported() {
    cluster.close();
    cluster = new BalancedCluster(new MemoryAssignmentStore(), LoadBalancerSettings.DEFAULT, plane);
    cluster.startWith(
        task("six.1", ONE, 31000, "VIP_0", "/six:80", "network-scope", "container")
            .withRunning(
                Optional.of(
                    new RunningStatus(
                        Optional.empty(), List.of("fd00::1"), Map.of(), Network.UNSPECIFIED))));

    assertThat(cluster.vips()).isEmpty();
    assertThat(cluster.problems()).singleElement().asString().contains("fd00:0:0:0:0:0:0:1");
  }
}
