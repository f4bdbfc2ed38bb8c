package io.herald.minizookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniZooKeeperTest {

  @TempDir Path folder;

  @Test
  void keepsNodesAndSessionsOverARestart() throws Exception {
    try (MiniZooKeeper server = MiniZooKeeper.start(folder, 0);
        ZooKeeper client = new ZooKeeper(server.connectString(), 10_000, event -> {})) {
      await().until(() -> client.getState().isConnected());
      client.create(
          "/member_",
          "x".getBytes(UTF_8),
          ZooDefs.Ids.OPEN_ACL_UNSAFE,
          CreateMode.EPHEMERAL_SEQUENTIAL);
      long session = client.getSessionId();

      server.stop();
      server.start();

      await().until(() -> client.getState().isConnected());
      assertThat(client.getSessionId()).isEqualTo(session);
      assertThat(client.exists("/member_0000000000", false)).isNotNull();
    }
  }

  @Test
  void anExpiredSessionLosesItsEphemeralNodes() throws Exception {
    try (MiniZooKeeper server = MiniZooKeeper.start(folder, 0);
        ZooKeeper owner = new ZooKeeper(server.connectString(), 10_000, event -> {});
        ZooKeeper reader = new ZooKeeper(server.connectString(), 10_000, event -> {})) {
      await().until(() -> owner.getState().isConnected());
      await().until(() -> reader.getState().isConnected());
      owner.create("/gone", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);

      server.expireSession(owner.getSessionId());

      await().until(() -> reader.exists("/gone", false) == null);
    }
  }
}
