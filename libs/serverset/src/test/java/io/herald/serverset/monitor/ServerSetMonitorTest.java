package io.herald.serverset.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the monitor tells, against a real ZooKeeper server. */
class ServerSetMonitorTest {

  private static final ServerSetPath ROOT = new ServerSetPath("/aurora");
  private static final String WEB = "/aurora/www/prod/web";
  private static final String FIRST = WEB + "/member_0000000000";
  private static final String SECOND = WEB + "/member_0000000001";

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path folder;

  /** One for all tests; each has a tree of its own. */
  private static MiniZooKeeper server;

  private static ZooKeeperConnection wholeTree;

  private final String chroot = "/test" + TESTS.incrementAndGet();
  private final RecordingListener told = new RecordingListener();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** The monitor's way to ZooKeeper. */
  private ZooKeeperConnection connection;

  /** Who writes the members. */
  private CuratorFramework writer;

  @BeforeAll
  static void startServer() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    wholeTree = connect("");
  }

  @AfterAll
  static void stopServer() {
    wholeTree.close();
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    wholeTree.client().create().forPath(chroot, new byte[0]);
    writer = opened(connect(chroot)).client();
    connection = opened(connect(chroot));
    writer.blockUntilConnected();
  }

  @AfterEach
  void close() throws Exception {
    server.start();
    for (int i = opened.size(); i-- > 0; ) {
      opened.get(i).close();
    }
    assertThat(told.contradictions()).isEmpty();
  }

  @Test
  void aTreeIsToldWholeAndThenWhatChanges() throws Exception {
    member(FIRST, 31000);
    member("/aurora/www/test/api/member_0000000007", 31100);
    monitorTree();
    until(() -> told.count("settled") == 1);
    assertThat(told.calls()).startsWith("connected").endsWith("settled").hasSize(4);

    member(SECOND, 31001);
    until(() -> told.ports().size() == 3);
    member("/aurora/ops/prod/new/member_0000000000", 31200);
    until(() -> told.ports().size() == 4);
    writer.delete().forPath(FIRST);
    until(() -> !told.ports().containsKey(FIRST));

    assertThat(told.ports())
        .containsOnlyKeys(
            SECOND,
            "/aurora/www/test/api/member_0000000007",
            "/aurora/ops/prod/new/member_0000000000");
    until(() -> told.calls().get(told.calls().size() - 1).equals("settled"));
  }

  @Test
  void aRootThatIsNotThereIsAnEmptyPictureAndIsWaitedFor() throws Exception {
    monitorTree();
    until(() -> told.count("settled") == 1);
    assertThat(told.ports()).isEmpty();
    member(FIRST, 31000);
    until(() -> told.ports().containsKey(FIRST));
  }

  @Test
  void aChrootThatIsNotThereIsWaitedForAndNotMade() throws Exception {
    ZooKeeperConnection below = opened(connect(chroot + "/deep/er"));
    opened(ServerSetMonitor.ofTree(below, new ServerSetPath("/aurora"), told));
    until(() -> told.count("settled") == 1);
    assertThat(writer.checkExists().forPath("/deep")).isNull();

    raw("/deep/er" + FIRST, new String(json(31000), UTF_8));
    until(() -> told.ports().containsKey(FIRST));
  }

  @Test
  void foreignAndMalformedNodesHideNobody() throws Exception {
    member(FIRST, 31000);
    raw(WEB + "/member_0000000002", "not json");
    raw(WEB + "/member_0000000003", "");
    raw(WEB + "/member_0000000004", "{\"status\":\"ALIVE\"}");
    raw(WEB + "/member_0000000005", "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":99999}}");
    raw(WEB + "/vector_0000000006", "{\"vector\":[]}");
    raw(WEB + "/not-a-member0000000001", new String(json(1), UTF_8));
    raw("/aurora/scheduler/singleton_candidate_0000000001", "a leader election's");
    monitorTree();
    until(() -> told.count("settled") == 1);

    assertThat(told.ports()).containsOnlyKeys(FIRST);
    assertThat(told.calls().stream().filter(call -> call.startsWith("!")))
        .containsExactlyInAnyOrder(
            "!" + WEB + "/member_0000000002",
            "!" + WEB + "/member_0000000003",
            "!" + WEB + "/member_0000000004",
            "!" + WEB + "/member_0000000005");
    told.forgetCalls();
    member(SECOND, 31001);
    until(() -> told.ports().size() == 2);
    assertThat(told.calls()).as("once per node").noneMatch(call -> call.startsWith("!"));
  }

  @Test
  void whileZooKeeperIsAwayNothingIsToldToBeGoneAndThenTheDifferences() throws Exception {
    member(FIRST, 31000);
    member(SECOND, 31001);
    monitorTree();
    until(() -> told.ports().size() == 2);
    server.stop();
    until(() -> told.count("lost") == 1);
    assertThat(told.ports()).hasSize(2);
    told.forgetCalls();

    server.start();
    until(() -> told.count("connected") == 1 && told.count("settled") == 1);
    assertThat(told.calls()).as("nothing changed").containsExactly("connected", "settled");
    writer.blockUntilConnected();
    writer.delete().forPath(SECOND);
    until(() -> told.ports().keySet().equals(Set.of(FIRST)));
  }

  @Test
  void theLossOfOurOwnSessionChangesNothingAndEndsNothing() throws Exception {
    member(FIRST, 31000);
    monitorTree();
    until(() -> told.count("settled") == 1);
    told.forgetCalls();

    long lost = connection.client().getZookeeperClient().getZooKeeper().getSessionId();
    server.expireSession(lost);
    until(
        () ->
            told.count("settled") >= 1
                && connection.client().getZookeeperClient().getZooKeeper().getSessionId() != lost);

    assertThat(told.calls()).noneMatch(call -> call.startsWith("-") || call.startsWith("+"));
    member(SECOND, 31001);
    until(() -> told.ports().size() == 2);
  }

  @Test
  void membersGoWhenTheSessionOfTheirOwnerEnds() throws Exception {
    ZooKeeperConnection owner = opened(connect(chroot));
    owner.client().blockUntilConnected();
    member(SECOND, 31001);
    owner.client().create().withMode(CreateMode.EPHEMERAL).forPath(FIRST, json(31000));
    monitorTree();
    until(() -> told.ports().size() == 2);

    server.expireSession(owner.client().getZookeeperClient().getZooKeeper().getSessionId());

    until(() -> told.ports().keySet().equals(Set.of(SECOND)));
  }

  @Test
  void aGroupThatIsDeletedAndMadeAgainIsReadAgainThoughTheNamesAreTheSame() throws Exception {
    member(FIRST, 31000);
    monitorTree();
    until(() -> told.ports().equals(Map.of(FIRST, 31000)));
    for (int round = 1; round <= 20; round++) {
      int port = 31000 + round;
      // In one transaction, so that the monitor can't see the time between.
      writer
          .transaction()
          .forOperations(
              writer.transactionOp().delete().forPath(FIRST),
              writer.transactionOp().delete().forPath(WEB),
              writer.transactionOp().create().forPath(WEB, new byte[0]),
              writer.transactionOp().create().forPath(FIRST, json(port)));
      until(() -> told.ports().equals(Map.of(FIRST, port)));
    }
  }

  @Test
  void aWholeTreeThatIsDeletedIsGoneAndIsFollowedWhenItIsBack() throws Exception {
    member(FIRST, 31000);
    member("/aurora/ops/prod/db/member_0000000000", 31100);
    monitorTree();
    until(() -> told.ports().size() == 2);
    writer.delete().deletingChildrenIfNeeded().forPath("/aurora");
    until(() -> told.ports().isEmpty());
    member(FIRST, 31005);
    until(() -> told.ports().equals(Map.of(FIRST, 31005)));
  }

  @Test
  void aFolderThatWeMayNotReadHidesNoOtherAndIsTold() throws Exception {
    member(FIRST, 31000);
    member("/aurora/secret/prod/db/member_0000000000", 31100);
    List<ACL> nobody = List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    writer.setACL().withACL(nobody).forPath("/aurora/secret");
    monitorTree();
    until(() -> told.count("settled") == 1);
    assertThat(told.ports()).containsOnlyKeys(FIRST);
    assertThat(told.calls()).contains("refused /aurora/secret");

    writer.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath("/aurora/secret");
    server.stop(); // a reconnection reads everything again; otherwise a slow clock does
    until(() -> told.count("lost") == 1);
    server.start();
    until(() -> told.ports().size() == 2);
    assertThat(told.calls()).contains("readable /aurora/secret");
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheMonitor() throws Exception {
    member(FIRST, 31000);
    ServerSetListener throwing =
        new ServerSetListener() {
          @Override
          public void added(ServerSetPath group, String nodeName, Member member) {
            told.added(group, nodeName, member);
            throw new IllegalStateException("a listener's fault");
          }

          @Override
          public void removed(ServerSetPath group, String nodeName, Member member) {
            told.removed(group, nodeName, member);
          }
        };
    opened(ServerSetMonitor.ofTree(connection, ROOT, throwing));
    until(() -> told.ports().containsKey(FIRST));
    member(SECOND, 31001);
    until(() -> told.ports().size() == 2);
    writer.delete().forPath(FIRST);
    until(() -> told.ports().size() == 1);
  }

  @Test
  void afterCloseNothingIsTold() throws Exception {
    ServerSetMonitor monitor = ServerSetMonitor.ofTree(connection, ROOT, told);
    until(() -> told.count("settled") == 1);
    monitor.close();
    told.forgetCalls();
    RecordingListener other = new RecordingListener();
    opened(ServerSetMonitor.ofTree(connection, ROOT, other));
    member(FIRST, 31000);
    until(() -> other.ports().containsKey(FIRST));
    assertThat(told.calls()).isEmpty();
  }

  @Test
  void aListenerMayCloseTheMonitorAndIsNotWaitedForByItself() throws Exception {
    member(FIRST, 31000);
    CompletableFuture<ServerSetMonitor> monitor = new CompletableFuture<>();
    CountDownLatch returned = new CountDownLatch(1);
    ServerSetListener closing =
        new ServerSetListener() {
          @Override
          public void added(ServerSetPath group, String nodeName, Member member) {
            monitor.join().close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            returned.countDown();
          }

          @Override
          public void removed(ServerSetPath group, String nodeName, Member member) {}
        };
    monitor.complete(opened(ServerSetMonitor.ofTree(connection, ROOT, closing)));

    returned.await();
  }

  @Test
  void twoThousandGroupsAreReadOnceAndAfterALossOnlyTheirLists() throws Exception {
    int groups = 2000;
    Map<String, Integer> expected = new TreeMap<>();
    member(WEB + "0/member_0000000000", 31000); // makes the parents
    expected.put(WEB + "0/member_0000000000", 31000);
    for (int group = 1; group < groups; group++) {
      String member = WEB + group + "/member_0000000000";
      writer
          .transaction()
          .forOperations(
              writer.transactionOp().create().forPath(WEB + group, new byte[0]),
              writer.transactionOp().create().forPath(member, json(31000 + group % 100)));
      expected.put(member, 31000 + group % 100);
    }
    monitorTree();
    until(() -> told.count("settled") == 1);
    assertThat(told.ports()).isEqualTo(expected);
    told.forgetCalls();

    server.stop();
    until(() -> told.count("lost") == 1);
    server.start();
    until(() -> told.count("settled") == 1);
    assertThat(told.calls())
        .as("what did not change is not told again")
        .containsExactly("lost", "connected", "settled");
  }

  @Test
  void afterAnyChangesThePictureIsWhatZooKeeperHolds() throws Exception {
    long seed = 20261121;
    Random random = new Random(seed);
    monitorTree();
    for (int round = 0; round < 300; round++) {
      String group = "/aurora/r" + random.nextInt(2) + "/prod/j" + random.nextInt(3);
      int what = random.nextInt(10);
      if (what < 6) {
        writer
            .create()
            .creatingParentsIfNeeded()
            .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
            .forPath(group + "/member_", json(1 + random.nextInt(60000)));
      } else if (what < 9 && writer.checkExists().forPath(group) != null) {
        List<String> members = writer.getChildren().forPath(group);
        if (!members.isEmpty()) {
          writer.delete().forPath(group + "/" + members.get(random.nextInt(members.size())));
        }
      } else if (writer.checkExists().forPath(group) != null) {
        writer.delete().deletingChildrenIfNeeded().forPath(group);
      }
    }
    Map<String, Integer> held = new TreeMap<>();
    for (ServerSets.Group group : new ServerSets(opened(connect(chroot))).below(ROOT)) {
      group
          .members()
          .forEach(
              (name, content) ->
                  held.put(
                      group.path() + "/" + name,
                      ((ServerSets.Content.Valid) content).member().serviceEndpoint().port()));
    }
    await("seed " + seed).untilAsserted(() -> assertThat(told.ports()).isEqualTo(held));
  }

  private void monitorTree() {
    opened(ServerSetMonitor.ofTree(connection, ROOT, told));
  }

  private void member(String path, int port) throws Exception {
    raw(path, new String(json(port), UTF_8));
  }

  private void raw(String path, String data) throws Exception {
    writer.create().creatingParentsIfNeeded().forPath(path, data.getBytes(UTF_8));
  }

  private static byte[] json(int port) {
    return MemberJson.write(Member.alive(new Endpoint("10.0.0.1", port), Map.of(), 0));
  }

  private static ZooKeeperConnection connect(String chroot) {
    return ZooKeeperConnection.open(
        ZooKeeperOptions.of(server.connectString() + chroot)
            .withSessionTimeout(Duration.ofSeconds(30)));
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.add(part);
    return part;
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what);
  }

  private static void until(Callable<Boolean> condition) {
    await("the monitor's word")
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .until(condition);
  }
}
