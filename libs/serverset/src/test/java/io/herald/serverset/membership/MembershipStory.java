package io.herald.serverset.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.CuttingProxy;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A member's own way to ZooKeeper through a network that can be cut, and the test's beside it. */
abstract class MembershipStory {

  static final ServerSetPath GROUP = ServerSetPath.of("/aurora", "www", "prod", "hello");

  /** Slow clock, quick retries: what happens here happens because of an event. */
  static final MembershipOptions OPTIONS =
      new MembershipOptions(
          Duration.ofMinutes(10),
          Duration.ofMillis(300),
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  private static final AtomicInteger STORIES = new AtomicInteger();

  @TempDir private static Path folder;

  /** One for all stories of a class; each story has a tree of its own. */
  static MiniZooKeeper server;

  private static ZooKeeperConnection wholeTree;

  private final List<AutoCloseable> opened = new ArrayList<>();
  final List<MembershipState> states = new CopyOnWriteArrayList<>();

  /** This story's part of the server's tree, as the suffix of a connect string. */
  final String chroot = "/story" + STORIES.incrementAndGet();

  CuttingProxy network;

  /** The member's own way to ZooKeeper, through the network that can be cut. */
  ZooKeeperConnection connection;

  /** How the test sees ZooKeeper. */
  CuratorFramework observer;

  @BeforeAll
  static void startServer() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    wholeTree = connect(server.connectString());
  }

  @AfterAll
  static void stopServer() {
    wholeTree.close();
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    wholeTree.client().create().forPath(chroot, new byte[0]);
    network = opened(new CuttingProxy(server.port()));
    connection = opened(connect(network.connectString() + chroot));
    observer = opened(connect(server.connectString() + chroot)).client();
    observer.blockUntilConnected();
  }

  @AfterEach
  void close() throws Exception {
    network.restore();
    server.start();
    for (int i = opened.size(); i-- > 0; ) {
      opened.get(i).close();
    }
  }

  Membership join(Member member) {
    return opened(
        new ServerSet(connection.client(), connection.acls(), GROUP, OPTIONS)
            .join(member, states::add));
  }

  void assertOnlyMember(Membership membership) throws Exception {
    String node = joined(membership);
    assertThat(members()).containsExactly(node);
  }

  /** Otherwise the first create finds no parent, and there is a second one. */
  void makeGroup() throws Exception {
    observer.create().creatingParentsIfNeeded().forPath(GROUP.value(), new byte[0]);
  }

  /** Waits until it is a member. */
  static String joined(Membership membership) {
    await().until(() -> membership.state() instanceof MembershipState.Joined);
    // Read once more, it may have changed: then it is waited for again.
    return membership.state() instanceof MembershipState.Joined joined
        ? joined.nodeName()
        : joined(membership);
  }

  static Member member(int shard) {
    Endpoint endpoint = new Endpoint("agent1.example.com", 31000 + shard);
    return Member.alive(endpoint, Map.of("http", endpoint), shard);
  }

  List<String> members() throws Exception {
    try {
      return observer.getChildren().forPath(GROUP.value());
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  Stat stat(String node) throws Exception {
    Stat stat = observer.checkExists().forPath(path(node));
    if (stat == null) {
      throw new KeeperException.NoNodeException(path(node));
    }
    return stat;
  }

  static String path(String node) {
    return GROUP.child(node).value();
  }

  long session() throws Exception {
    return connection.client().getZookeeperClient().getZooKeeper().getSessionId();
  }

  static ZooKeeperConnection connect(String servers) {
    return ZooKeeperConnection.open(ZooKeeperOptions.of(servers));
  }

  <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20));
  }
}
