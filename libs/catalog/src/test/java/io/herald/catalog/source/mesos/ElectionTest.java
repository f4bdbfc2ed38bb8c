package io.herald.catalog.source.mesos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.herald.catalog.Catalog;
import io.herald.catalog.EntityKind;
import io.herald.catalog.model.Task;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whom ZooKeeper names is asked, and if it is away the cause is told first. */
class ElectionTest {

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
    await().until(() -> trouble().equals(Optional.of(cause)));
    await().until(() -> lines().stream().anyMatch(line -> line.startsWith("operator stream: ")));
    assertThat(trouble()).contains(cause);
    assertThat(lines()).contains("operator stream: " + cause + "; retrying");
    assertThat(lines().get(0))
        .isEqualTo(
            "zk://zk9.invalid:2181/mesos: can't be reached (the host name \"zk9.invalid\" does not"
                + " resolve here); the last known leader stays; retrying");
    assertThat(lines()).noneMatch(line -> line.contains("no master leads"));
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("zk9.invalid"))
        .toList();
  }

  /** The masters' host names resolve for nobody here, and the standby redirects to one. */
  @Test
  void theElectedLeaderIsPolledAtItsAddressThoughItsNameDoesNotResolve(@TempDir Path folder)
      throws Exception {
    HttpServer standby =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger asked = new AtomicInteger();
    standby.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.getResponseHeaders().set("Location", "//master1.invalid:5050/master/state");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    standby.start();
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder, 0);
        CuratorFramework registry =
            CuratorFrameworkFactory.newClient(zooKeeper.connectString(), new RetryNTimes(50, 200));
        FakeMaster leader = new FakeMaster()) {
      registry.start();
      register(registry, 1, leader.server.getAddress().getPort(), "master1.invalid");
      register(registry, 2, standby.getAddress().getPort(), "master2.invalid");
      leader.refuse(404);
      leader.documents.put(
          "/state",
          """
          {"leader":"master@%1$s","pid":"master@%1$s","slaves":[],"frameworks":[
            {"id":"F0","name":"marathon","tasks":[
              {"id":"t1","framework_id":"F0","slave_id":"S0","state":"TASK_RUNNING"}]}]}"""
              .formatted(leader.address()));
      follow("zk://" + zooKeeper.connectString() + "/mesos");
      await().until(() -> catalog.find(new Task.Id("F0", "t1")).isPresent());
      int before = leader.asked("SUBSCRIBE");
      await().until(() -> leader.asked("SUBSCRIBE") > before + 2);
      assertThat(source.status().following()).contains("poll");
      assertThat(source.status().faults().get("state").count()).isZero();
      assertThat(asked).hasValue(0);
    } finally {
      standby.stop(0);
    }
  }

  private static void register(CuratorFramework registry, int number, int port, String hostname)
      throws Exception {
    String info =
        "{\"address\":{\"hostname\":\"%1$s\",\"ip\":\"127.0.0.1\",\"port\":%2$d},\"hostname\":\"%1$s\"}"
            .formatted(hostname, port);
    registry
        .create()
        .creatingParentsIfNeeded()
        .forPath("/mesos/json.info_%010d".formatted(number), info.getBytes(UTF_8));
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
          .until(() -> Integer.valueOf(4).equals(catalog.status().entities().get(EntityKind.TASK)));
      assertThat(trouble()).isEmpty();
      zooKeeper.stop();
      await()
          .until(
              () ->
                  trouble()
                      .filter(
                          why ->
                              why.startsWith(
                                  cluster.masterUrl() + " can't be reached: connection refused"))
                      .isPresent());
      zooKeeper.start();
      await().until(() -> trouble().isEmpty());
    }
  }
}
