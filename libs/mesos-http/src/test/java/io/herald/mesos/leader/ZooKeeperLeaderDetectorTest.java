package io.herald.mesos.leader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.herald.mesos.LogLines;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooKeeperLeaderDetectorTest {

  private static final Path REGISTERED = Path.of("src/test/resources/captures/zookeeper-steady");

  @TempDir Path folder;

  private MiniZooKeeper server;
  private CuratorFramework masters;
  private final List<Election> elections = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    masters = CuratorFrameworkFactory.newClient(server.connectString(), new RetryNTimes(50, 200));
    masters.start();
  }

  @AfterEach
  void stop() {
    masters.close();
    server.close();
  }

  @Test
  void theLowestSequenceLeadsAndOtherChildrenAreSkipped() throws Exception {
    register("log_replicas", "");
    register("json.info_0000000002", recorded("json.info_0000000002"));
    register("json.info_0000000001", recorded("json.info_0000000001"));

    try (LeaderDetector detector = detector("/mesos/")) {
      detector.start(elections::add);

      await().until(() -> elections.size() == 1);
      assertThat(elections.get(0))
          .isEqualTo(
              new Election(
                  Optional.of(new MasterAddress("127.0.0.1", 5050)),
                  List.of(new MasterAddress("127.0.0.1", 5060))));

      masters.delete().quietly().forPath("/mesos/json.info_0000000001");

      await().until(() -> elections.size() == 2);
      assertThat(elections.get(1).leader()).contains(new MasterAddress("127.0.0.1", 5060));
    }
  }

  @Test
  void theListenerHearsHowTheConnectionStands() throws Exception {
    List<ConnectionState> told = new CopyOnWriteArrayList<>();
    try (LeaderDetector detector = detector("/mesos")) {
      detector.start(
          new LeaderDetector.Listener() {
            @Override
            public void elected(Election election) {}

            @Override
            public void connection(ConnectionState state) {
              told.add(state);
            }
          });
      await().until(() -> told.equals(List.of(ConnectionState.CONNECTED)));
      server.stop();
      await().until(() -> told.size() > 1);
      assertThat(told.get(1)).isEqualTo(ConnectionState.SUSPENDED);
      server.start();
      await().until(() -> told.get(told.size() - 1) == ConnectionState.RECONNECTED);
    }
  }

  @Test
  void aGroupThatIsNotThereYetMeansThatNobodyLeadsYet() throws Exception {
    try (LeaderDetector detector = detector("/mesos")) {
      detector.start(elections::add);
      await().until(() -> elections.equals(List.of(Election.NOBODY)));

      register("json.info_0000000001", recorded("json.info_0000000001"));

      await().until(() -> elections.size() == 2);
      assertThat(elections.get(1).leader()).isPresent();
    }
  }

  @Test
  void theLeaderStaysKnownWhileZooKeeperIsAwayAndChangesAreSeenAfterwards() throws Exception {
    register("json.info_0000000001", recorded("json.info_0000000001"));
    try (LeaderDetector detector = detector("/mesos")) {
      detector.start(elections::add);
      await().until(() -> elections.size() == 1);

      server.stop();
      server.start();
      masters.delete().quietly().forPath("/mesos/json.info_0000000001");

      await().until(() -> elections.size() == 2);
      assertThat(elections.get(1)).isEqualTo(Election.NOBODY);
    }
  }

  @Test
  void aZooKeeperThatGoesAndComesIsOneLineEach() throws Exception {
    register("json.info_0000000001", recorded("json.info_0000000001"));
    try (LogLines lines = LogLines.from(Level.INFO);
        LeaderDetector detector = detector("/mesos")) {
      detector.start(elections::add);
      await().until(() -> elections.size() == 1);

      server.stop();
      await().until(() -> lines.containing("can't be reached") > 0);
      server.start();
      await().until(() -> lines.containing("reached again") > 0);

      masters.delete().quietly().forPath("/mesos/json.info_0000000001");
      await().until(() -> elections.size() == 2);
      assertThat(lines.containing("can't be reached")).isEqualTo(1);
      assertThat(lines.containing("reached again")).isEqualTo(1);
      assertThat(lines.errors()).isEmpty();
    }
  }

  @Test
  void theListenerHearsOnceThatZooKeeperIsAwayAndOnceThatItIsBack() throws Exception {
    register("json.info_0000000001", recorded("json.info_0000000001"));
    List<String> news = new CopyOnWriteArrayList<>();
    try (LeaderDetector detector = detector("/mesos")) {
      detector.start(
          new LeaderDetector.Listener() {
            @Override
            public void elected(Election election) {
              news.add("elected");
            }

            @Override
            public void unreachable(String why) {
              news.add(why.replaceAll(":.*", ""));
            }

            @Override
            public void reachable() {
              news.add("reachable");
            }
          });
      await().until(() -> news.size() == 1);
      server.stop();
      await().until(() -> news.size() == 2);
      server.start();
      await().until(() -> news.size() == 3);
      assertThat(news).containsExactly("elected", "zk", "reachable");
    }
  }

  @Test
  void whyItCantBeReachedIsToldByTheCause() throws Exception {
    int port = server.port();
    String here = "127.0.0.1:" + port;
    server.stop();
    String refused = "can't be reached: connection refused";
    assertThat(unreachable("zk://" + here + "/mesos"))
        .isEqualTo("zk://" + here + "/mesos " + refused);
    assertThat(unreachable("zk://zk1.invalid/mesos"))
        .isEqualTo(
            "zk://zk1.invalid:2181/mesos can't be reached: the host name \"zk1.invalid\" does not"
                + " resolve here");
    assertThat(unreachable("zk://zk1.invalid," + here + "/mesos"))
        .endsWith(
            " can't be reached: zk1.invalid:2181: the host name \"zk1.invalid\" does not resolve"
                + " here; "
                + here
                + ": connection refused");
  }

  private static String unreachable(String url) {
    List<String> news = new CopyOnWriteArrayList<>();
    try (LeaderDetector detector = LeaderDetectors.parse(url)) {
      detector.start(
          new LeaderDetector.Listener() {
            @Override
            public void elected(Election election) {
              news.add("elected");
            }

            @Override
            public void unreachable(String why) {
              news.add(why);
            }
          });
      await().until(() -> !news.isEmpty());
    }
    return news.get(0);
  }

  @Test
  void aZooKeeperThatIsNotThereIsWaitedFor() throws Exception {
    register("json.info_0000000001", recorded("json.info_0000000001"));
    server.stop();
    try (LeaderDetector detector = detector("/mesos")) {
      detector.start(elections::add);

      server.start();

      await().until(() -> elections.size() == 1);
      assertThat(elections.get(0).leader()).isPresent();
    }
  }

  @Test
  void aLeaderWhoseNodeHoldsGarbageIsToldOnceAndIsNotTheNextOnesTurn() throws Exception {
    try (LogLines lines = LogLines.from(Level.WARN);
        LeaderDetector detector = detector("/mesos")) {
      register("json.info_0000000002", recorded("json.info_0000000002"));
      detector.start(elections::add);
      await().until(() -> elections.size() == 1);

      register("json.info_0000000001", "garbage");
      await().until(() -> lines.containing("json.info_0000000001 is not a MasterInfo") > 0);
      register("json.info_0000000003", recorded("json.info_0000000001"));
      masters.delete().quietly().forPath("/mesos/json.info_0000000001");

      await().until(() -> elections.size() == 2);
      assertThat(elections)
          .extracting(Election::leader)
          .containsOnly(Optional.of(new MasterAddress("127.0.0.1", 5060)));
      assertThat(lines.containing("is not a MasterInfo")).isEqualTo(1);
    }
  }

  @Test
  void aGroupThatOnlyAUserMayReadIsReadAsThatUser() throws Exception {
    String digest = DigestAuthenticationProvider.generateDigest("herald:secret");
    register("json.info_0000000001", recorded("json.info_0000000001"));
    masters
        .setACL()
        .withACL(List.of(new ACL(ZooDefs.Perms.ALL, new Id("digest", digest))))
        .forPath("/mesos");

    try (LogLines lines = LogLines.from(Level.WARN);
        LeaderDetector stranger = detector("/mesos");
        LeaderDetector user =
            LeaderDetectors.parse("zk://herald:secret@" + server.connectString() + "/mesos")) {
      user.start(elections::add);
      await().until(() -> elections.size() == 1);
      assertThat(elections.get(0).leader()).isPresent();

      List<Election> forStranger = new CopyOnWriteArrayList<>();
      stranger.start(forStranger::add);
      await()
          .until(
              () ->
                  lines.containing(
                          "can't be read (the permission to read /mesos is missing; write"
                              + " zk://user:password@host)")
                      > 0);
      assertThat(forStranger).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"address\":{\"hostname\":\"m\",\"ip\":\"10.0.0.1\",\"port\":5051},\"ip\":1,\"port\":2} | 10.0.0.1:5051",
        "{\"ip\":16777343,\"port\":5060} | 127.0.0.1:5060",
        "{\"ip\":16777343} | 127.0.0.1:5050",
        "{\"address\":{\"hostname\":\"master1.example\",\"port\":5051}} | master1.example:5051",
        "{\"address\":{\"ip\":\"2001:db8::1\",\"port\":5051}} | [2001:db8::1]:5051",
      })
  void aMasterInfoGivesTheAddress(String info, String address) throws Exception {
    assertThat(MasterGroup.parse(info.getBytes(UTF_8))).hasToString(address);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "zk://h/mesos | h:2181 | /mesos |",
        "zk://h:1,i/mesos/ | h:1,i:2181 | /mesos |",
        "zk://user:pa:ss@h:1/a//b | h:1 | /a/b | user:pa:ss",
        "zk://h | h:2181 | / |",
      })
  void aZooKeeperUrlIsReadAsMesosWritesIt(
      String text, String connectString, String path, String digest) {
    assertThat(ZooKeeperUrl.parse(text))
        .isEqualTo(new ZooKeeperUrl(connectString, path, Optional.ofNullable(digest)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "zk://h:x/mesos | \"x\" is not a port",
        "zk://h:0/mesos | \"0\" is not a port",
        "zk://,h/mesos | a host is empty",
        "zk://secret@h/mesos | write the credentials as user:password@",
        "10.0.0.1 | write host:port",
        "https://10.0.0.1:5050 | TLS is not chosen by the address; write host:port",
        "'' | write host:port",
        "10.0.0.1:x | the port is not a number",
        "10.0.0.1:70000 | port 70000 is not in 1-65535",
        "2001:db8::1:5050 | [v6-address]:port",
      })
  void aMalformedMasterSaysWhatToWrite(String text, String message) {
    assertThatThrownBy(() -> LeaderDetectors.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret");
  }

  private LeaderDetector detector(String path) {
    return LeaderDetectors.parse("zk://" + server.connectString() + path);
  }

  private void register(String node, String data) throws Exception {
    masters.create().creatingParentsIfNeeded().forPath("/mesos/" + node, data.getBytes(UTF_8));
  }

  private static String recorded(String node) throws Exception {
    return Files.readString(REGISTERED.resolve("mesos__" + node));
  }
}
