package io.herald.executor.announce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.options.StaleMemberPolicy;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.StaleMembers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published beside a member, and what earlier tasks left. */
class WeightsAndStaleMembersTest {

  private static final String SET = "/aurora/r/prod/j";

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private MiniZooKeeper server;
  private ZooKeeper reader;

  @BeforeEach
  void startZooKeeper() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
    await().until(() -> reader.getState().isConnected());
  }

  @AfterEach
  void stopZooKeeper() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    reader.close();
    server.close();
  }

  @Test
  void aWeightIsPublishedOnlyWhereItIsAskedForAndLivesAsLongAsTheMember() throws Exception {
    announcers(options()).of(announcement("t0", 0, 0.5)).show();
    await().until(() -> children("member_").size() == 1);
    assertThat(children("vector_")).isEmpty();

    Announcer weighted = announcers(options().announcerWeights(true)).of(announcement("t1", 1, 2));
    weighted.show();
    await().until(() -> children("member_").size() == 2 && children("vector_").size() == 1);
    // With a fraction: Finagle ignores an integer.
    assertThat(data(children("vector_").get(0)))
        .isEqualTo("{\"vector\":[{\"select\":\"shard=1\",\"weight\":2.0,\"priority\":1}]}");

    weighted.hide();
    await().until(() -> children("vector_").isEmpty());
    assertThat(children("member_")).hasSize(1);
    weighted.show();
    await().until(() -> children("member_").size() == 2 && children("vector_").size() == 1);

    assertThat(weighted.leave(Duration.ofMinutes(1))).isTrue();
    assertThat(children("vector_")).isEmpty();
    assertThat(children("member_")).hasSize(1);
  }

  @Test
  void aMemberOfAnEarlierTaskOfTheShardIsRemovedAndNoOther() throws Exception {
    ExecutorOptions.Builder removing = options().staleMembers(StaleMemberPolicy.REMOVE);
    announcers(removing).of(announcement("other shard", 1, 1)).show();
    announcers(options()).of(announcement("unmarked", 0, 1)).show();
    await().until(() -> children("member_").size() == 2);
    leaveBehind("old", 0);

    announcers(removing).of(announcement("new", 0, 1)).show();

    await()
        .untilAsserted(
            () -> assertThat(tasks()).containsExactlyInAnyOrder("new", "other shard", "none"));
  }

  @Test
  void aLaterTaskIsNeverRemovedByAnEarlierOneThatComesBack() throws Exception {
    ExecutorOptions.Builder removing = options().staleMembers(StaleMemberPolicy.REMOVE);
    Announcer early = announcers(removing).of(announcement("early", 0, 1));
    Announcer late = announcers(removing).of(announcement("late", 0, 1));
    late.show();
    await().until(() -> tasks().contains("late"));

    early.show();
    await().until(() -> tasks().contains("early"));
    early.hide();
    await().until(() -> !tasks().contains("early"));

    // Hiding came after the look that the showing started, on one thread.
    assertThat(tasks()).containsExactly("late");
  }

  /** What a dead executor leaves until its session ends: nobody keeps it up. */
  private void leaveBehind(String task, int shard) throws Exception {
    Member member =
        Member.alive(new Endpoint("agent0", 31000), Map.of(), shard)
            .withMetadata(StaleMembers.mark(task, Instant.now().minusSeconds(60)));
    reader.create(
        SET + "/member_",
        MemberJson.write(member),
        ZooDefs.Ids.OPEN_ACL_UNSAFE,
        CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  private Announcers announcers(ExecutorOptions.Builder options) {
    Announcers made = ServerSetAnnouncers.of(options.build());
    opened.add(made);
    return made;
  }

  private ExecutorOptions.Builder options() {
    return ExecutorOptions.builder().announcerEnsemble(server.connectString());
  }

  private static AnnounceRequest announcement(String task, int shard, double weight) {
    return new AnnounceRequest(
        new ServerSetPath(SET),
        "agent1",
        31000,
        new TreeMap<>(Map.of("http", 31000)),
        shard,
        OptionalDouble.of(weight),
        new TreeMap<>(),
        task);
  }

  private List<String> children(String prefix) throws KeeperException, InterruptedException {
    try {
      return reader.getChildren(SET, false).stream().filter(n -> n.startsWith(prefix)).toList();
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  private String data(String child) throws KeeperException, InterruptedException {
    return new String(reader.getData(SET + "/" + child, false, null), UTF_8);
  }

  private List<String> tasks() throws Exception {
    List<String> tasks = new ArrayList<>();
    for (String child : children("member_")) {
      try {
        Member member = MemberJson.read(reader.getData(SET + "/" + child, false, null));
        tasks.add(member.metadata().getOrDefault("task", "none"));
      } catch (KeeperException.NoNodeException e) {
        return List.of("in motion");
      }
    }
    return tasks;
  }
}
