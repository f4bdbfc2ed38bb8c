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
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The auth file against a real server, which is who decides: table A where it is of use. */
class AnnouncedUnderAclTest {

  private static final String SET = "/aurora/www/prod/hello";
  private static final int ALL_BUT_ADMIN = Perms.READ | Perms.WRITE | Perms.CREATE | Perms.DELETE;
  private static final Id ANYONE = ZooDefs.Ids.ANYONE_ID_UNSAFE;

  /** As the server shows a digest to who has no right to administer. */
  private static final Id USER = new Id("digest", "user:x");

  private static final String OWNER =
      """
      {"scheme": "digest", "credential": "%s", "permissions":
        {"read": true, "write": true, "create": true, "delete": true, "admin": false}}""";
  private static final String WORLD =
      "{\"scheme\": \"world\", \"credential\": \"anyone\", \"permissions\": {\"read\": true%s}}";

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper stranger;

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    stranger = new ZooKeeper(server.connectString(), 30_000, event -> {});
    await().until(() -> stranger.getState().isConnected());
  }

  @AfterEach
  void stop() throws Exception {
    stranger.close();
    server.close();
  }

  @Test
  void a1_theListIsOnTheMemberAndOnEveryParentThatHadToBeMade() throws Exception {
    List<ACL> wanted = List.of(new ACL(ALL_BUT_ADMIN, USER), new ACL(Perms.READ, ANYONE));
    try (Announcers announcers = announcers(file("user:pass", WORLD.formatted(""), ""))) {
      announcers.of(hello()).show();
      String member = awaitMember();

      for (String node : List.of("/aurora", "/aurora/www", "/aurora/www/prod", SET, member)) {
        assertThat(acl(node)).as(node).isEqualTo(wanted);
      }
      assertThatThrownBy(() -> stranger.delete(member, -1))
          .isInstanceOf(KeeperException.NoAuthException.class);
      stranger.addAuthInfo("digest", "user:pass".getBytes(UTF_8));
      stranger.delete(member, -1);
    }
  }

  @Test
  void withAListOfTheirOwnParentsKeepStrangersFromDeletingMembers() throws Exception {
    // The member's own list gives the world delete, as Aurora's sample file does: it counts for
    // nothing, since ZooKeeper asks the parent.
    String world = WORLD.formatted(", \"delete\": true");
    try (Announcers announcers =
        announcers(
            file(
                "user:pass",
                world,
                ", \"parent_acl\": ["
                    + OWNER.formatted("user:pass")
                    + ", "
                    + WORLD.formatted("")
                    + "]"))) {
      Announcer announcer = announcers.of(hello());
      announcer.show();
      String member = awaitMember();

      assertThat(acl(SET))
          .isEqualTo(List.of(new ACL(ALL_BUT_ADMIN, USER), new ACL(Perms.READ, ANYONE)));
      assertThat(acl(member))
          .isEqualTo(
              List.of(new ACL(ALL_BUT_ADMIN, USER), new ACL(Perms.READ | Perms.DELETE, ANYONE)));
      assertThatThrownBy(() -> stranger.delete(member, -1))
          .isInstanceOf(KeeperException.NoAuthException.class);
      assertThat(announcer.leave(Duration.ofMinutes(1))).isTrue();
    }
  }

  @Test
  void withoutOneAStrangerDeletesAMemberAndItComesBack() throws Exception {
    try (Announcers announcers =
        announcers(file("user:pass", WORLD.formatted(", \"delete\": true"), ""))) {
      announcers.of(hello()).show();
      String member = awaitMember();

      stranger.delete(member, -1);

      await().until(() -> !awaitMember().equals(member));
    }
  }

  @Test
  void a6_aPasswordWithAColonOpensWhatItsDigestCloses() throws Exception {
    try (Announcers announcers = announcers(file("a:b:c", WORLD.formatted(""), ""))) {
      Announcer announcer = announcers.of(hello());
      announcer.show();
      String member = awaitMember();

      assertThat(acl(member)).contains(new ACL(ALL_BUT_ADMIN, new Id("digest", "a:x")));
      // To delete takes the right that the digest of the same password gave the parent.
      assertThatThrownBy(() -> stranger.delete(member, -1))
          .isInstanceOf(KeeperException.NoAuthException.class);
      assertThat(announcer.leave(Duration.ofMinutes(1))).isTrue();
      assertThat(stranger.getChildren(SET, false)).isEmpty();
    }
  }

  @Test
  void a3_a5_withoutAFileOrWithAnEmptyOneAllIsOpen() throws Exception {
    for (String text : List.of("{}", "{\"auth\": [], \"acl\": []}")) {
      try (Announcers announcers = announcers(text)) {
        announcers.of(hello()).show();
        assertThat(acl(awaitMember())).isEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE);
      }
    }
    try (Announcers announcers =
        ServerSetAnnouncers.of(
            ExecutorOptions.builder().announcerEnsemble(server.connectString()).build())) {
      announcers.of(hello()).show();
      assertThat(acl(awaitMember())).isEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE);
    }
  }

  private static String file(String credential, String world, String more) {
    return "{\"auth\": [{\"scheme\": \"digest\", \"credential\": \""
        + credential
        + "\"}], \"acl\": ["
        + OWNER.formatted(credential)
        + ", "
        + world
        + "]"
        + more
        + "}";
  }

  private Announcers announcers(String file) throws Exception {
    Path auth = Files.write(folder.resolve("auth.json"), file.getBytes(UTF_8));
    return ServerSetAnnouncers.of(
        ExecutorOptions.builder()
            .announcerEnsemble(server.connectString())
            .zookeeperAuthConfig(auth)
            .build());
  }

  private static AnnounceRequest hello() {
    return new AnnounceRequest(
        new ServerSetPath(SET),
        "agent1.example.com",
        31000,
        new TreeMap<>(Map.of("http", 31000)),
        0,
        OptionalDouble.empty(),
        new TreeMap<>(),
        "task-1");
  }

  private String awaitMember() {
    return await()
        .ignoreException(KeeperException.NoNodeException.class)
        .until(() -> stranger.getChildren(SET, false), members -> members.size() == 1)
        .stream()
        .map(member -> SET + "/" + member)
        .findFirst()
        .orElseThrow();
  }

  private List<ACL> acl(String node) throws Exception {
    return stranger.getACL(node, new Stat());
  }
}
