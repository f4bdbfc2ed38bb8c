package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.catalog.Catalog;
import io.herald.catalog.EntityKind;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** ZooKeeper is away: the cause is told, and first. */
class ElectionAwayTest {

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.herald");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private MesosSource source;

  @BeforeEach
  void start() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    source.close();
    logger.detachAppender(log);
  }

  private void follow(String url) {
    source =
        new MesosSource(
            catalog, MesosOptions.of(url).withRefresh(Duration.ofSeconds(1)), Clock.systemUTC());
    source.start();
  }

  private Optional<String> trouble() {
    return source.status().trouble();
  }

  @Test
  void aHostThatDoesNotResolveIsTheCauseInEveryWordOnIt() {
    follow("zk://zk9.invalid:2181/mesos");
    String cause =
        "zk://zk9.invalid:2181/mesos can't be reached: the host name \"zk9.invalid\" does not resolve"
            + " here";
    await().atMost(Duration.ofSeconds(60)).until(() -> trouble().equals(Optional.of(cause)));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> lines().stream().anyMatch(line -> line.startsWith("operator stream: ")));
    assertThat(trouble()).contains(cause);
    assertThat(lines()).contains("operator stream: " + cause + "; trying on");
    assertThat(lines().get(0))
        .isEqualTo(
            "zk://zk9.invalid:2181/mesos: can't be reached (the host name \"zk9.invalid\" does not"
                + " resolve here); the last known leader stays, trying on");
    assertThat(lines()).noneMatch(line -> line.contains("no master leads"));
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("zk9.invalid"))
        .toList();
  }

  @Test
  void aZooKeeperThatGoesWhileItsLeaderIsFollowedIsTroubleUntilItIsBack(@TempDir Path folder)
      throws Exception {
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), 0);
        GeneratedCluster cluster =
            GeneratedCluster.start(
                MiniMesosOptions.in(folder)
                    .withAgents(2)
                    .withZooKeeper("zk://" + zooKeeper.connectString() + "/mesos"),
                1,
                4,
                1)) {
      follow(cluster.masterUrl());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Integer.valueOf(4).equals(catalog.status().entities().get(EntityKind.TASK)));
      assertThat(trouble()).isEmpty();
      zooKeeper.stop();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  trouble()
                      .filter(
                          why ->
                              why.startsWith(
                                  cluster.masterUrl() + " can't be reached: connection refused"))
                      .isPresent());
      zooKeeper.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> trouble().isEmpty());
    }
  }
}
