package io.herald.interop.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.interop.OurView;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kazoo, the library that Aurora's executor writes members with. */
class KazooTest {

  private static final String PATH = "/aurora/www/prod/hello";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What CPython 2.7 writes for Aurora: blanks, and another order of keys than ours. */
  private static final String AURORAS =
      "{\"status\": \"ALIVE\", \"additionalEndpoints\": {\"aurora\": {\"host\":"
          + " \"agent1.example.com\", \"port\": 31000}, \"http\": {\"host\":"
          + " \"agent1.example.com\", \"port\": 31000}}, \"serviceEndpoint\": {\"host\":"
          + " \"agent1.example.com\", \"port\": 31000}, \"shard\": 0}";

  @TempDir Path folder;
  private MiniZooKeeper server;

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void kazooFollowsOurMembersAsTheyChange() throws Exception {
    try (ExternalProcess kazoo = kazoo("watch");
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()))) {
      ServerSet set = new ServerSet(connection, new ServerSetPath(PATH));
      Membership first = set.join(member(0));
      Membership second = set.join(member(1));
      eventually(kazoo, Map.of(0, 31000, 1, 31001));

      assertThat(first.leave(PATIENCE)).isTrue();
      eventually(kazoo, Map.of(1, 31001));

      server.expireSession(connection.client().getZookeeperClient().getZooKeeper().getSessionId());
      set.join(member(2));
      eventually(kazoo, Map.of(1, 31001, 2, 31002));
      assertThat(second.leave(PATIENCE)).isTrue();
    }
  }

  @Test
  void ourMonitorReadsWhatKazooWrites() throws Exception {
    try (OurView ours = OurView.of(server.connectString(), PATH)) {
      try (ExternalProcess kazoo = kazoo("announce", AURORAS)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(ours.seen())
                        .as(kazoo.errors())
                        .containsExactly(
                            "agent1.example.com:31000 {aurora=agent1.example.com:31000,"
                                + " http=agent1.example.com:31000} shard 0"));
      }
      await().atMost(PATIENCE).until(() -> ours.seen().isEmpty());
    }
  }

  private static Member member(int shard) {
    return Member.alive(new Endpoint("127.0.0.1", 31000 + shard), Map.of(), shard);
  }

  /** Port by shard, as kazoo last saw it. */
  private static void eventually(ExternalProcess kazoo, Map<Integer, Integer> expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(last(kazoo)).as(kazoo.errors()).isEqualTo(new TreeMap<>(expected)));
  }

  private static Map<Integer, Integer> last(ExternalProcess kazoo) throws Exception {
    Map<Integer, Integer> ports = new TreeMap<>();
    if (kazoo.lines().isEmpty()) {
      return ports;
    }
    JsonNode picture = JSON.readTree(kazoo.lines().get(kazoo.lines().size() - 1));
    for (Iterator<JsonNode> members = picture.elements(); members.hasNext(); ) {
      JsonNode member = JSON.readTree(members.next().textValue());
      ports.put(member.get("shard").intValue(), member.at("/serviceEndpoint/port").intValue());
    }
    return ports;
  }

  private ExternalProcess kazoo(String mode, String... more) throws Exception {
    Path script = folder.resolve("kazoo_member.py");
    try (InputStream source = KazooTest.class.getResourceAsStream("kazoo_member.py")) {
      Files.write(script, source.readAllBytes());
    }
    String[] command = new String[5 + more.length];
    command[0] = "/usr/bin/python3";
    command[1] = script.toString();
    command[2] = mode;
    command[3] = server.connectString();
    command[4] = PATH;
    System.arraycopy(more, 0, command, 5, more.length);
    return ExternalProcess.start("python3-kazoo", folder, command);
  }
}
