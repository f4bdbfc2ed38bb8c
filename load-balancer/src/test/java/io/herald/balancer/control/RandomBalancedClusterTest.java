package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.DCOS;
import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.agent;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes, changes and goes, in whatever order: the state that is left, once nothing lost is
 * kept any more, is the one that a balancer makes which begins with what is there.
 */
class RandomBalancedClusterTest {

  private static final List<String> NAMES = List.of("/a:80", "b:80", "b:81", "1.2.3.4:80", "bad");
  private static final List<String> STATES =
      List.of(Task.RUNNING, Task.RUNNING, Task.RUNNING, "TASK_KILLING", "TASK_UNREACHABLE");

  private final Random random = new Random();
  private final Map<Entity.Key, Entity> there = new HashMap<>();
  private int vips;

  @ParameterizedTest
  @ValueSource(ints = {0, 30})
  void theOrderOfChangesDoesNotMatter(int graceSeconds) throws Exception {
    long seed = new Random().nextLong();
    random.setSeed(seed);
    LoadBalancerSettings settings =
        new LoadBalancerSettings(
            DCOS.pool(),
            DCOS.zone(),
            Duration.ofSeconds(graceSeconds),
            DCOS.nameWait(),
            DCOS.stateFile());
    MemoryAssignmentStore store = new MemoryAssignmentStore();
    try (BalancedCluster cluster = new BalancedCluster(store, settings, new FakePlane("x"))) {
      cluster.start().put(MARATHON);
      there.put(MARATHON.key(), MARATHON);
      for (int round = 0; round < 40; round++) {
        vips += cluster.vips().size();
        for (int step = random.nextInt(6); step >= 0; step--) {
          change(cluster);
        }
        cluster.advance(Duration.ofSeconds(graceSeconds + 1));
        assertThat(fresh(store, settings))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(seen(cluster));
      }
      assertThat(vips).as("seed %d: VIPs seen", seed).isPositive();
    }
  }

  private void change(BalancedCluster cluster) {
    List<Entity> now = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Agent agent = agent(1 + random.nextInt(3));
      Task task = randomTask(agent);
      if (random.nextInt(4) == 0) {
        Entity gone = there.remove(random.nextBoolean() ? agent.key() : task.key());
        if (gone != null) {
          cluster.remove(gone);
        }
      } else {
        now.add(agent);
        now.add(task);
      }
    }
    Map<Entity.Key, Entity> distinct = new HashMap<>();
    now.forEach(entity -> distinct.put(entity.key(), entity));
    there.putAll(distinct);
    cluster.put(distinct.values().toArray(new Entity[0]));
  }

  private Task randomTask(Agent agent) {
    String[] labels =
        switch (random.nextInt(4)) {
          case 0 -> new String[0];
          case 1 -> new String[] {"VIP_0", name(), "io.herald.lb.balance", "source"};
          case 2 -> new String[] {"VIP_0", name(), "VIP_1", name()};
          default -> new String[] {"VIP_0", name()};
        };
    Task task =
        BalancedCluster.task(
            "s" + random.nextInt(3) + "." + random.nextInt(4),
            agent,
            31000 + random.nextInt(3),
            labels);
    if (random.nextInt(3) == 0) {
      task = BalancedCluster.healthy(task, random.nextBoolean());
    }
    return BalancedCluster.in(task, STATES.get(random.nextInt(STATES.size())));
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private List<Object> fresh(MemoryAssignmentStore of, LoadBalancerSettings settings) {
    MemoryAssignmentStore store = new MemoryAssignmentStore();
    of.read().text().ifPresent(text -> store.write(text, 0));
    try (BalancedCluster cluster = new BalancedCluster(store, settings, new FakePlane("x"))) {
      cluster.start().put(there.values().toArray(new Entity[0]));
      return seen(cluster);
    }
  }

  private static List<Object> seen(BalancedCluster cluster) {
    return List.of(
        cluster.vips(),
        cluster.names().orElseThrow(),
        cluster.problems().stream().sorted().toList(),
        cluster.balancer().state().vips().keySet().stream()
            .map(key -> cluster.balancer().claims(key).toString())
            .toList());
  }
}
