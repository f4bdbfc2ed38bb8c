package io.herald.catalog.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.Change;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.ZooKeeperSession;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Masters;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command follows a cluster: its elected master, its ServerSets, its snapshot on disk. */
class ClusterFollowerTest {

  private static final Announcement.Id WEB =
      new Announcement.Id("/aurora/www/prod/web", "member_0000000001");

  @TempDir private static Path servers;
  private static MiniZooKeeper zooKeeper;
  private static MiniMesos mesos;
  private static ZooKeeperConnection connection;

  @TempDir private Path folder;
  private final FollowScope scope = FollowScope.create();

  @BeforeAll
  static void start() throws Exception {
    zooKeeper = MiniZooKeeper.start(Files.createDirectory(servers.resolve("zookeeper")), 0);
    mesos =
        MiniMesos.start(
            MiniMesosOptions.in(Files.createDirectory(servers.resolve("mesos")))
                .withAgents(2)
                .withZooKeeper(masters()));
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString()));
    connection
        .client()
        .create()
        .creatingParentsIfNeeded()
        .forPath(
            WEB.path() + "/" + WEB.member(),
            MemberJson.write(Member.alive(new Endpoint("10.0.0.1", 31000), Map.of(), 1)));
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    mesos.close();
    zooKeeper.close();
  }

  private static String masters() {
    return "zk://" + zooKeeper.connectString() + "/mesos";
  }

  private static FollowSettings settings() {
    return FollowSettings.ofMasters(masters())
        .withServerSets(
            new FollowSettings.ServerSets(
                ZooKeeperUrl.parse("zk://" + zooKeeper.connectString()),
                FollowSettings.ServerSets.DEFAULT_PATH));
  }

  private FollowSettings.Snapshot snapshot(String file) {
    return new FollowSettings.Snapshot(folder.resolve(file), "lb");
  }

  private static boolean isWhole(Catalog catalog) {
    return catalog.status().complete()
        && catalog.status().entities().get(EntityKind.AGENT) == 2
        && catalog.find(WEB).isPresent()
        && catalog
            .find(Masters.Id.MASTERS)
            .map(Masters.class::cast)
            .flatMap(Masters::leader)
            .isPresent();
  }

  @Test
  void threeLinesFollowACluster() {
    Map<Entity.Key, Entity> followed = new ConcurrentHashMap<>();
    FollowSettings settings = settings();

    ClusterFollower follower = ClusterFollower.open(settings, scope);
    follower.catalog().subscribe(batch -> batch.changes().forEach(c -> apply(c, followed)));
    follower.start();

    try (follower) {
      await().until(() -> isWhole(follower.catalog()));
      assertThat(followed).containsKey(WEB);
      assertThat(followed.keySet().stream().map(EntityKind::of).distinct())
          .contains(EntityKind.AGENT, EntityKind.MASTERS, EntityKind.ANNOUNCEMENT);
      assertThat(follower.sources())
          .extracting(SourceStatus::name)
          .containsExactly("mesos", "serverset /aurora");
      assertThat(follower.sources()).allSatisfy(source -> assertThat(source.trouble()).isEmpty());
      await()
          .until(
              () ->
                  follower.sources().stream()
                      .allMatch(
                          source ->
                              source.session().map(ZooKeeperSession::state).stream()
                                  .anyMatch(ZooKeeperSession.State.CONNECTED::equals)));
      assertThat(follower.announcements())
          .contains(new ClusterFollower.Announcements("serverset /aurora", "/aurora"));
      assertThat(follower.skipped())
          .extracting(SkippedBySource::source)
          .containsExactly("mesos", "serverset /aurora");
      assertThat(follower.snapshot()).isEmpty();
    }
  }

  private static void apply(Change change, Map<Entity.Key, Entity> entities) {
    change.before().ifPresent(entity -> entities.remove(entity.key()));
    change.after().ifPresent(entity -> entities.put(entity.key(), entity));
  }

  @Test
  void whatAnEarlierProcessSavedIsThereFromTheStartIfItIsThisClusters() {
    FollowSettings settings = settings().withSnapshot(snapshot("saved"));
    try (ClusterFollower earlier = ClusterFollower.open(settings, scope)) {
      earlier.start();
      await().until(() -> isWhole(earlier.catalog()));
    }
    try (ClusterFollower later = ClusterFollower.open(settings, FollowScope.create())) {
      assertThat(isWhole(later.catalog())).as("before it was started").isTrue();
      assertThat(later.sources()).allMatch(SourceStatus::stale);
      later.start();
      await().until(() -> later.sources().stream().noneMatch(SourceStatus::stale));
      assertThat(isWhole(later.catalog())).isTrue();
    }
    FollowSettings another =
        FollowSettings.ofMasters("10.0.0.1:5050").withSnapshot(snapshot("saved"));
    try (ClusterFollower other = ClusterFollower.open(another, scope)) {
      assertThat(other.catalog().status().number()).as("nothing is restored").isZero();
      assertThat(other.snapshot().orElseThrow().faults().get("foreign").count()).isEqualTo(1);
    }
  }

  @Test
  void aSnapshotIsKeptElsewhereOnDemand() {
    try (ClusterFollower follower =
        ClusterFollower.open(settings().withSnapshot(snapshot("first")), scope)) {
      follower.start();
      await().until(() -> isWhole(follower.catalog()));
      follower.keepSnapshot(Optional.of(snapshot("second")));
      assertThat(folder.resolve("first")).exists();
      assertThat(follower.snapshot().orElseThrow().file())
          .isEqualTo(folder.resolve("second").toString());
    }
    assertThat(folder.resolve("second")).exists();
  }

  @Test
  void aChangeOfWhatIsAskedIsAnotherClusterAndAnotherFileIsNot() {
    FollowSettings settings = settings();
    try (ClusterFollower follower = ClusterFollower.open(settings, scope)) {
      assertThat(follower.follows(settings())).isTrue();
      assertThat(follower.follows(settings.withSnapshot(snapshot("a")))).isTrue();
      assertThat(follower.follows(FollowSettings.ofMasters(masters()))).isFalse();
      assertThat(follower.follows(FollowSettings.ofMasters("10.0.0.1:5050"))).isFalse();
    }
  }
}
