package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.SISE;
import static io.herald.balancer.control.BalancedCluster.SISE_1;
import static io.herald.balancer.control.BalancedCluster.SISE_2;
import static io.herald.balancer.control.BalancedCluster.TWO;
import static io.herald.balancer.control.BalancedCluster.healthy;
import static io.herald.balancer.control.BalancedCluster.in;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.vip.PoolRange;
import io.herald.balancer.vip.VipClaim;
import io.herald.balancer.vip.VipPool;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.runtime.metrics.Metric;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * From tasks to what planes are told and names that are published; V1, V2, V11, V13, V17, V20, V21.
 */
class LoadBalancerTest {

  private final FakePlane plane = new FakePlane("proxy");
  @AutoClose private BalancedCluster cluster = new BalancedCluster(plane);

  @Test
  void beforeTheClusterIsKnownNothingIsToldAndNoNameIsDenied() {
    cluster.start().put(false, MARATHON, ONE, SISE_1);

    assertThat(plane.told).isEmpty();
    assertThat(cluster.balancer().state()).isEqualTo(DesiredState.NONE);
    assertThat(cluster.names()).isEmpty();
  }

  @Test
  void aClusterWithoutVipsIsAStateToo() {
    cluster.start().put(MARATHON);

    assertThat(plane.told).singleElement().isEqualTo(new DesiredState(1, new TreeMap<>()));
    assertThat(cluster.names()).contains(Map.of());
  }

  @Test
  void v1AndV2TasksOfOneNameAreOneVip() {
    cluster.startWith(SISE_1, SISE_2);

    assertThat(cluster.vips())
        .containsExactly(
            "sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1, sise.2 10.0.0.2:31001"
                + " x1");
    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
    assertThat(plane.last()).isEqualTo(cluster.balancer().state());
    assertThat(VipsDocument.of(cluster.balancer().state(), LoadBalancerSettings.DCOS_ZONE))
        .containsExactly(
            new VipsDocument.Entry(
                "sise.marathon.l4lb.thisdcos.directory:80",
                "tcp",
                List.of(
                    new VipsDocument.Target("10.0.0.1", 31000),
                    new VipsDocument.Target("10.0.0.2", 31001))));
  }

  @Test
  void whatIsThereAtTheStartComesAsOneState() {
    cluster.put(MARATHON, ONE, TWO, SISE_1, SISE_2).start();

    assertThat(plane.told).hasSize(1);
    assertThat(cluster.vips()).hasSize(1);
  }

  @Test
  void v11AnAddressInTheLabelHasNoName() {
    cluster.startWith(task("fixed.1", ONE, 31000, "VIP_0", "1.2.3.4:80"));

    assertThat(cluster.vips())
        .containsExactly("1.2.3.4:80/tcp @ 1.2.3.4 -> fixed.1 10.0.0.1:31000 x1");
    assertThat(cluster.names()).contains(Map.of());
  }

  @Test
  void v17TwoProtocolsShareNameAndAddress() {
    cluster.startWith(
        SISE_1,
        task("dns.1", ONE, 31005, "VIP_0", "/sise:53")
            .withDiscovery(
                new Discovery(
                    "dns",
                    "",
                    "",
                    "",
                    "",
                    List.of(new Discovery.Port(31005, "", "udp", Map.of("VIP_0", "/sise:53"))),
                    Map.of())));

    assertThat(cluster.vips())
        .containsExactly(
            "sise.marathon:53/udp @ 11.53.10.127 -> dns.1 10.0.0.1:31005 x1",
            "sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1");
    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
  }

  @Test
  void v20AnUnhealthyTaskGetsNothingAndTheNameStays() {
    cluster.startWith(healthy(SISE_1, true));
    cluster.put(healthy(SISE_1, false));

    assertThat(cluster.vips())
        .containsExactly("sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x0");
    assertThat(cluster.names().orElseThrow()).containsKey("sise.marathon");
    assertThat(cluster.balancer().claims(SISE))
        .extracting(VipClaim::standing)
        .containsExactly(VipClaim.Standing.UNHEALTHY);
  }

  @Test
  void namesWaitForThePlane() {
    FakePlane slow = new FakePlane("slow").slow();
    cluster.close();
    cluster = new BalancedCluster(slow);
    cluster.startWith(SISE_1);

    assertThat(slow.told).isNotEmpty();
    assertThat(cluster.names()).isEmpty();

    slow.applyAll();
    cluster.advance(Duration.ofMillis(50));

    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
  }

  @Test
  void onePlaneThatHangsHoldsNamesOnlyForAWhile() {
    FakePlane slow = new FakePlane("slow").slow();
    cluster.close();
    cluster = new BalancedCluster(plane, slow);
    cluster.startWith(SISE_1);

    assertThat(cluster.names()).isEmpty();

    cluster.advance(Duration.ofSeconds(11));

    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
  }

  @Test
  void aPlaneThatBreaksHarmsNoOther() {
    FakePlane broken = new FakePlane("broken");
    broken.breakDown();
    cluster.close();
    cluster = new BalancedCluster(broken, plane);
    cluster.startWith(SISE_1);

    assertThat(plane.last().vips()).containsKey(SISE);
  }

  @Test
  void withoutPlanesNamesArePublishedAtOnce() {
    cluster.close();
    cluster = new BalancedCluster();
    cluster.startWith(SISE_1);

    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
  }

  @Test
  void instancesOfOtherEnvironmentsGetNoTraffic() {
    LoadBalancerSettings all = BalancedCluster.DCOS;
    cluster.close();
    cluster =
        new BalancedCluster(
            new MemoryAssignmentStore(),
            new LoadBalancerSettings(
                all.pool(),
                all.zone(),
                all.lossGrace(),
                all.nameWait(),
                all.stateFile(),
                Set.of("test")),
            plane);
    Task ofProd = inEnvironment("prod", task("sise.3", TWO, 31003, "VIP_0", "/sise:80"));
    cluster.startWith(
        SISE_1,
        inEnvironment("Test", task("sise.2", TWO, 31002, "VIP_0", "/sise:80")),
        ofProd,
        inEnvironment("prod", task("db.1", ONE, 31004, "VIP_0", "/db:5432")));

    assertThat(cluster.vips())
        .containsExactly(
            "sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x1, sise.2 10.0.0.2:31002"
                + " x1");
    assertThat(cluster.names().orElseThrow()).containsOnlyKeys("sise.marathon");
    cluster.remove(ofProd);
    assertThat(cluster.vips()).hasSize(1);
  }

  private static Task inEnvironment(String environment, Task task) {
    Discovery of = task.discovery().orElseThrow();
    return task.withDiscovery(
        new Discovery(
            of.name(),
            environment,
            of.location(),
            of.version(),
            of.visibility(),
            of.ports(),
            of.labels()));
  }

  @Test
  void anotherPoolMovesTheNames() {
    cluster.startWith(SISE_1);
    cluster
        .balancer()
        .update(
            new LoadBalancerSettings(
                new VipPool(PoolRange.parse("10.64.0.0/10"), Optional.empty()),
                LoadBalancerSettings.DCOS_ZONE,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Optional.empty()));
    cluster.advance(Duration.ofMillis(50));

    assertThat(cluster.names().orElseThrow().get("sise.marathon")).startsWith("10.");
    assertThat(plane.last().vips().get(SISE).addresses().get(0).getHostAddress())
        .isEqualTo(cluster.names().orElseThrow().get("sise.marathon"));
  }

  @Test
  void whileTheStoreFailsNamesGetTheirAddressesAllTheSame() throws IOException {
    BrokenStore store = new BrokenStore();
    cluster.close();
    cluster = new BalancedCluster(store, BalancedCluster.DCOS, plane);
    cluster.startWith(SISE_1);

    assertThat(cluster.names()).contains(Map.of("sise.marathon", "11.53.10.127"));
    assertThat(cluster.problems()).singleElement().asString().contains("the disk is gone");

    store.works = true;
    cluster.advance(Duration.ofSeconds(40));

    assertThat(cluster.problems()).isEmpty();
    assertThat(store.read().text().orElseThrow()).contains("sise.marathon");
  }

  @Test
  void metricsCountWhatIsThere() {
    cluster.startWith(SISE_1, in(SISE_2, "TASK_KILLING"));

    assertThat(values("herald_lb_vips")).containsExactly(1.0);
    assertThat(values("herald_lb_backends")).containsExactly(1.0);
    assertThat(values("herald_lb_draining_backends")).containsExactly(1.0);
    assertThat(values("herald_lb_names")).containsExactly(1.0);
    assertThat(values("herald_lb_plane_applied_revision"))
        .containsExactly((double) cluster.balancer().state().revision());
  }

  @Test
  void howLongAPlaneTakesIsMeasured() {
    FakePlane slow = new FakePlane("slow").slow();
    cluster.close();
    cluster = new BalancedCluster(slow);
    cluster.start().put(MARATHON, ONE, TWO);
    cluster.advance(Duration.ofSeconds(3));
    slow.applyAll();
    cluster.advance(Duration.ofMillis(50));

    assertThat(cluster.balancer().metrics())
        .filteredOn(metric -> metric.name().equals("herald_lb_apply_seconds"))
        .singleElement()
        .satisfies(
            metric ->
                assertThat(((Metric.Histogram) metric).value().sumSeconds()).isBetween(3.0, 4.0));
  }

  private List<Double> values(String name) {
    return cluster.balancer().metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .map(metric -> ((Metric.Gauge) metric).value().getAsDouble())
        .toList();
  }

  @Test
  void aBalancerThatFallsBehindTheLogBeginsAnewAndMissesNothing() {
    cluster.close();
    cluster =
        new BalancedCluster(
            new WatchSettings(16), new MemoryAssignmentStore(), BalancedCluster.DCOS, plane);
    cluster.startWith(SISE_1, SISE_2);
    for (int i = 0; i < 200; i++) {
      cluster.putWithoutWaiting(healthy(SISE_1, i % 2 == 0));
    }
    cluster.putWithoutWaiting(in(SISE_2, "TASK_KILLING"));
    cluster.advance(Duration.ofSeconds(1));

    assertThat(cluster.vips())
        .containsExactly(
            "sise.marathon:80/tcp @ 11.53.10.127 -> sise.1 10.0.0.1:31000 x0, sise.2"
                + " 10.0.0.2:31001 x0");

    cluster.put(healthy(SISE_1, true));

    assertThat(cluster.vips().get(0)).contains("31000 x1");
  }

  @Test
  void closingClosesThePlanes() {
    cluster.start();
    cluster.close();

    assertThat(plane.isClosed()).isTrue();
  }

  /** A store that fails until a test lets it work. */
  private static final class BrokenStore implements AssignmentStore {
    private final MemoryAssignmentStore memory = new MemoryAssignmentStore();
    private boolean works;

    @Override
    public Held read() throws IOException {
      check();
      return memory.read();
    }

    @Override
    public boolean write(String text, long version) throws IOException {
      check();
      return memory.write(text, version);
    }

    private void check() throws IOException {
      if (!works) {
        throw new IOException("the disk is gone");
      }
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public String place() {
      return "a disk";
    }

    @Override
    public void close() {}
  }
}
