package io.herald.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.lint.Effect;
import io.herald.serverset.lint.ServerSetReader;
import io.herald.serverset.lint.TreeLint;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serverset validate} over one tree that holds the whole reader table, F1 to F16. */
class TreeLintTableTest {

  private static final byte[] GOOD =
      ("{\"serviceEndpoint\":{\"host\":\"127.0.0.1\",\"port\":41000},\"additionalEndpoints\":{},"
              + "\"status\":\"ALIVE\",\"shard\":9}")
          .getBytes(UTF_8);

  @Test
  void everyRowIsToldAtItsNodeAndNothingElse(@TempDir Path folder) throws Exception {
    Map<String, ReaderTable.Row> nodes = new HashMap<>();
    try (MiniZooKeeper server = MiniZooKeeper.start(folder, 0);
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()))) {
      for (ReaderTable.Row row : ReaderTable.rows().toList()) {
        String set = "/aurora/www/prod/row" + nodes.size();
        create(connection, set + "/member_", GOOD);
        nodes.put(create(connection, set + "/" + row.name(), row.data()), row);
      }

      TreeLint.Result result = new TreeLint(connection).check(new ServerSetPath("/aurora"));

      Map<String, Map<ServerSetReader, Effect>> told = new HashMap<>();
      for (TreeLint.Remark remark : result.remarks()) {
        remark
            .readers()
            .forEach(
                reader ->
                    told.computeIfAbsent(
                            remark.node().value(), node -> new EnumMap<>(ServerSetReader.class))
                        .put(reader, remark.effect()));
      }
      Map<String, Map<ServerSetReader, Effect>> expected = new HashMap<>();
      nodes.forEach(
          (node, row) -> {
            Map<ServerSetReader, Effect> harmed =
                row.effects().entrySet().stream()
                    .filter(effect -> effect.getValue().isHarm())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            if (!harmed.isEmpty()) {
              expected.put(node, harmed);
            }
          });
      assertThat(told).isEqualTo(expected);
      assertThat(result.sets()).isEqualTo(nodes.size());
    }
  }

  private static String create(ZooKeeperConnection connection, String path, byte[] data)
      throws Exception {
    return connection
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(path.endsWith("_") ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL)
        .forPath(path, data);
  }
}
