package io.herald.dns.naming.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Change;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.Cluster;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes and goes, in whatever order and batches, the zone is what it would be had all that
 * is there come at once. Few hosts, ports and names, so that everything meets.
 */
class AnyOrderTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4711})
  void afterAnyChangesTheZoneIsWhatASnapshotGives(long seed) throws Exception {
    Random random = new Random(seed);
    Pipeline dns = new Pipeline();
    for (int round = 0; round < 250; round++) {
      if (random.nextInt(6) == 0) {
        resolveOne(dns, random);
      } else {
        dns.apply(changes(dns, random));
      }
      Pipeline fresh = dns.fresh();
      assertThat(dns.zone.text()).as("seed %d, round %d", seed, round).isEqualTo(fresh.zone.text());
      assertThat(dns.zone.counts).as("seed %d, round %d", seed, round).isEqualTo(fresh.zone.counts);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6})
  void inWhateverOrderAllOfItComes(long seed) {
    Random random = new Random(seed);
    Map<Entity.Key, Entity> some = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      Entity entity = entity(random);
      some.put(entity.key(), entity);
    }
    Pipeline atOnce = new Pipeline();
    atOnce.put(some.values().toArray(Entity[]::new));
    for (int round = 0; round < 30; round++) {
      List<Entity> shuffled = new ArrayList<>(some.values());
      Collections.shuffle(shuffled, random);
      Pipeline oneByOne = new Pipeline();
      shuffled.forEach(oneByOne::put);
      assertThat(oneByOne.zone.counts)
          .as("seed %d, round %d", seed, round)
          .isEqualTo(atOnce.zone.counts);
      Collections.shuffle(shuffled, random);
      shuffled.forEach(oneByOne::remove);
      assertThat(oneByOne.zone.counts).as("seed %d, round %d", seed, round).isEmpty();
    }
  }

  private static List<Change> changes(Pipeline dns, Random random) {
    Map<Entity.Key, Change> changes = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      Entity entity = entity(random);
      Entity before = dns.there().get(entity.key());
      if (before == null) {
        changes.putIfAbsent(entity.key(), new Change.Added(entity));
      } else if (random.nextInt(3) == 0) {
        changes.putIfAbsent(entity.key(), new Change.Removed(before));
      } else if (!before.equals(entity)) {
        changes.putIfAbsent(entity.key(), new Change.Changed(before, entity));
      }
    }
    return List.copyOf(changes.values());
  }

  private static void resolveOne(Pipeline dns, Random random) throws Exception {
    List<String> watched = dns.hosts.listeners.keySet().stream().sorted().toList();
    if (!watched.isEmpty()) {
      dns.hosts.tell(
          watched.get(random.nextInt(watched.size())),
          List.of(InetAddress.getByName("10.1.0." + random.nextInt(3))));
    }
  }

  private static Entity entity(Random random) {
    Agent agent = Cluster.agent("x-S" + random.nextInt(3), "10.1.0." + random.nextInt(3));
    Framework framework =
        new Framework(
            "f" + random.nextInt(2),
            random.nextInt(8) == 0 ? "announced" : "name" + random.nextInt(3),
            "10.0.0." + random.nextInt(3),
            Optional.empty(),
            true);
    return switch (random.nextInt(7)) {
      case 0 -> agent;
      case 1 -> framework;
      case 2, 3 -> task(random, framework, agent);
      default -> announcement(random);
    };
  }

  private static Task task(Random random, Framework framework, Agent agent) {
    int job = random.nextInt(2);
    int port = 31000 + random.nextInt(4);
    Task task =
        Cluster.ports(
            Cluster.task(
                framework,
                agent,
                "r-e-j" + job + "-" + random.nextInt(2) + "-" + random.nextInt(3),
                "r/e/j" + job),
            new PortRange(port, port + random.nextInt(2)));
    Task named =
        random.nextBoolean()
            ? Cluster.discovery(
                task, "j" + job + ".e.r", Cluster.port("TCP", port, "p" + random.nextInt(3)))
            : task;
    return switch (random.nextInt(6)) {
      case 0 -> Cluster.state(named, "TASK_KILLED");
      case 1 ->
          Cluster.running(
              named,
              new RunningStatus(Optional.of(false), List.of(), Map.of(), Network.UNSPECIFIED));
      case 2 -> Cluster.netinfo(named, "10.1.0." + random.nextInt(3));
      default -> named;
    };
  }

  private static Announcement announcement(Random random) {
    String host =
        switch (random.nextInt(3)) {
          case 0 -> "host-of-x-S" + random.nextInt(3);
          case 1 -> "named.example" + random.nextInt(2);
          default -> "10.1.0." + random.nextInt(3);
        };
    Announcement announcement =
        Announced.ports(
            Announced.at(
                "/aurora/r/e/j" + random.nextInt(2),
                random.nextInt(8),
                random.nextInt(3) - 1,
                host,
                31000 + random.nextInt(4)),
            Map.of(
                "p" + random.nextInt(3), 31000 + random.nextInt(4), "static", random.nextInt(2)));
    return switch (random.nextInt(6)) {
      case 0 -> Announced.status(announcement, "STARTING");
      case 1 -> Announced.metadata(announcement, Map.of("task-id", "r-e-j0-0-1"));
      default -> announcement;
    };
  }
}
