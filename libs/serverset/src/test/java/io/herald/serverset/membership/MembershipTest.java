package io.herald.serverset.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.minizookeeper.CuttingProxy;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.MemberStatus;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.NodeAcls;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case numbers are those of the conformance table L, life cycle. */
class MembershipTest {

  private static final ServerSetPath GROUP = ServerSetPath.of("/aurora", "www", "prod", "hello");

  /** Slow clock, quick retries: what happens here happens because of an event. */
  private static final MembershipOptions OPTIONS =
      new MembershipOptions(
          Duration.ofMinutes(10),
          Duration.ofMillis(300),
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  @TempDir Path folder;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<MembershipState> states = new CopyOnWriteArrayList<>();
  private MiniZooKeeper server;
  private CuttingProxy network;

  /** The member's own way to ZooKeeper, through the network that can be cut. */
  private ZooKeeperConnection connection;

  /** How the test sees ZooKeeper. */
  private CuratorFramework observer;

  @BeforeEach
  void open() throws Exception {
    server = opened(MiniZooKeeper.start(folder, 0));
    network = opened(new CuttingProxy(server.port()));
    connection = opened(connect(network.connectString()));
    observer = opened(connect(server.connectString())).client();
    observer.blockUntilConnected();
  }

  @AfterEach
  void close() throws Exception {
    network.restore();
    for (int i = opened.size(); i-- > 0; ) {
      opened.get(i).close();
    }
  }

  @Test
  void joinsWithTheExactBytesAndMakesTheParentsEmptyAndLasting() throws Exception {
    Membership membership = join(member(0));
    String node = joined(membership);

    assertThat(node).matches("member_[0-9]{10}");
    assertThat(members()).containsExactly(node);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
    assertThat(stat(node).getEphemeralOwner()).isEqualTo(session());
    for (String parent : List.of("/aurora", "/aurora/www", "/aurora/www/prod", GROUP.value())) {
      assertThat(observer.getData().forPath(parent)).isEmpty();
      assertThat(observer.checkExists().forPath(parent).getEphemeralOwner()).isZero();
    }
    assertThat(states).containsExactly(new MembershipState.Joined(node));
  }

  @Test
  void leaveReturnsWhenTheNodeIsGone() throws Exception {
    Membership membership = join(member(0));
    joined(membership);

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();

    assertThat(members()).isEmpty();
    assertThat(membership.state()).isEqualTo(new MembershipState.Left());
    assertThat(membership.leave(Duration.ofSeconds(20))).as("leaving twice").isTrue();
    assertThat(states).endsWith(new MembershipState.Left()).hasSize(2);
  }

  @Test
  void closingTheConnectionEndsTheSessionAndTheMemberWithIt() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    long session = session();

    connection.close();

    // At once: the server answers the end of a session after its nodes are gone.
    assertThat(members()).isEmpty();
    assertThat(session).isNotZero();
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void twoMembersOfOneSessionLiveSideBySide() throws Exception {
    Membership first = join(member(0));
    Membership second = join(member(1));
    joined(first);
    joined(second);
    assertThat(members()).hasSize(2);

    assertThat(first.leave(Duration.ofSeconds(20))).isTrue();

    assertOnlyMember(second);
  }

  @Test
  void l4_zooKeeperThatIsNotThereIsWaitedFor() throws Exception {
    server.stop();
    Membership membership = join(member(0));
    await()
        .untilAsserted(
            () ->
                assertThat(membership.state())
                    .isInstanceOfSatisfying(
                        MembershipState.Failed.class,
                        failed -> {
                          assertThat(failed.retrying()).isTrue();
                          assertThat(failed.reason()).contains("can't be reached");
                        }));

    server.start();

    assertOnlyMember(membership);
  }

  @Test
  void l5_aMemberThatSomebodyDeletesIsThereAgain() throws Exception {
    List<Membership> memberships = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      memberships.add(join(member(shard)));
      joined(memberships.get(shard));
    }
    String deleted = joined(memberships.get(1));

    observer.delete().forPath(path(deleted));

    await()
        .untilAsserted(
            () -> {
              assertThat(members()).hasSize(3).doesNotContain(deleted);
              assertThat(joined(memberships.get(1))).isGreaterThan(deleted);
            });
    assertThat(members()).contains(joined(memberships.get(1)));
  }

  @Test
  void aMemberWhoseParentsAreDeletedIsThereAgain() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    long made = stat(joined(membership)).getCzxid();

    observer.delete().deletingChildrenIfNeeded().forPath("/aurora");

    // The numbers start again: only the transaction tells the new node from the old one.
    await()
        .ignoreException(KeeperException.NoNodeException.class)
        .until(() -> stat(joined(membership)).getCzxid() != made);
    assertOnlyMember(membership);
  }

  @Test
  void l6_anExpiredSessionIsFollowedByOneMemberAgain() throws Exception {
    makeGroup();
    Membership membership = join(member(0));
    String before = joined(membership);
    long expired = session();

    server.expireSession(expired);

    await().until(() -> !joined(membership).equals(before));
    String node = joined(membership);
    assertThat(members()).containsExactly(node);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
    assertThat(stat(node).getEphemeralOwner()).isNotEqualTo(expired).isEqualTo(session());
    assertThat(network.memberCreates()).isEqualTo(2);
  }

  @Test
  void l7_aConnectionThatBreaksAndReturnsWithinTheSessionMakesNoSecondMember() throws Exception {
    makeGroup();
    Membership membership = join(member(0));
    String before = joined(membership);
    long session = session();

    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    network.restore();
    await().until(() -> connection.client().getZookeeperClient().isConnected());

    // Leaving is behind the look that the reconnection started.
    assertThat(session()).isEqualTo(session);
    assertThat(members()).containsExactly(before);
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
    assertThat(network.memberCreates()).isEqualTo(1);
    assertThat(states)
        .containsExactly(new MembershipState.Joined(before), new MembershipState.Left());
    assertThat(members()).isEmpty();
  }

  @Test
  void aRestartedServerKeepsTheMember() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    server.stop();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    server.start();
    await().until(() -> connection.client().getZookeeperClient().isConnected());

    assertThat(members()).containsExactly(before);
    assertThat(joined(membership)).isEqualTo(before);
  }

  @Test
  void aMemberDeletedWhileTheConnectionIsLostIsThereAgainAfterwards() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());
    observer.delete().forPath(path(before));
    network.restore();

    await().until(() -> !joined(membership).equals(before));
    assertOnlyMember(membership);
  }

  @Test
  void l8_aCreateWhoseAnswerIsLostIsFoundNotRepeated() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(members()).as("the server did create it").hasSize(1);

    network.restore();

    String node = joined(membership);
    assertThat(members()).containsExactly(node);
    assertThat(stat(node).getEphemeralOwner()).isEqualTo(session());
    assertThat(network.memberCreates()).isEqualTo(1);

    // What was adopted is watched like what was made.
    observer.delete().forPath(path(node));
    await().until(() -> !joined(membership).equals(node));
    assertOnlyMember(membership);
  }

  @Test
  void l8_aCreateThatNeverArrivedIsRepeated() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REQUEST);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(network.memberCreates()).isEqualTo(1);

    network.restore();

    assertOnlyMember(membership);
    assertThat(network.memberCreates()).isEqualTo(2);
  }

  @Test
  void l8_othersMembersAreNotTakenForOnesOwn() throws Exception {
    // Equal bytes in another session; other bytes in the same session.
    ZooKeeperConnection other = opened(connect(server.connectString()));
    Membership equal = new ServerSet(other, GROUP).join(member(0));
    Membership sibling = join(member(1));
    joined(equal);
    joined(sibling);

    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    network.restore();

    String node = joined(membership);
    String others = joined(sibling);
    assertThat(members()).containsExactlyInAnyOrder(joined(equal), others, node);
    assertThat(node).isNotIn(joined(equal), joined(sibling));
  }

  @Test
  void l8_andTheSessionExpiresMeanwhile() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    server.expireSession(stat(members().get(0)).getEphemeralOwner());

    network.restore();

    assertOnlyMember(membership);
  }

  @Test
  void aJoinThatCompletesAfterLeaveDeletesItsOwnNode() throws Exception {
    makeGroup();
    network.onNextMemberCreate(CuttingProxy.Fault.LOSE_REPLY);
    Membership membership = join(member(0));
    await().until(() -> network.faults() == 1);
    assertThat(members()).hasSize(1);

    assertThat(membership.leave(Duration.ofMillis(1))).as("confirmed while cut off").isFalse();
    network.restore();

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
    assertThat(members()).isEmpty();
    assertThat(states).doesNotHaveAnyElementsOfTypes(MembershipState.Joined.class);
  }

  @Test
  void leavingWithoutAConnectionIsBoundedAndGoesOnBehind() throws Exception {
    Membership membership = join(member(0));
    joined(membership);
    network.cut();
    await().until(() -> !connection.client().getZookeeperClient().isConnected());

    assertThat(membership.leave(Duration.ofMillis(1))).isFalse();
    assertThat(members()).hasSize(1);
    network.restore();

    await().until(() -> membership.state() instanceof MembershipState.Left);
    assertThat(members()).isEmpty();
  }

  @Test
  void whoNeverJoinedLeavesAtOnce() throws Exception {
    network.cut();
    ZooKeeperConnection unconnected = opened(connect(network.connectString()));
    Membership membership = opened(new ServerSet(unconnected, GROUP).join(member(0)));

    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();

    assertThat(membership.state()).isEqualTo(new MembershipState.Left());
    assertThat(network.memberCreates()).isZero();
  }

  @Test
  void l9_aPathThatIsNotOursToWriteIsAnErrorUntilItIs() throws Exception {
    List<ACL> readOnly =
        List.of(new ACL(ZooDefs.Perms.READ | ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    observer
        .create()
        .creatingParentsIfNeeded()
        .withACL(new ArrayList<>(readOnly))
        .forPath(GROUP.value(), new byte[0]);
    Membership membership = join(member(0));
    await()
        .untilAsserted(
            () ->
                assertThat(membership.state())
                    .isInstanceOfSatisfying(
                        MembershipState.Failed.class,
                        failed -> {
                          assertThat(failed.retrying()).isTrue();
                          assertThat(failed.reason())
                              .contains("joining " + GROUP)
                              .contains("for lack of rights");
                        }));
    assertThat(members()).isEmpty();

    observer.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(GROUP.value());

    assertOnlyMember(membership);
    assertThat(states).hasSize(2);
  }

  @Test
  void l9_whereOnlyCreatingBelowIsAllowedItJoins() throws Exception {
    // No right to read or list anything, no right to create the parents that are there already.
    for (String parent : List.of("/aurora", "/aurora/www", "/aurora/www/prod")) {
      observer.create().forPath(parent, new byte[0]);
    }
    observer
        .create()
        .withACL(List.of(new ACL(ZooDefs.Perms.CREATE, ZooDefs.Ids.ANYONE_ID_UNSAFE)))
        .forPath(GROUP.value(), new byte[0]);
    List<ACL> none =
        new ArrayList<>(List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE)));
    observer.setACL().withACL(none).forPath("/aurora");
    ServerSet set =
        new ServerSet(
            connection.client(), new NodeAcls(none, ZooDefs.Ids.OPEN_ACL_UNSAFE), GROUP, OPTIONS);

    Membership membership = opened(set.join(member(0)));

    assertThat(joined(membership)).isEqualTo("member_0000000000");
    assertThatThrownBy(() -> stat("member_0000000000"))
        .as("it is there and can't be read")
        .isInstanceOf(KeeperException.NoAuthException.class);
    connection.close(); // it may not be deleted either
  }

  @Test
  void aMemberThatSomebodyOverwritesIsReplaced() throws Exception {
    Membership membership = join(member(0));
    String before = joined(membership);

    observer.setData().forPath(path(before), "{}".getBytes(UTF_8));

    await().untilAsserted(() -> assertThat(members()).hasSize(1).doesNotContain(before));
    String node = joined(membership);
    assertThat(observer.getData().forPath(path(node))).isEqualTo(MemberJson.write(member(0)));
  }

  @Test
  void whatNoEventTellsTheClockFinds() throws Exception {
    MembershipOptions quickClock =
        new MembershipOptions(
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofMillis(200));
    CuratorFramework client = connection.client();
    MemberNodes deaf =
        new MemberNodes(
            client,
            NodeAcls.OPEN,
            GROUP,
            ServerSetPath.MEMBER_PREFIX,
            MemberJson.write(member(0))) {
          @Override
          Sight look(ZooKeeper zooKeeper, String name, Watcher watcher)
              throws KeeperException, InterruptedException {
            return super.look(zooKeeper, name, event -> {});
          }
        };
    Membership membership = opened(new Membership(deaf, client, quickClock, states::add));
    membership.start();
    String before = joined(membership);

    observer.delete().forPath(path(before));

    await().until(() -> !joined(membership).equals(before));
    assertOnlyMember(membership);
  }

  @Test
  void aListenerThatThrowsHarmsNothing() throws Exception {
    Membership membership =
        opened(
            new ServerSet(connection.client(), NodeAcls.OPEN, GROUP, OPTIONS)
                .join(
                    member(0),
                    state -> {
                      throw new IllegalStateException("on purpose");
                    }));
    assertOnlyMember(membership);
    assertThat(membership.leave(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void aMemberThatReadersWouldIgnoreIsRefused() {
    Member dead =
        new Member(
            new Endpoint("h", 1),
            new TreeMap<>(),
            MemberStatus.DEAD,
            OptionalInt.empty(),
            new TreeMap<>());
    assertThatThrownBy(() -> new ServerSet(connection, GROUP).join(dead))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Membership join(Member member) {
    return opened(
        new ServerSet(connection.client(), connection.acls(), GROUP, OPTIONS)
            .join(member, states::add));
  }

  private void assertOnlyMember(Membership membership) throws Exception {
    String node = joined(membership);
    assertThat(members()).containsExactly(node);
  }

  /** Otherwise the first create finds no parent, and there is a second one. */
  private void makeGroup() throws Exception {
    observer.create().creatingParentsIfNeeded().forPath(GROUP.value(), new byte[0]);
  }

  /** Waits until it is a member. */
  private static String joined(Membership membership) {
    await().until(() -> membership.state() instanceof MembershipState.Joined);
    // Read once more, it may have changed: then it is waited for again.
    return membership.state() instanceof MembershipState.Joined joined
        ? joined.nodeName()
        : joined(membership);
  }

  private static Member member(int shard) {
    Endpoint endpoint = new Endpoint("agent1.example.com", 31000 + shard);
    return Member.alive(endpoint, Map.of("http", endpoint), shard);
  }

  private List<String> members() throws Exception {
    try {
      return observer.getChildren().forPath(GROUP.value());
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  private Stat stat(String node) throws Exception {
    Stat stat = observer.checkExists().forPath(path(node));
    if (stat == null) {
      throw new KeeperException.NoNodeException(path(node));
    }
    return stat;
  }

  private static String path(String node) {
    return GROUP.child(node).value();
  }

  private long session() throws Exception {
    return connection.client().getZookeeperClient().getZooKeeper().getSessionId();
  }

  private static ZooKeeperConnection connect(String servers) {
    return ZooKeeperConnection.open(ZooKeeperOptions.of(servers));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }
}
