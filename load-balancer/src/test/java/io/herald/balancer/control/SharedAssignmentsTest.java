package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.vip.PoolRange;
import io.herald.balancer.vip.VipPool;
import io.herald.catalog.model.Task;
import io.herald.minizookeeper.MiniZooKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that share the addresses of names in ZooKeeper; A1 and V9 with real ones. */
class SharedAssignmentsTest {

  private static final String NODE = "/herald/vips";

  /** Both names choose the same address, see V9. */
  private static final LoadBalancerSettings SMALL =
      new LoadBalancerSettings(
          new VipPool(PoolRange.parse("11.0.0.0-11.0.0.254"), Optional.empty()),
          LoadBalancerSettings.DCOS_ZONE,
          Duration.ZERO,
          Duration.ofSeconds(10),
          Optional.empty());

  /** Four addresses for each of a thousand names, so that a hundred choose a taken one. */
  private static final LoadBalancerSettings FULLER =
      new LoadBalancerSettings(
          new VipPool(PoolRange.parse("11.0.0.0-11.0.15.255"), Optional.empty()),
          LoadBalancerSettings.DCOS_ZONE,
          Duration.ZERO,
          Duration.ofSeconds(10),
          Optional.empty());

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private MiniZooKeeper zooKeeper;

  @BeforeEach
  void start() throws IOException {
    zooKeeper = MiniZooKeeper.start(folder, 0);
    open.add(zooKeeper);
  }

  @AfterEach
  void end() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private ZooKeeperAssignmentStore store() {
    return KeptInZooKeeper.open(zooKeeper, NODE, "the addresses of VIPs");
  }

  private BalancedCluster replica(LoadBalancerSettings settings) {
    BalancedCluster replica = new BalancedCluster(store(), settings);
    open.add(replica);
    replica.start().put(MARATHON, ONE);
    return replica;
  }

  private static void launch(BalancedCluster replica, String name, int port) {
    replica.put(task(name + ".1", ONE, port, "VIP_0", name + ":80"));
  }

  private static Map<String, String> names(BalancedCluster replica) {
    replica.advance(Duration.ofMillis(50));
    return replica.names().orElse(Map.of());
  }

  @Test
  void v9ANameThatComesLaterMovesNobodyOnAnyReplica() {
    BalancedCluster one = replica(SMALL);
    BalancedCluster two = replica(SMALL);
    launch(one, "svc2", 31000);
    // The second replica hears of the other name first.
    launch(two, "svc103", 31001);
    launch(two, "svc2", 31000);
    launch(one, "svc103", 31001);

    Map<String, String> both =
        Map.of("svc2.marathon", "11.0.0.173", "svc103.marathon", "11.0.0.174");
    await().untilAsserted(() -> assertThat(names(one)).isEqualTo(both));
    await().untilAsserted(() -> assertThat(names(two)).isEqualTo(both));
  }

  @Test
  void a1AReplicaThatStartsLaterGivesTheSameAddresses() {
    BalancedCluster one = replica(SMALL);
    launch(one, "svc2", 31000);
    launch(one, "svc103", 31001);
    Map<String, String> before = names(one);

    // Alone it would begin with svc103.
    BalancedCluster later = replica(SMALL);
    later.put(
        task("svc103.1", ONE, 31001, "VIP_0", "svc103:80"),
        task("svc2.1", ONE, 31000, "VIP_0", "svc2:80"));

    assertThat(before).containsEntry("svc2.marathon", "11.0.0.173");
    assertThat(names(later)).isEqualTo(before);
  }

  @Test
  void a1AThousandVipsAtOnceHaveOneAddressEachOnEveryReplicaAndAfterARestart() throws Exception {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      tasks.add(task("app" + i + ".1", ONE, 20_000 + i, "VIP_0", "app" + i + ":80"));
    }
    BalancedCluster one = replica(FULLER);
    BalancedCluster two = replica(FULLER);
    one.put(tasks.toArray(new Task[0]));
    Collections.reverse(tasks);
    two.put(tasks.toArray(new Task[0]));

    await()
        .untilAsserted(
            () -> {
              assertThat(names(one)).hasSize(1000);
              assertThat(names(two)).isEqualTo(names(one));
            });
    Map<String, String> before = names(one);
    assertThat(before.values()).doesNotHaveDuplicates();

    // A replica that is told of each alone, last first, has what stands and nothing of its own.
    BalancedCluster restarted = replica(FULLER);
    restarted.put(tasks.subList(0, 300).toArray(new Task[0]));
    restarted.put(tasks.subList(300, 1000).toArray(new Task[0]));
    assertThat(names(restarted)).isEqualTo(before);
  }

  @Test
  void whileZooKeeperIsAwayNamesGetAddressesAndAreSharedLater() throws IOException {
    BalancedCluster one = replica(SMALL);
    launch(one, "svc2", 31000);
    zooKeeper.stop();
    launch(one, "svc103", 31001);

    assertThat(names(one)).containsEntry("svc103.marathon", "11.0.0.174");
    assertThat(one.problems()).singleElement().asString().contains(NODE);

    zooKeeper.start();
    await()
        .untilAsserted(
            () -> {
              one.advance(Duration.ofSeconds(5));
              assertThat(one.problems()).isEmpty();
            });
    BalancedCluster later = replica(SMALL);
    launch(later, "svc103", 31001);
    assertThat(names(later)).containsEntry("svc103.marathon", "11.0.0.174");
  }

  @Test
  void whatAnotherReplicaHasAssignedMeanwhileCounts() throws IOException {
    ZooKeeperAssignmentStore store = store();
    open.add(store);
    AssignmentStore.Held first = store.read();

    assertThat(store.write("one", first.version())).isTrue();
    assertThat(store.write("two", first.version())).isFalse();
    AssignmentStore.Held held = store.read();
    assertThat(held.text()).contains("one");
    assertThat(store.write("two", held.version())).isTrue();
    assertThat(store.write("three", held.version())).isFalse();
  }

  @Test
  void aReplicaWithAnotherPoolIsReportedAndMovesNobody() {
    BalancedCluster one = replica(SMALL);
    launch(one, "svc2", 31000);
    BalancedCluster other = replica(BalancedCluster.DCOS);
    launch(other, "svc2", 31000);

    await()
        .untilAsserted(
            () -> {
              assertThat(names(one)).containsEntry("svc2.marathon", "11.0.0.173");
              assertThat(one.problems()).singleElement().asString().contains("another balancer");
            });
    assertThat(names(other).get("svc2.marathon")).isNotEqualTo("11.0.0.173");
  }

  @Test
  void theNodeIsTextForPeople() throws Exception {
    BalancedCluster one = replica(SMALL);
    launch(one, "svc2", 31000);
    names(one);
    try (CuratorFramework client =
        CuratorFrameworkFactory.newClient(zooKeeper.connectString(), new RetryOneTime(50))) {
      client.start();

      assertThat(new String(client.getData().forPath(NODE), UTF_8))
          .isEqualTo(
              """
              {"version":1,"pool":"11.0.0.0-11.0.0.254","names":{
              "svc2.marathon":{"ipv4":"11.0.0.173"}
              }}
              """);
    }
  }
}
