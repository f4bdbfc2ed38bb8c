package io.herald.executor.announce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.ExecutorOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.ServerSetPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSetAnnouncerTest {

  private static final String SET = "/aurora/www-data/prod/hello";
  private static final AnnounceRequest HELLO =
      new AnnounceRequest(
          new ServerSetPath(SET),
          "agent1.example.com",
          31000,
          new TreeMap<>(Map.of("aurora", 31000, "http", 31000)),
          0,
          OptionalDouble.empty(),
          new TreeMap<>(),
          "task-1");
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper reader;
  private Announcers announcers;

  @BeforeEach
  void startZooKeeper() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
    await().until(() -> reader.getState().isConnected());
    announcers = ServerSetAnnouncers.of(options().build());
  }

  @AfterEach
  void stopZooKeeper() throws Exception {
    announcers.close();
    reader.close();
    server.close();
  }

  @Test
  void aShownTaskIsAMemberThatReadersUnderstand() throws Exception {
    announcers.of(HELLO).show();

    await().until(() -> members().size() == 1);
    assertThat(members().get(0)).matches("member_\\d{10}");
    assertThat(new String(reader.getData(SET + "/" + members().get(0), false, null), UTF_8))
        .isEqualTo(
            "{\"serviceEndpoint\":{\"host\":\"agent1.example.com\",\"port\":31000},"
                + "\"additionalEndpoints\":{"
                + "\"aurora\":{\"host\":\"agent1.example.com\",\"port\":31000},"
                + "\"http\":{\"host\":\"agent1.example.com\",\"port\":31000}},"
                + "\"status\":\"ALIVE\",\"shard\":0}");
  }

  @Test
  void theJobsLabelsAreTheMembersMetadata() throws Exception {
    announcers.of(labelled(Map.of("team", "search", "stage", "7"))).show();

    await().until(() -> members().size() == 1);
    assertThat(new String(reader.getData(SET + "/" + members().get(0), false, null), UTF_8))
        .endsWith(
            "\"status\":\"ALIVE\",\"shard\":0,"
                + "\"metadata\":{\"stage\":\"7\",\"team\":\"search\"}}");
  }

  @Test
  void labelsThatZooKeeperCanNotHoldAreRefusedBeforeAnythingIsShown() {
    AnnounceRequest huge = labelled(Map.of("team", "x".repeat(2_000_000)));

    assertThatThrownBy(() -> announcers.of(huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ZooKeeper holds at most")
        .hasMessageEndingWith(": shorten its metadata");
  }

  private static AnnounceRequest labelled(Map<String, String> labels) {
    return new AnnounceRequest(
        HELLO.groupPath(),
        HELLO.host(),
        HELLO.primaryPort(),
        HELLO.ports(),
        HELLO.shard(),
        HELLO.weight(),
        new TreeMap<>(labels),
        HELLO.taskId());
  }

  @Test
  void aTaskThatWasNeverShownIsNoMember() throws Exception {
    Announcer announcer = announcers.of(HELLO);

    assertThat(announcer.leave(LONG)).isTrue();
    assertThat(members()).isEmpty();
  }

  @Test
  void hidingAndShowingTakesTheMemberAwayAndBringsOneBack() {
    Announcer announcer = announcers.of(HELLO);
    announcer.show();
    await().until(() -> members().size() == 1);

    announcer.hide();
    await().until(() -> members().isEmpty());
    announcer.show();
    await().until(() -> members().size() == 1);
  }

  @Test
  void whatIsWantedLastHolds() throws Exception {
    Announcer announcer = announcers.of(HELLO);
    for (int round = 0; round < 20; round++) {
      announcer.show();
      announcer.hide();
    }
    announcer.show();

    await().until(() -> members().size() == 1);
    assertThat(announcer.leave(LONG)).isTrue();
    assertThat(members()).isEmpty();
  }

  @Test
  void leavingIsConfirmedAndFinal() throws Exception {
    Announcer announcer = announcers.of(HELLO);
    announcer.show();
    await().until(() -> members().size() == 1);

    assertThat(announcer.leave(LONG)).isTrue();
    assertThat(members()).isEmpty();
    announcer.show();
    announcers.close();
    assertThat(members()).isEmpty();
  }

  @Test
  void leavingWhileZooKeeperIsAwayGivesUpInTimeAndTheMemberGoesLater() throws Exception {
    Announcer announcer = announcers.of(HELLO);
    announcer.show();
    await().until(() -> members().size() == 1);
    server.stop();

    assertThat(announcer.leave(Duration.ofMillis(100))).isFalse();

    server.start();
    await()
        .atMost(LONG)
        .ignoreException(KeeperException.ConnectionLossException.class)
        .until(() -> members().isEmpty());
  }

  @Test
  void theEndOfTheConnectionIsTheEndOfTheMember() throws Exception {
    announcers.of(HELLO).show();
    await().until(() -> members().size() == 1);

    announcers.close();

    assertThat(members()).isEmpty();
  }

  @Test
  void anAnnouncerWithoutAnEnsembleShowsNothing() throws Exception {
    try (Announcers none = ServerSetAnnouncers.of(ExecutorOptions.builder().build())) {
      Announcer announcer = none.of(HELLO);
      announcer.show();

      assertThat(announcer.leave(LONG)).isTrue();
      assertThat(members()).isEmpty();
    }
  }

  @Test
  void aMalformedEnsembleOrAuthFileIsRefusedAtTheStart() throws Exception {
    Path file = folder.resolve("auth.json");
    Files.writeString(file, "[]");

    assertThatThrownBy(
            () ->
                ServerSetAnnouncers.of(
                    ExecutorOptions.builder().announcerEnsemble("h:port").build()))
        .hasMessage(
            "--announcer-ensemble: ZooKeeper server \"h:port\": the port must be 1 to 65535");
    assertThatThrownBy(() -> ServerSetAnnouncers.of(options().zookeeperAuthConfig(file).build()))
        .hasMessageStartingWith("--announcer-zookeeper-auth-config: " + file + ": ");
  }

  private ExecutorOptions.Builder options() {
    return ExecutorOptions.builder().announcerEnsemble(server.connectString());
  }

  private List<String> members() throws KeeperException, InterruptedException {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }
}
