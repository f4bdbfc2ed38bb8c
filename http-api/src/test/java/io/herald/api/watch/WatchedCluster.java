package io.herald.api.watch;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A cluster whose agents are known by address. Changed by one thread. */
final class WatchedCluster {

  static final Framework MARATHON = new Framework("f1", "marathon", "", Optional.empty(), true);
  static final Agent AGENT = agent(1, 1);

  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new HostResolver() {
            @Override
            public void watch(String host, Listener listener) {}

            @Override
            public void unwatch(String host) {}
          },
          new ProblemBook(List.of(EntityProblem.values())));
  private long number;

  Services services() {
    return services;
  }

  static Agent agent(int id, int host) {
    return new Agent(
        "x-S" + id, "a" + id + ".example", Upid.parse("slave(1)@10.1.0." + host + ":5051"), true);
  }

  static Task task(String id, String name, Optional<Boolean> healthy, String... ports) {
    List<Discovery.Port> named = new ArrayList<>();
    for (String port : ports) {
      named.add(new Discovery.Port(31000 + named.size(), port, "tcp", Map.of()));
    }
    return task(MARATHON, AGENT, id, name, healthy, named);
  }

  private static Task task(
      Framework framework,
      Agent agent,
      String id,
      String name,
      Optional<Boolean> healthy,
      List<Discovery.Port> ports) {
    return new Task(
        framework.id(),
        id,
        name,
        agent.id(),
        Task.RUNNING,
        Optional.of(new RunningStatus(healthy, List.of(), Map.of(), Network.UNSPECIFIED)),
        List.of(),
        Optional.of(new Discovery(name, "", "", "", "EXTERNAL", ports, Map.of())),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  /** As one batch. */
  void put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    batch(changes);
  }

  void remove(Entity entity) {
    there.remove(entity.key());
    batch(List.of(new Change.Removed(entity)));
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }

  /** Some entities come, change or go. */
  void change(Random random) {
    if (random.nextInt(4) == 0 && there.size() > 4) {
      List<Entity> all = List.copyOf(there.values());
      remove(all.get(random.nextInt(all.size())));
      return;
    }
    Entity[] some = new Entity[1 + random.nextInt(4)];
    for (int i = 0; i < some.length; i++) {
      some[i] = entity(random);
    }
    put(some);
  }

  private static Entity entity(Random random) {
    Agent agent = agent(random.nextInt(3), random.nextInt(4));
    String id = "f" + random.nextInt(2);
    Framework framework = new Framework(id, "name" + random.nextInt(3), "", Optional.empty(), true);
    return switch (random.nextInt(10)) {
      case 0 -> agent;
      case 1 -> framework;
      default ->
          task(
              framework,
              agent,
              "t" + random.nextInt(100),
              "w\n" + random.nextInt(20),
              random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty(),
              List.of(new Discovery.Port(80, "p" + random.nextInt(2), "tcp", Map.of())));
    };
  }
}
