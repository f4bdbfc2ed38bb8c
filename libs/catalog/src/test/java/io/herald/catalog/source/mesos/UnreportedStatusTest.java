package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.Change;
import io.herald.catalog.EntityKind;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that report another address or health, of which a master's stream tells nothing. */
class UnreportedStatusTest {

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private GeneratedCluster cluster;
  private MesosSource source;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    cluster = GeneratedCluster.start(MiniMesosOptions.in(folder).withAgents(3), 1, 30, 1);
    await().until(cluster::isWhole);
    source =
        new MesosSource(
            catalog,
            MesosOptions.of(cluster.masterUrl()).withRefresh(Duration.ofSeconds(1)),
            Clock.systemUTC());
    source.start();
    await()
        .until(
            () ->
                catalog.status().complete()
                    && catalog.status().entities().get(EntityKind.TASK) == 30);
    catalog.subscribe(batch -> changes.addAll(batch.changes()));
  }

  @AfterEach
  void stop() {
    source.close();
    cluster.close();
  }

  private String runs(String name) {
    return catalog
        .find(new Task.Id("generated-0000", name))
        .map(Task.class::cast)
        .flatMap(Task::running)
        .map(UnreportedStatusTest::words)
        .orElse("");
  }

  private static String words(RunningStatus status) {
    return status.addresses() + status.healthy().map(h -> " " + h).orElse("");
  }

  @Test
  void theNewAddressAndHealthAreServedAndNothingElseChanges() {
    assertThat(runs("t7")).isEqualTo("[10.1.0.7]");
    changes.clear();
    cluster.report("t7", "10.99.0.7", false);
    cluster.report("t8", "10.99.0.8", true);
    await()
        .until(
            () -> runs("t7").equals("[10.99.0.7] false") && runs("t8").equals("[10.99.0.8] true"));
    cluster.report("t7", "10.99.0.9", true);
    await().until(() -> runs("t7").equals("[10.99.0.9] true"));

    assertThat(source.status().events()).doesNotContainKey("TASK_UPDATED");
    assertThat(source.status().events()).containsEntry("SUBSCRIBED", 1L);
    assertThat(source.status().faults().get("drift").count()).isZero();
    assertThat(changes).hasSize(3).allMatch(change -> change instanceof Change.Changed);
  }

  /** Statuses that are told and others that are not, in turn, end with the newest. */
  @Test
  void aTaskThatIsReplacedMeanwhileIsTheNewOne() {
    cluster.churn(200);
    for (int i = 0; i < 5; i++) {
      String some = cluster.running().keySet().iterator().next();
      try {
        cluster.report(some, "10.98.0." + i, i % 2 == 0);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining(some); // it has just ended
      }
    }
    cluster.churn(0);
    String last = cluster.running().keySet().iterator().next();
    cluster.report(last, "10.97.0.1", false);
    await().until(() -> runs(last).equals("[10.97.0.1] false"));
    await()
        .untilAsserted(
            () -> {
              Map<String, Boolean> held = new java.util.TreeMap<>();
              for (String name : cluster.running().keySet()) {
                Optional<Entity> task = catalog.find(new Task.Id("generated-0000", name));
                held.put(name, task.isPresent());
              }
              assertThat(held.values()).doesNotContain(false);
              assertThat(catalog.status().entities().get(EntityKind.TASK))
                  .isEqualTo(cluster.running().size());
            });
    assertThat(source.status().faults().get("drift").count()).isZero();
  }
}
