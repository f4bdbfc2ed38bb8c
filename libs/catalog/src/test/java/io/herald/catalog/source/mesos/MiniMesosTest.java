package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.Change;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.mirror.Mirrored;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from tasks that run, through a master's HTTP API, to the catalog. */
class MiniMesosTest {

  private static final List<String> TASKS =
      IntStream.range(0, 6).mapToObj(number -> "task-" + number).toList();

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final Map<Entity.Key, Entity> followed = new ConcurrentHashMap<>();
  private final Set<String> removedTasks = ConcurrentHashMap.newKeySet();
  private MiniMesos mesos;
  private SleepingFramework framework;
  private MesosSource source;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(folder)
                .withAgents(2)
                .withAllocationInterval(Duration.ofMillis(50))
                .withHeartbeatInterval(Duration.ofMillis(500)));
    catalog.subscribe(
        batch -> {
          for (Change change : batch.changes()) {
            change.before().ifPresent(entity -> followed.remove(entity.key()));
            change.after().ifPresent(entity -> followed.put(entity.key(), entity));
            if (change instanceof Change.Removed removed && removed.entity() instanceof Task task) {
              removedTasks.add(task.id());
            }
          }
        });
    source =
        new MesosSource(
            catalog,
            MesosOptions.of(mesos.masterAddress().toString()).withRefresh(Duration.ofMillis(500)),
            Clock.systemUTC());
    source.start();
    framework = new SleepingFramework(mesos.masterUrl(), TASKS);
    until(() -> running().size() == TASKS.size());
  }

  @AfterEach
  void stop() {
    source.close();
    framework.close();
    mesos.close();
  }

  private static void until(Callable<Boolean> condition) {
    await().until(condition);
  }

  private Set<Task> tasks() {
    return followed.values().stream()
        .filter(Task.class::isInstance)
        .map(Task.class::cast)
        .collect(Collectors.toSet());
  }

  private Set<String> running() {
    return tasks().stream()
        .filter(task -> task.state().equals(Task.RUNNING) && task.running().isPresent())
        .map(Task::id)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** What GET /state says just now, by itself. */
  private Map<EntityKind, Set<Entity>> polled() throws IOException {
    Mirrored fresh = new Mirrored();
    try (InputStream body = URI.create(mesos.httpUrl() + "/state").toURL().openStream()) {
      fresh.mirror.snapshot(fresh.reader.state(body, "GET /state").snapshot());
    }
    assertThat(fresh.skippedItems.counts()).isEmpty();
    return byKind(fresh.partition);
  }

  private static Map<EntityKind, Set<Entity>> byKind(SourcePartition partition) {
    Map<EntityKind, Set<Entity>> kinds = new TreeMap<>();
    for (EntityKind kind : List.of(EntityKind.TASK, EntityKind.AGENT, EntityKind.FRAMEWORK)) {
      kinds.put(kind, Set.copyOf(partition.all(kind)));
    }
    return kinds;
  }

  private Map<EntityKind, Set<Entity>> streamed() {
    Map<EntityKind, Set<Entity>> kinds = new TreeMap<>();
    for (EntityKind kind : List.of(EntityKind.TASK, EntityKind.AGENT, EntityKind.FRAMEWORK)) {
      kinds.put(
          kind,
          followed.values().stream()
              .filter(entity -> EntityKind.of(entity.key()) == kind)
              .collect(Collectors.toSet()));
    }
    return kinds;
  }

  @Test
  void theStreamedSnapshotIsThePolledOne() throws Exception {
    assertThat(source.status().following()).contains("stream");
    until(() -> streamed().equals(polled()));
    assertThat(tasks())
        .allSatisfy(
            task -> {
              assertThat(task.ports()).hasSize(1);
              assertThat(task.discovery().orElseThrow().name()).isEqualTo("sleeper.test");
              assertThat(task.labels()).isEqualTo(Map.of("tier", "test"));
            });

    framework.kill("task-0");
    until(() -> !running().contains("task-0"));
    until(() -> streamed().equals(polled()));
    assertThat(removedTasks).containsExactly("task-0");

    framework.tearDown();
    until(() -> tasks().isEmpty() && streamed().equals(polled()));
  }

  @Test
  void aFailoverForgetsNoLivingTask() {
    mesos.failOverWithoutAgents();
    until(() -> source.status().recovering() == 2);
    assertThat(running()).hasSize(TASKS.size());
    assertThat(tasks()).allMatch(Task::recovering);

    mesos.reregisterAgent(mesos.agents().get(0).id());
    until(() -> source.status().recovering() == 1);
    String first = mesos.agents().get(0).id();
    assertThat(tasks())
        .allSatisfy(task -> assertThat(task.recovering()).isEqualTo(!task.agentId().equals(first)));

    mesos.reregisterAgent(mesos.agents().get(1).id());
    until(() -> source.status().recovering() == 0 && tasks().stream().noneMatch(Task::recovering));
    until(() -> streamed().equals(polled()));
    assertThat(removedTasks).isEmpty();
  }

  @Test
  void anUnreachableAgentsTasksStayAndComeBack() {
    String lost = mesos.agents().get(0).id();
    Set<String> onIt =
        tasks().stream()
            .filter(task -> task.agentId().equals(lost))
            .map(Task::id)
            .collect(Collectors.toSet());
    assertThat(onIt).isNotEmpty();
    mesos.unreachable(lost);
    until(
        () ->
            tasks().stream()
                .filter(task -> task.state().equals("TASK_UNREACHABLE"))
                .map(Task::id)
                .collect(Collectors.toSet())
                .equals(onIt));
    until(() -> streamed().equals(polled()));

    mesos.reregisterAgent(lost);
    until(() -> running().size() == TASKS.size());
    until(() -> streamed().equals(polled()));
    assertThat(removedTasks).isEmpty();
  }
}
