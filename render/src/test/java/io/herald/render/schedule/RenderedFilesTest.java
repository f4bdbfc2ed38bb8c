package io.herald.render.schedule;

import static io.herald.render.ClusterUnderTest.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.services.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When files are rendered, and what happens when something fails. */
class RenderedFilesTest {

  private static final String ONE =
      """
      files:
        - target: seeds
          template: cassandra-seeds
          queries: {app: {name: app}}
      """;

  private static final String CHECKED =
      """
      files:
        - target: checked
          template_file: own.mustache
          format: lines
          queries: {app: {name: app}}
          check: [check, "{file}"]
          reload: [reload]
        - target: seeds
          template: cassandra-seeds
          queries: {app: {name: app}}
          reload: [reload]
      """;

  private static final Task A = task("a", "app", "10.0.0.1", 1);
  private static final Task B = task("b", "app", "10.0.0.2", 2);
  private static final Task OTHER = task("c", "other", "10.0.0.3", 3);

  @TempDir Path folder;

  private boolean checks = true;
  private boolean reloads = true;
  private String refused = "nothing";
  private ManualRendering rendering;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        folder.resolve("own.mustache"),
        "{{#app.instances}}{{id}} {{labels.x}}\n{{/app.instances}}");
    rendering =
        new ManualRendering(
            folder,
            new ManualRendering.Commands() {
              @Override
              public boolean check(String content) {
                return checks && !content.contains(refused);
              }

              @Override
              public boolean reload(String command) {
                return reloads;
              }
            });
  }

  @AfterEach
  void stop() {
    rendering.close();
  }

  @Test
  void nothingIsRenderedBeforeTheServicesAreComplete() throws Exception {
    rendering.use(ONE);
    rendering.cluster.put(false, A);
    rendering.advanceMillis(60_000);
    assertThat(folder.resolve("seeds")).doesNotExist();

    rendering.cluster.put(true, B);
    rendering.advanceMillis(500);

    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1,10.0.0.2\n");
  }

  @Test
  void nothingIsRenderedBeforeEveryHostWasLookedUp() throws Exception {
    rendering.hostsKnown.set(false);
    rendering.use(ONE);
    rendering.cluster.put(A);
    rendering.advanceMillis(60_000);
    assertThat(folder.resolve("seeds")).doesNotExist();

    rendering.hostsKnown.set(true);
    rendering.advanceMillis(500);

    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1\n");
  }

  @Test
  void aChangeIsRenderedAfterTheQuietTime() throws Exception {
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);

    rendering.cluster.put(B);
    rendering.advanceMillis(450);
    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1\n");
    rendering.advanceMillis(100);

    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1,10.0.0.2\n");
  }

  @Test
  void whateverChangesAllTheTimeIsRenderedAtTheLeastInterval() throws Exception {
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);
    double before = rendering.metric("renderings_total");

    for (int i = 0; i < 200; i++) { // for 20 s
      rendering.cluster.put(task("x" + i, "app", "10.0.1." + i % 250, 1));
      rendering.advanceMillis(100);
    }

    // Every 2 s at the most often, and at the latest 4 times the quiet time after a change.
    assertThat(rendering.metric("renderings_total") - before).isBetween(9.0, 11.0);
  }

  @Test
  void aChangeOfNothingThatTheQueryFindsRendersNothing() throws Exception {
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);
    double before = rendering.metric("renderings_total");

    rendering.cluster.put(OTHER);
    rendering.advanceMillis(10_000);

    assertThat(rendering.metric("renderings_total")).isEqualTo(before);
  }

  @Test
  void equalBytesAreNotWrittenAndNothingIsReloaded() throws Exception {
    rendering.cluster.put(A);
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);
    assertThat(rendering.ran).containsExactly("check", "reload");
    Object before = Files.getLastModifiedTime(folder.resolve("seeds"));
    rendering.ran.clear();

    rendering.restart(CHECKED);
    rendering.cluster.put(A.withRunning(ClusterParts.healthy(A, true).running()));
    rendering.advanceMillis(10_000);

    assertThat(rendering.ran).isEmpty();
    assertThat(Files.getLastModifiedTime(folder.resolve("seeds"))).isEqualTo(before);
    assertThat(rendering.metric("renderings_total", "result", "unchanged")).isGreaterThan(0);
  }

  @Test
  void aFailingCheckKeepsTheOldFileAndTheOthersAreUpdated() throws Exception {
    rendering.cluster.put(A);
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);

    checks = false;
    rendering.cluster.put(B);
    rendering.advanceMillis(5_000);

    assertThat(rendering.file("checked")).isEqualTo("a \n");
    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1,10.0.0.2\n");
    assertThat(rendering.metric("renderings_total", "result", "failed")).isGreaterThan(0);
    assertThat(rendering.metric("checks_failed_total")).isGreaterThan(0);

    checks = true;
    rendering.advanceMillis(61_000);

    assertThat(rendering.file("checked")).isEqualTo("a \nb \n");
  }

  @Test
  void anInstanceThatTheCheckRefusesIsLeftOutAndNamed() throws Exception {
    rendering.cluster.put(A);
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);

    refused = "bad";
    rendering.cluster.put(B, task("z", "app", "10.0.0.9", 9, Map.of("x", "bad")));
    rendering.advanceMillis(3_000);

    assertThat(rendering.file("checked")).isEqualTo("a \nb \n");
    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1,10.0.0.2,10.0.0.9\n");
    assertThat(rendering.metric("quarantined", "file", folder.resolve("checked").toString()))
        .isEqualTo(1);
    assertThat(rendering.cluster.problems().list(10))
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .startsWith(
            folder.resolve("checked")
                + ": task z of app is left out: the check command refuses the file with it: exited"
                + " with 1: no good");

    // Another one comes: the bad one stays out without being searched for again.
    rendering.ran.clear();
    rendering.cluster.put(task("c", "app", "10.0.0.3", 3));
    rendering.advanceMillis(5_000);
    assertThat(rendering.file("checked")).isEqualTo("a \nb \nc \n");
    assertThat(rendering.ran).containsExactly("check", "reload");

    // It is mended.
    rendering.cluster.put(task("z", "app", "10.0.0.9", 9, Map.of("x", "good")));
    rendering.advanceMillis(5_000);
    assertThat(rendering.file("checked")).isEqualTo("a \nb \nc \nz good\n");
    assertThat(rendering.cluster.problems().list(10)).isEmpty();
  }

  @Test
  void ifEveryInstanceIsLeftOutEachIsNamedAndCounted() throws Exception {
    Files.writeString(
        folder.resolve("own.mustache"),
        "{{#app.instances}}server {{labels.x}};\n{{/app.instances}}");
    for (String id : List.of("p", "q", "r")) {
      rendering.cluster.put(
          task(id, "app", "10.0.0.9", 9, Map.of("x", "x\"; server 6.6.6.6:1; #")));
    }
    rendering.use(CHECKED.replace("format: lines", "format: nginx"));
    rendering.advanceMillis(5_000);

    String file = folder.resolve("checked").toString();
    assertThat(folder.resolve("checked")).doesNotExist();
    assertThat(rendering.metric("quarantined", "file", file)).isEqualTo(3);
    assertThat(rendering.metric("instances", "file", file)).isZero();
    assertThat(rendering.cluster.problems().list(10))
        .extracting(Problem::what)
        .hasSize(3)
        .allSatisfy(what -> assertThat(what).startsWith(file + ": task ").contains("is left out"));
  }

  @Test
  void ifTheCheckRefusesEveryInstanceEachIsNamedAndCounted() throws Exception {
    refused = "bad";
    rendering.cluster.put(
        task("y", "app", "10.0.0.8", 8, Map.of("x", "bad")),
        task("z", "app", "10.0.0.9", 9, Map.of("x", "bad")));
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);

    String file = folder.resolve("checked").toString();
    assertThat(folder.resolve("checked")).doesNotExist();
    assertThat(rendering.metric("quarantined", "file", file)).isEqualTo(2);
    assertThat(rendering.metric("instances", "file", file)).isZero();
    assertThat(rendering.cluster.problems().list(10)).hasSize(2);
  }

  @Test
  void anInstanceIsTriedAgainAfterItsTerm() throws Exception {
    refused = "bad";
    rendering.cluster.put(A, task("z", "app", "10.0.0.9", 9, Map.of("x", "bad")));
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);
    assertThat(rendering.file("checked")).isEqualTo("a \n");

    refused = "nothing";
    rendering.advance(Quarantine.TERM);

    assertThat(rendering.file("checked")).isEqualTo("a \nz bad\n");
  }

  @Test
  void aReloadThatFailsStaysPendingUntilItSucceeds() throws Exception {
    rendering.cluster.put(A);
    reloads = false;
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);
    assertThat(rendering.ran.stream().filter("reload failed"::equals).count())
        .isGreaterThanOrEqualTo(2);
    assertThat(rendering.metric("reload_pending")).isEqualTo(2);

    // The next change is written all the same.
    rendering.cluster.put(B);
    rendering.advanceMillis(5_000);
    assertThat(rendering.file("checked")).isEqualTo("a \nb \n");

    // It is not forgotten over a restart, though the file has all that it should.
    rendering.restart(CHECKED);
    rendering.advanceMillis(1_000);
    assertThat(rendering.metric("reload_pending")).isEqualTo(2);

    rendering.ran.clear();
    reloads = true;
    rendering.advanceMillis(120_000);

    assertThat(rendering.ran).containsExactly("reload");
    assertThat(rendering.metric("reload_pending")).isZero();
    rendering.ran.clear();
    rendering.restart(CHECKED);
    rendering.advanceMillis(10_000);
    assertThat(rendering.ran).isEmpty();
  }

  @Test
  void filesThatChangeTogetherShareOneReload() throws Exception {
    rendering.cluster.put(A);
    rendering.use(CHECKED);
    rendering.advanceMillis(5_000);
    rendering.ran.clear();

    rendering.cluster.put(B);
    rendering.advanceMillis(5_000);

    assertThat(rendering.ran).containsExactly("check", "reload");
  }

  @Test
  void aNewConfigurationTakesThePlaceOfTheOld() throws Exception {
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);

    rendering.use(ONE.replace("target: seeds", "target: other"));
    rendering.cluster.put(B);
    rendering.advanceMillis(5_000);

    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1\n");
    assertThat(rendering.file("other")).isEqualTo("10.0.0.1,10.0.0.2\n");
  }

  @Test
  void whatAQueryHadLastOutlivesANewConfiguration() throws Exception {
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);
    rendering.cluster.remove(A);
    rendering.advanceMillis(5_000);
    assertThat(rendering.file("seeds")).as("empty: keep").isEqualTo("10.0.0.1\n");

    rendering.cluster.put(OTHER);
    rendering.use(
        ONE + "  - {target: more, template: cassandra-seeds, queries: {o: {name: other}}}\n");
    rendering.advanceMillis(5_000);

    assertThat(rendering.file("seeds")).isEqualTo("10.0.0.1\n");
    assertThat(rendering.file("more")).isEqualTo("10.0.0.3\n");
    assertThat(rendering.metric("renderings_total", "result", "kept")).isZero();
  }

  @Test
  void aFileThatCanNotBeWrittenIsTriedAgain() throws Exception {
    String deep = ONE.replace("target: seeds", "target: later/seeds");
    rendering.cluster.put(A);
    rendering.use(deep);
    rendering.advanceMillis(5_000);
    assertThat(rendering.metric("renderings_total", "result", "failed")).isGreaterThan(0);

    Files.createDirectory(folder.resolve("later"));
    rendering.advanceMillis(61_000);

    assertThat(rendering.file("later/seeds")).isEqualTo("10.0.0.1\n");
  }

  @Test
  void formerVersionsAreKept() throws Exception {
    Files.writeString(folder.resolve("seeds"), "by hand\n");
    rendering.cluster.put(A);
    rendering.use(ONE);
    rendering.advanceMillis(5_000);
    rendering.cluster.put(B);
    rendering.advanceMillis(5_000);

    assertThat(rendering.file(".herald/seeds.1")).isEqualTo("by hand\n");
    assertThat(rendering.file(".herald/seeds.2")).isEqualTo("10.0.0.1\n");
    assertThat(List.of(rendering.file("seeds"))).containsExactly("10.0.0.1,10.0.0.2\n");
  }
}
