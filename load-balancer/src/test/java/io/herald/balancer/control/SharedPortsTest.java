package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.ONE;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.catalog.model.Task;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.services.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Service ports over restarts, in a file, and on several replicas, in ZooKeeper. */
class SharedPortsTest {

  private static final String NODE = "/herald/vips-web-ports";

  /** Both want 10060 first; a replica that has one of them gives the other one the next try. */
  private static final Task FIRST = web("app0");

  private static final Task SECOND = web("app5");

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private static Task web(String name) {
    Task task = task(name + ".1", ONE, 31000);
    return new Task(
        task.frameworkId(),
        task.id(),
        task.name(),
        task.agentId(),
        task.state(),
        task.running(),
        task.ports(),
        task.discovery(),
        Map.of("HAPROXY_GROUP", "external"),
        task.network(),
        false);
  }

  private MiniZooKeeper zooKeeper() throws IOException {
    MiniZooKeeper started = MiniZooKeeper.start(folder, 0);
    open.add(started);
    return started;
  }

  private static ZooKeeperAssignmentStore store(MiniZooKeeper zooKeeper) {
    return KeptInZooKeeper.open(zooKeeper, NODE, "the service ports");
  }

  private BalancedCluster replica(AssignmentStore store) {
    return started(new BalancedCluster().withPortsIn(store));
  }

  private BalancedCluster started(BalancedCluster replica) {
    open.add(replica);
    return replica.start().put(MARATHON, ONE);
  }

  private static Set<String> services(BalancedCluster replica) {
    replica.advance(Duration.ofMillis(50));
    return replica.balancer().state().web().keySet();
  }

  @Test
  void aloneAFileKeepsThemOverARestart() throws IOException {
    Path file = folder.resolve("web-ports");
    BalancedCluster before = replica(new FileAssignmentStore(file)).put(FIRST, SECOND);
    Set<String> services = services(before);
    assertThat(services).hasSize(2);

    // Alone the second one would get what the first one has.
    BalancedCluster after = replica(new FileAssignmentStore(file)).put(SECOND);
    assertThat(services(after)).hasSize(1).isSubsetOf(services);
    after.put(FIRST);
    assertThat(services(after)).isEqualTo(services);
    assertThat(Files.readAllLines(file)).hasSize(3).contains("pool 10050-10100");
  }

  @Test
  void replicasGiveEachAppTheSamePortWhateverTheyHearFirst() throws IOException {
    MiniZooKeeper zooKeeper = zooKeeper();
    BalancedCluster one = replica(store(zooKeeper));
    BalancedCluster two = replica(store(zooKeeper));
    one.put(FIRST);
    two.put(SECOND);
    one.put(SECOND);
    two.put(FIRST);
    await().untilAsserted(() -> assertThat(services(one)).hasSize(2).isEqualTo(services(two)));

    BalancedCluster later = replica(store(zooKeeper)).put(SECOND);
    await().untilAsserted(() -> assertThat(services(later)).hasSize(1).isSubsetOf(services(one)));
    later.put(FIRST);
    await().untilAsserted(() -> assertThat(services(later)).isEqualTo(services(one)));
    assertThat(one.problems()).isEmpty();
  }

  @Test
  void whileZooKeeperIsAwayServicesGetPortsAndAreSharedLater() throws IOException {
    MiniZooKeeper zooKeeper = zooKeeper();
    BalancedCluster one = replica(store(zooKeeper)).put(FIRST);
    Set<String> before = services(one);
    zooKeeper.stop();
    one.put(SECOND);
    assertThat(services(one)).hasSize(2).containsAll(before);
    assertThat(one.found())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.SERVICE_PORTS);
              assertThat(problem.what()).contains(NODE, "the service ports can't be");
            });
    zooKeeper.start();
    await()
        .untilAsserted(
            () -> {
              one.advance(Duration.ofSeconds(5));
              assertThat(one.found().stream().map(Problem::what)).isEmpty();
            });
    BalancedCluster later = replica(store(zooKeeper)).put(SECOND);
    await().untilAsserted(() -> assertThat(services(later)).hasSize(1).isSubsetOf(services(one)));
  }

  @Test
  void aReplicaWithOtherPortsIsReportedAndMovesNobody() throws IOException {
    MiniZooKeeper zooKeeper = zooKeeper();
    BalancedCluster one = replica(store(zooKeeper)).put(FIRST);
    Set<String> before = services(one);
    BalancedCluster other =
        started(new BalancedCluster().withPortsIn(store(zooKeeper), 20000, 20010)).put(FIRST);
    await()
        .untilAsserted(
            () -> {
              services(other);
              assertThat(services(one)).isEqualTo(before);
              assertThat(one.problems())
                  .singleElement()
                  .asString()
                  .contains("another balancer keeps service ports of 20000-20010", NODE);
            });
  }

  @Test
  void aBrokenFileIsReportedWithItsLineAndCostsNoService() throws IOException {
    Path file = Files.writeString(folder.resolve("ports"), "10058 /sise 0\nnonsense\n");
    BalancedCluster cluster = replica(new FileAssignmentStore(file)).put(FIRST);
    assertThat(services(cluster)).hasSize(1);
    assertThat(cluster.problems())
        .singleElement()
        .asString()
        .contains(file + " holds no service ports: line 2 isn't PORT KEY");
    assertThat(Files.readString(file)).as("as it was").endsWith("nonsense\n");
  }
}
