package io.herald.watch;

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
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A cluster that a test changes, and the services that are made of it. Used by one thread. */
final class ChangingCluster {

  static final Framework MARATHON = framework("marathon");
  static final Framework CHRONOS = framework("chronos");
  static final Agent ONE = agent("x-S1", "10.1.0.1");
  static final Agent TWO = agent("x-S2", "10.1.0.2");

  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final Map<String, HostResolver.Listener> lookUps = new HashMap<>();
  private Services services = make();
  private long number;

  private Services make() {
    return new Services(
        ServicesOptions.DEFAULT,
        new HostResolver() {
          @Override
          public void watch(String host, Listener listener) {
            lookUps.put(host, listener);
          }

          @Override
          public void unwatch(String host) {
            lookUps.remove(host);
          }
        },
        new ProblemBook(List.of(EntityProblem.values())));
  }

  static Framework framework(String name) {
    return new Framework("f-" + name, name, "", Optional.empty(), true);
  }

  static Agent agent(String id, String host) {
    return new Agent(id, "host-of-" + id, Upid.parse("slave(1)@" + host + ":5051"), true);
  }

  /** A running task without a health check. */
  static Task task(Framework framework, Agent agent, String id, String name) {
    return new Task(
        framework.id(),
        id,
        name,
        agent.id(),
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.empty(),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  static Task withPort(Task task, String port) {
    return task.withDiscovery(
        new Discovery(
            task.name(),
            "",
            "",
            "",
            "EXTERNAL",
            List.of(new Discovery.Port(31000, port, "tcp", Map.of())),
            Map.of()));
  }

  /** Those in force. */
  Services services() {
    return services;
  }

  /** Services of a new configuration, which know the cluster. */
  Services reload() {
    services = make();
    number = 0;
    put(there.values().toArray(new Entity[0]));
    return services;
  }

  /** Services of another cluster, which know nothing yet. */
  Services change() {
    services = make();
    number = 0;
    there.clear();
    return services;
  }

  void put(Entity... entities) {
    put(true, entities);
  }

  /** As one batch. */
  void put(boolean complete, Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null || number == 0) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    batch(complete, changes);
  }

  void remove(Entity entity) {
    there.remove(entity.key());
    batch(true, List.of(new Change.Removed(entity)));
  }

  private void batch(boolean complete, List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, complete, changes));
  }

  /** Some entities come, change or go in one batch. */
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
    Agent agent = agent("x-S" + random.nextInt(3), "10.1.0." + random.nextInt(4));
    Framework framework =
        new Framework(
            "f" + random.nextInt(2), "name" + random.nextInt(3), "", Optional.empty(), true);
    return switch (random.nextInt(8)) {
      case 0 -> agent;
      case 1 -> framework;
      default -> {
        Task task = task(framework, agent, "t" + random.nextInt(200), "w" + random.nextInt(30));
        task = random.nextInt(3) == 0 ? withPort(task, "p" + random.nextInt(2)) : task;
        yield random.nextInt(3) == 0 ? task : healthy(task, random.nextBoolean());
      }
    };
  }

  /** A filter that some of these entities match. */
  static InstanceFilter filter(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> InstanceFilter.ALL;
      case 1 ->
          InstanceFilter.of(
              new ServiceKey("name" + random.nextInt(3), "w" + random.nextInt(30), ""));
      case 2, 3 -> InstanceFilter.ALL.withName("w" + random.nextInt(30));
      case 4 -> InstanceFilter.ALL.withNamePrefix("w" + random.nextInt(3));
      case 5 ->
          InstanceFilter.ALL
              .withFramework("name" + random.nextInt(3))
              .withHealth(io.herald.services.instance.Health.HEALTHY);
      case 6 -> InstanceFilter.ALL.withAgent("x-S" + random.nextInt(3));
      case 7 -> InstanceFilter.ALL.withPortName("p" + random.nextInt(2));
      default -> InstanceFilter.ALL.withQuery("T" + random.nextInt(20));
    };
  }

  /** What a reader with that filter sees. */
  static Map<Task.Id, Instance> picture(LiveServices live, InstanceFilter filter) {
    return live.read(
        view -> {
          Map<Task.Id, Instance> picture = new HashMap<>();
          view.forEachTask(
              task ->
                  view.instance(task)
                      .filter(filter::matches)
                      .ifPresent(instance -> picture.put(task.key(), instance)));
          return picture;
        });
  }
}
