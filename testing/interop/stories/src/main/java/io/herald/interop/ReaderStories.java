package io.herald.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.interop.RealReader.Seen;
import io.herald.interop.RealReader.View;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.lint.Effect;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.MembershipState;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The stories; a module extends them with its reader. One server for all, a path for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ReaderStories {

  private static final Seen GOOD = Seen.of("127.0.0.1", 41000);
  private static final Seen LATER = Seen.of("127.0.0.1", 41001);
  private static final Seen ODD = Seen.of("127.0.0.1", 31500);

  /** A name that is never in DNS (RFC 6761). */
  // Its first label is too long to ask a name server for: no answer is waited for.
  private static final String NOWHERE = "n".repeat(64) + ".invalid";

  private static final byte[] GOOD_DATA = data(41000);
  private static final byte[] LATER_DATA = data(41001);

  /** Readers that poll or damp take their time. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private MiniZooKeeper server;
  private ZooKeeperConnection connection;
  private int stories;
  private String path = "";

  /** The reader under test. */
  protected abstract RealReader reader();

  /** Whether it passes shards on. */
  protected boolean knowsShards() {
    return true;
  }

  /** Whether it makes the node of a set that is not there. */
  protected boolean makesTheSet() {
    return false;
  }

  /** Whether what comes beside a host that doesn't resolve may wait until that one has left. */
  protected boolean unknownHostsHoldUp() {
    return false;
  }

  @BeforeAll
  void startServer(@TempDir Path folder) throws Exception {
    server = MiniZooKeeper.start(folder, 0);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    path = "/aurora/www/prod/story" + stories++;
    connection = keep(ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString())));
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size(); i-- > 0; ) {
      opened.get(i).close();
    }
    opened.clear();
  }

  @Test
  void followsOurMembersAsTheyChange() throws Exception {
    List<Membership> members = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      members.add(join(shard));
    }
    View view = keep(reader().follow(server.connectString(), path, ""));
    eventually(view, seen(0), seen(1), seen(2));

    assertThat(members.get(1).leave(PATIENCE)).isTrue();
    eventually(view, seen(0), seen(2));

    // A session that ends takes its members along; they are back with the next one.
    server.expireSession(connection.client().getZookeeperClient().getZooKeeper().getSessionId());
    join(1);
    join(3);
    eventually(view, seen(0), seen(1), seen(2), seen(3));
  }

  @Test
  void findsAnAdditionalEndpointByItsName() throws Exception {
    join(0);
    join(1);

    View view = keep(reader().follow(server.connectString(), path, "admin"));

    eventually(view, Seen.of("127.0.0.1", 32000, 0), Seen.of("127.0.0.1", 32001, 1));
  }

  /** Conformance case F18: a job that isn't launched yet has no set. */
  @Test
  void f18_aSetThatIsNotThereIsFoundWhenItIs() throws Exception {
    View view = keep(reader().follow(server.connectString(), path, ""));
    assertThat(view.seen()).isEmpty();
    if (makesTheSet()) {
      await().atMost(PATIENCE).until(() -> connection.client().checkExists().forPath(path) != null);
    }

    create(path, "member_", GOOD_DATA);
    awaitView().untilAsserted(() -> assertThat(hosts(view)).contains(GOOD));
  }

  /**
   * Conformance case F17, a member whose host doesn't resolve: whether that one is there at all is
   * the reader's own affair.
   */
  @Test
  void f17_anUnknownHostHarmsNoOther() throws Exception {
    create(path, "member_", GOOD_DATA);
    View view = keep(reader().follow(server.connectString(), path, ""));
    awaitView().untilAsserted(() -> assertThat(hosts(view)).contains(GOOD));

    String unknown =
        create(
            path,
            "member_",
            new String(GOOD_DATA, UTF_8).replace("127.0.0.1", NOWHERE).getBytes(UTF_8));
    create(path, "member_", LATER_DATA);
    if (unknownHostsHoldUp()) {
      assertThat(hosts(view)).contains(GOOD);
      connection.client().delete().forPath(unknown);
    }
    awaitView().untilAsserted(() -> assertThat(hosts(view)).contains(GOOD, LATER));
  }

  /** One set for each row: a good member and the row's node. What does the reader have? */
  @Test
  void readsTheTableAsItIsWritten() throws Exception {
    List<Told> told = new ArrayList<>();
    for (ReaderTable.Row row : ReaderTable.rows().toList()) {
      String set = path + "/row" + told.size();
      create(set, "member_", GOOD_DATA);
      create(set, row.name(), row.data());
      told.add(new Told(row, row.effects().get(reader().reader()), set, follow(row, set)));
    }
    for (Told one : told) {
      create(one.set(), "member_", LATER_DATA);
    }
    for (Told one : told) {
      if (one.effect() != Effect.BLINDED) {
        awaitView().untilAsserted(() -> assertThat(hosts(one)).as(one.row().id()).contains(GOOD));
        awaitView().untilAsserted(() -> assertThat(hosts(one)).as(one.row().id()).contains(LATER));
      }
      switch (one.effect()) {
        case SEEN ->
            awaitView()
                .untilAsserted(() -> assertThat(hosts(one)).as(one.row().id()).contains(ODD));
        case BOGUS ->
            awaitView().untilAsserted(() -> assertThat(hosts(one)).as(one.row().id()).hasSize(3));
        case MISSED, IGNORED -> assertThat(hosts(one)).as(one.row().id()).hasSize(2);
        case BLINDED -> assertThat(hosts(one)).as(one.row().id()).isEmpty();
      }
    }
  }

  private record Told(ReaderTable.Row row, Effect effect, String set, Optional<View> view) {}

  /** A reader may refuse a set that blinds it: then it has nothing of it. */
  private Optional<View> follow(ReaderTable.Row row, String set) {
    try {
      return Optional.of(keep(reader().follow(server.connectString(), set, "")));
    } catch (Exception e) {
      assertThat(row.effects()).as("%s", e).containsEntry(reader().reader(), Effect.BLINDED);
      return Optional.empty();
    }
  }

  /** The node's path. */
  private String create(String set, String name, byte[] data) throws Exception {
    return connection
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(name.endsWith("_") ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL)
        .forPath(set + "/" + name, data);
  }

  private Membership join(int shard) {
    Membership membership =
        new ServerSet(connection, new ServerSetPath(path))
            .join(
                Member.alive(
                    new Endpoint("127.0.0.1", 31000 + shard),
                    Map.of("admin", new Endpoint("127.0.0.1", 32000 + shard)),
                    shard));
    await().atMost(PATIENCE).until(() -> membership.state() instanceof MembershipState.Joined);
    return membership;
  }

  private static byte[] data(int port) {
    return ("{\"serviceEndpoint\":{\"host\":\"127.0.0.1\",\"port\":"
            + port
            + "},\"additionalEndpoints\":{},\"status\":\"ALIVE\",\"shard\":9}")
        .getBytes(UTF_8);
  }

  private static Seen seen(int shard) {
    return Seen.of("127.0.0.1", 31000 + shard, shard);
  }

  private void eventually(View view, Seen... expected) {
    Set<Seen> all = new HashSet<>();
    for (Seen one : expected) {
      all.add(knowsShards() ? one : one.withoutShard());
    }
    awaitView().untilAsserted(() -> assertThat(view.seen()).isEqualTo(all));
  }

  private static ConditionFactory awaitView() {
    // A watcher's thread may die of what it read; that is what the table says of it.
    return await().atMost(PATIENCE).dontCatchUncaughtExceptions();
  }

  private static Set<Seen> hosts(Told told) {
    return told.view().map(ReaderStories::hosts).orElseGet(Set::of);
  }

  private static Set<Seen> hosts(View view) {
    return view.seen().stream().map(Seen::withoutShard).collect(Collectors.toSet());
  }

  /** The server that the stories run on. */
  protected final MiniZooKeeper server() {
    return server;
  }

  /** Closes it when the story is over. */
  protected final <T extends AutoCloseable> T keep(T one) {
    opened.add(one);
    return one;
  }
}
