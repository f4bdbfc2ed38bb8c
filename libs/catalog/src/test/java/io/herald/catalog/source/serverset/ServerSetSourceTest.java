package io.herald.catalog.source.serverset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.catalog.Catalog;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.EntityKind;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SkippedItems;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.ZooKeeperSession;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServerSetSourceTest {

  private static final String WEB = "/aurora/www/prod/web";

  private final Catalog catalog = new Catalog(Clock.systemUTC());
  private MiniZooKeeper zooKeeper;
  private ZooKeeperConnection connection;
  private ServerSetSource source;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    zooKeeper = MiniZooKeeper.start(folder, 0);
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString()));
    source =
        new ServerSetSource(
            catalog,
            ServerSetOptions.of("zk://reader:secret@" + zooKeeper.connectString(), "/aurora"),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    connection.close();
    zooKeeper.close();
  }

  private void create(String path, byte[] data) throws Exception {
    connection.client().create().creatingParentsIfNeeded().forPath(path, data);
  }

  private static byte[] member(int port) {
    return MemberJson.write(
        Member.alive(
            new io.herald.serverset.member.Endpoint("10.0.0.1", port),
            Map.of("admin", new io.herald.serverset.member.Endpoint("10.0.0.1", port + 1)),
            3));
  }

  private static Announcement announcement(String path, String node, int port) {
    return new Announcement(
        path,
        node,
        new AnnouncedEndpoint("10.0.0.1", port),
        Map.of("admin", new AnnouncedEndpoint("10.0.0.1", port + 1)),
        OptionalInt.of(3),
        Announcement.ALIVE,
        Map.of());
  }

  private int announcements() {
    return catalog.status().entities().get(EntityKind.ANNOUNCEMENT);
  }

  private static void until(Callable<Boolean> condition) {
    await().until(condition);
  }

  @Test
  void membersOfEverySetBelowTheRootAreAnnouncements() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    create("/aurora/www/test/api/member_0000000007", member(31100));
    List<ChangeBatch> batches = new CopyOnWriteArrayList<>();
    catalog.subscribe(batches::add);
    assertThat(catalog.status().complete()).isFalse();

    source.start();
    until(() -> catalog.status().complete());

    assertThat(catalog.find(new Announcement.Id(WEB, "member_0000000001")))
        .contains(announcement(WEB, "member_0000000001", 31000));
    assertThat(catalog.find(new Announcement.Id("/aurora/www/test/api", "member_0000000007")))
        .contains(announcement("/aurora/www/test/api", "member_0000000007", 31100));
    assertThat(batches).as("the snapshot and one first snapshot").hasSize(2);
    assertThat(source.status().following()).contains("watch");
  }

  @Test
  void comingsAndGoingsFollow() throws Exception {
    source.start();
    until(() -> catalog.status().complete());
    assertThat(announcements()).isZero();

    create(WEB + "/member_0000000001", member(31000));
    until(() -> announcements() == 1);
    create(WEB + "/member_0000000002", member(31002));
    until(() -> announcements() == 2);
    connection.client().delete().forPath(WEB + "/member_0000000001");
    until(() -> announcements() == 1);

    assertThat(catalog.find(new Announcement.Id(WEB, "member_0000000002"))).isPresent();
    assertThat(source.status().events()).containsEntry("added", 2L).containsEntry("removed", 1L);
  }

  @Test
  void whatAMemberSaysIsThereWhateverItsStatus() throws Exception {
    create(
        WEB + "/member_0000000001",
        """
        {"serviceEndpoint":{"host":"agent1.example","port":31000},"additionalEndpoints":{},
         "status":"STARTING","shard":7,"metadata":{"weight":"5"}}
        """
            .getBytes(UTF_8));
    source.start();
    until(() -> catalog.status().complete());

    assertThat(catalog.find(new Announcement.Id(WEB, "member_0000000001")))
        .contains(
            new Announcement(
                WEB,
                "member_0000000001",
                new AnnouncedEndpoint("agent1.example", 31000),
                Map.of(),
                OptionalInt.of(7),
                "STARTING",
                Map.of("weight", "5")));
  }

  @Test
  void malformedMembersAreLeftOutAndCountedAndHideNobody() throws Exception {
    create(WEB + "/member_0000000002", new byte[] {'{'});
    create(WEB + "/member_0000000003", member(31000));
    source.start();
    until(() -> catalog.status().complete());

    assertThat(announcements()).isEqualTo(1);
    assertThat(source.status().skipped()).containsEntry("announcement", 1L);
    assertThat(source.skipped()).extracting(SkippedItem::kind).containsExactly("announcement");
  }

  @Test
  void ofAFloodOfMalformedMembersTheFirstAreSaidOnALineEach() throws Exception {
    int flood = SkippedItems.LOGGED + 50;
    String forged =
        "{\"serviceEndpoint\":{\"host\":\"x\\n2026-11-29 21:00:00 ERROR shutting down"
            + ".".repeat(5000)
            + "\",\"port\":80},\"status\":\"ALIVE\"}";
    for (int i = 0; i < flood; i++) {
      create(WEB + "/member_%010d".formatted(i), forged.getBytes(UTF_8));
    }
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger herald = (Logger) LoggerFactory.getLogger("io.herald");
    lines.start();
    herald.addAppender(lines);
    try {
      source.start();
      until(() -> catalog.status().complete());
    } finally {
      herald.detachAppender(lines);
    }

    assertThat(source.status().skipped()).containsEntry("announcement", (long) flood);
    List<String> said =
        List.copyOf(lines.list).stream()
            .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("left out") || line.contains("skipped"))
            .toList();
    assertThat(said).hasSize(SkippedItems.LOGGED + 1);
    assertThat(said).allSatisfy(line -> assertThat(line).doesNotContain("\n").hasSizeLessThan(500));
  }

  @Test
  void aRestoredSnapshotStandsUntilTheFirstOneWhichIsADifferenceToIt() throws Exception {
    create(WEB + "/member_0000000000", member(31000));
    create(WEB + "/member_0000000002", member(31020));
    Announcement stays = announcement(WEB, "member_0000000000", 31000);
    Announcement gone = announcement(WEB, "member_0000000001", 31010);
    Instant heard = Instant.parse("2026-01-02T03:04:05Z");
    source.restore(new SourceSnapshot(source.name(), heard, List.of(stays, gone)));
    assertThat(announcements()).isEqualTo(2);
    assertThat(source.status().stale()).isTrue();
    assertThat(source.status().lastHeard()).contains(heard);

    List<ChangeBatch> batches = new CopyOnWriteArrayList<>();
    catalog.subscribe(batches::add);
    source.start();
    until(() -> !source.status().stale());
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1).changes())
        .containsExactlyInAnyOrder(
            new Change.Added(announcement(WEB, "member_0000000002", 31020)),
            new Change.Removed(gone));
    assertThat(source.status().lastHeard().orElseThrow()).isAfter(heard);
  }

  @Test
  void whileZooKeeperIsGoneTheLastSnapshotStandsAndTheStatusSaysSo() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    source.start();
    until(() -> announcements() == 1);
    assertThat(source.status().trouble()).isEmpty();
    until(() -> session().state() == ZooKeeperSession.State.CONNECTED);
    assertThat(session().servers()).as("no secret").isEqualTo(zooKeeper.connectString());
    zooKeeper.stop();
    until(() -> !source.status().connected());
    until(() -> session().state() != ZooKeeperSession.State.CONNECTED);
    assertThat(announcements()).isEqualTo(1);
    assertThat(source.status().trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("is lost").doesNotContain("secret"));
    assertThat(source.status().lastHeard()).isPresent();

    zooKeeper.start();
    until(() -> source.status().connected() && source.status().trouble().isEmpty());
    until(() -> session().state() == ZooKeeperSession.State.CONNECTED);
    assertThat(announcements()).isEqualTo(1);
  }

  private ZooKeeperSession session() {
    return source.status().session().orElseThrow();
  }

  @Test
  void aMemberGoesWhenTheSessionOfItsOwnerEndsAndNotBefore() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    ZooKeeperConnection owner =
        ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString()));
    try (owner) {
      owner.client().blockUntilConnected();
      owner
          .client()
          .create()
          .withMode(CreateMode.EPHEMERAL)
          .forPath(WEB + "/member_0000000002", member(31002));
      source.start();
      until(() -> announcements() == 2);
      zooKeeper.expireSession(owner.client().getZookeeperClient().getZooKeeper().getSessionId());
      until(() -> announcements() == 1);
    }
    assertThat(catalog.find(new Announcement.Id(WEB, "member_0000000001"))).isPresent();
  }

  @Test
  void aZooKeeperThatIsNotThereYetIsWaitedForAndIsNoEmptySnapshot() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    zooKeeper.stop();
    source.start();
    assertThat(source.status().trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("not connected"));
    assertThat(catalog.status().awaited()).containsExactly(source.name());
    zooKeeper.start();
    until(() -> catalog.status().complete());
    assertThat(announcements()).isEqualTo(1);
  }

  @Test
  void aRootThatMayNotBeReadIsNoEmptySnapshotAndIsToldAsTrouble() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    List<ACL> nobody = List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE));
    connection.client().setACL().withACL(nobody).forPath("/aurora");
    source.start();
    until(
        () ->
            source.status().trouble().orElse("").contains("refuses to let us read /aurora; check"));
    assertThat(catalog.status().complete()).isFalse();
    assertThat(source.status().skipped()).containsEntry("folder of announcements", 1L);
    assertThat(source.skipped())
        .extracting(SkippedItem::kind)
        .containsExactly("folder of announcements");
  }

  @Test
  void theCredentialOfTheAddressIsShownToZooKeeper() throws Exception {
    create(WEB + "/member_0000000001", member(31000));
    String id = DigestAuthenticationProvider.generateDigest("reader:secret");
    connection
        .client()
        .setACL()
        .withACL(List.of(new ACL(ZooDefs.Perms.READ, new Id("digest", id))))
        .forPath("/aurora");
    source.start();
    until(() -> announcements() == 1);
  }
}
