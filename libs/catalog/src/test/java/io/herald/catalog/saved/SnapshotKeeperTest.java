package io.herald.catalog.saved;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.catalog.Catalog;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Framework;
import io.herald.catalog.saved.SnapshotKeeper.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is kept of the snapshot, when, and what is said when that does not work. */
class SnapshotKeeperTest {

  private static final String CLUSTER = "domain mesos, masters 10.0.0.1:5050";
  private static final Pace QUICK = new Pace(Duration.ofMillis(5), Duration.ofHours(1));
  private static final Instant HEARD = Instant.parse("2026-01-02T03:04:05.678Z");

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final SourcePartition partition = catalog.register("mesos");
  private final Logger logger = (Logger) LoggerFactory.getLogger(SnapshotKeeper.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private volatile boolean stale;

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private SnapshotKeeper keeper(Path file, String cluster) {
    return new SnapshotKeeper(file, cluster, catalog, this::sources, QUICK, Clock.systemUTC());
  }

  private List<SourceStatus> sources() {
    return List.of(
        new SourceStatus(
            "mesos",
            Optional.empty(),
            Optional.empty(),
            Optional.of(HEARD),
            Optional.of(HEARD),
            Map.of(),
            Map.of(),
            0,
            stale));
  }

  private static Framework framework(int i) {
    return new Framework("F" + i, "marathon", "", Optional.empty(), true);
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static long count(SnapshotKeeper keeper, String fault) {
    return keeper.status().faults().get(fault).count();
  }

  private static boolean lasts(SnapshotKeeper keeper, String fault) {
    return keeper.status().faults().get(fault).since().isPresent();
  }

  private Path file() {
    return folder.resolve("mesos.picture");
  }

  /** As a process does that has heard no source yet, so that it saves nothing at its end. */
  private List<SourceSnapshot> readAnew() {
    try (SnapshotKeeper next =
        new SnapshotKeeper(file(), CLUSTER, catalog, List::of, Pace.DEFAULT, Clock.systemUTC())) {
      return next.read();
    }
  }

  @Test
  void aChangeIsSavedInTheBackgroundAndReadByTheNextProcess() throws Exception {
    try (SnapshotKeeper keeper = keeper(file(), CLUSTER)) {
      assertThat(keeper.read()).isEmpty();
      keeper.start();
      partition.replace(List.of(framework(0)));
      await().until(() -> keeper.status().saved().isPresent());
      partition.edit().put(framework(1)).commit();
      await()
          .untilAsserted(
              () ->
                  assertThat(readAnew())
                      .containsExactly(
                          new SourceSnapshot("mesos", HEARD, List.of(framework(0), framework(1)))));
      // The file is there a moment before the status says so.
      await().until(() -> keeper.status().bytes() == Files.size(file()));
    }
    assertThat(lines()).isEmpty();
  }

  @Test
  void theLastChangeIsSavedAtTheEnd() {
    SnapshotKeeper keeper =
        new SnapshotKeeper(
            file(), CLUSTER, catalog, this::sources, Pace.DEFAULT, Clock.systemUTC());
    keeper.start();
    partition.replace(List.of(framework(0)));
    keeper.close();
    keeper.close();
    assertThat(readAnew().get(0).entities()).containsExactly(framework(0));
  }

  @Test
  void aSnapshotThatWasOnlyRestoredIsNotSavedAgain() {
    partition.replace(List.of(framework(0)));
    stale = true;
    SnapshotKeeper keeper = keeper(file(), CLUSTER);
    keeper.start();
    partition.edit().put(framework(1)).commit();
    keeper.close();
    assertThat(file()).doesNotExist();
    assertThat(keeper.status().saved()).isEmpty();
  }

  @Test
  void nothingIsSavedBeforeTheFirstSnapshot() {
    partition.edit().put(framework(1)).commit();
    SnapshotKeeper keeper = keeper(file(), CLUSTER);
    keeper.start();
    keeper.close();
    assertThat(file()).doesNotExist();
  }

  @Test
  void aDamagedFileIsSetAsideWithAMessageAndCounted() throws Exception {
    Files.writeString(file(), "HERALD PICTURE 1 but not really, and this is long enough to be one");
    try (SnapshotKeeper keeper = keeper(file(), CLUSTER)) {
      assertThat(keeper.read()).isEmpty();
      assertThat(count(keeper, "damaged")).isEqualTo(1);
      assertThat(lasts(keeper, "damaged")).isTrue();
      assertThat(lines())
          .singleElement()
          .asString()
          .contains(file() + ": its checksum is wrong", "it is now " + file() + ".damaged");
      assertThat(file()).doesNotExist();
      assertThat(folder.resolve("mesos.picture.damaged")).exists();

      keeper.start();
      partition.replace(List.of(framework(0)));
      await().until(() -> !lasts(keeper, "damaged"));
      assertThat(lines()).hasSize(2).last().asString().contains("is saved again");
    }
    assertThat(readAnew()).hasSize(1);
  }

  @Test
  void anotherClustersSnapshotIsSetAside() {
    partition.replace(List.of(framework(0)));
    SnapshotKeeper other = keeper(file(), "domain mesos, masters 10.9.9.9:5050");
    other.start();
    other.close();
    try (SnapshotKeeper keeper = keeper(file(), CLUSTER)) {
      assertThat(keeper.read()).isEmpty();
      assertThat(count(keeper, "foreign")).isEqualTo(1);
      assertThat(lines()).singleElement().asString().contains("10.9.9.9", ".foreign");
    }
    assertThat(folder.resolve("mesos.picture.foreign")).exists();
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldOnceAndItsRecoveryToo() throws Exception {
    // A file where the folder should be: that stops even the superuser.
    Path taken = Files.write(folder.resolve("state"), "".getBytes(UTF_8));
    Path file = taken.resolve("mesos.picture");
    try (SnapshotKeeper keeper = keeper(file, CLUSTER)) {
      keeper.start();
      partition.replace(List.of(framework(0)));
      await().until(() -> count(keeper, "write") >= 3);
      assertThat(lines())
          .singleElement()
          .asString()
          .contains(file + ": the snapshot can't be saved");

      Files.delete(taken);
      await().until(() -> keeper.status().saved().isPresent());
      assertThat(lasts(keeper, "write")).isFalse();
      assertThat(lines()).hasSize(2).last().asString().contains("is saved again");
    }
    assertThat(file).exists();
  }
}
