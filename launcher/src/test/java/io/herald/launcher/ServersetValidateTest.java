package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.MiniZooKeeper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's own part: what it prints, and its exit code. */
class ServersetValidateTest {

  private static final String GOOD =
      "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":31000},\"additionalEndpoints\":{},"
          + "\"status\":\"ALIVE\",\"shard\":%d}";

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper zooKeeper;

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    zooKeeper = new ZooKeeper(server.connectString(), 30_000, event -> {});
    node("/aurora", "", CreateMode.PERSISTENT);
    node("/aurora/set", "", CreateMode.PERSISTENT);
    node("/aurora/set/member_", GOOD.formatted(0), CreateMode.EPHEMERAL_SEQUENTIAL);
  }

  @AfterEach
  void stop() throws Exception {
    zooKeeper.close();
    server.close();
  }

  private record Run(int exit, List<String> lines) {}

  /** It prints where a script reads it. */
  private Run validate(String path) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      int exit =
          Herald.commandLine(Map.of())
              .execute("serverset", "validate", "--zk=" + server.connectString(), path);
      return new Run(exit, out.toString(UTF_8).lines().toList());
    } finally {
      System.setOut(before);
    }
  }

  private void node(String path, String data, CreateMode mode) throws Exception {
    zooKeeper.create(path, data.getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
  }

  @Test
  void aGoodTreeIsSaidToBeOneWithExitCodeZero() {
    assertThat(validate("/aurora")).isEqualTo(new Run(0, List.of("1 sets, 1 members, 0 remarks")));
  }

  @Test
  void eachKindOfHarmIsSaidWithItsReadersAndExitCodeTwo() throws Exception {
    node(
        "/aurora/set/member_",
        GOOD.formatted(1).replace("31000", "0"),
        CreateMode.EPHEMERAL_SEQUENTIAL);
    node(
        "/aurora/set/member_",
        "{\"serviceEndpoint\":{\"host\":\"h\",\"port\":31000},\"status\":\"ALIVE\",\"shard\":2}",
        CreateMode.EPHEMERAL_SEQUENTIAL);
    node("/aurora/set/member_", GOOD.formatted(3), CreateMode.PERSISTENT_SEQUENTIAL);

    assertThat(validate("/"))
        .isEqualTo(
            new Run(
                2,
                List.of(
                    "/aurora/set/member_0000000001\ta bogus endpoint for Finagle zk2!, Finagle zk!,"
                        + " Twitter commons (Java), Twitter commons (Python), Prometheus:"
                        + " serviceEndpoint.port is 0, and it takes that for a port",
                    "/aurora/set/member_0000000001\tmissed by Armeria: serviceEndpoint.port is 0",
                    "/aurora/set/member_0000000001\tlook: Herald does not read it: serviceEndpoint:"
                        + " the port of h is 0; a port is 1 to 65535",
                    "/aurora/set/member_0000000002\tBLINDS for the whole set: Finagle zk!, Twitter"
                        + " commons (Java): additionalEndpoints is missing; write {} for none",
                    "/aurora/set/member_0000000002\tmissed by Twitter commons (Python):"
                        + " additionalEndpoints is missing",
                    "/aurora/set/member_0000000002\tmissed by Armeria: additionalEndpoints is"
                        + " missing; write {} for none",
                    "/aurora/set/member_0000000003\tlook: it is not ephemeral, so it stays when its"
                        + " task is gone",
                    "1 sets, 4 members, 7 remarks")));
  }
}
