package io.herald.interop.finagle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Finagle's {@code zk2!} makes of weight vectors: conformance cases F19 to F27. It is the
 * reader that decides, so our own vectors are written as it wants them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FinagleVectorsTest {

  /** Shard 0, which the rows are about, is at this port; shard 1 at the next one. */
  private static final int FIRST = 31000;

  private MiniZooKeeper server;
  private ZooKeeperConnection connection;
  private int rows;

  @BeforeAll
  void startServer(@TempDir Path folder) throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()));
  }

  @AfterAll
  void stopServer() {
    connection.close();
    server.close();
  }

  static Stream<Arguments> vectors() {
    return Stream.of(
        arguments("F19: shard=", List.of(entry("shard=0", "0.25")), Map.of(0, 0.25, 1, 1.0)),
        arguments("F20: an integer", List.of(entry("shard=0", "2")), Map.of(0, 1.0, 1, 1.0)),
        arguments(
            "F21: the same vector twice",
            List.of(entry("shard=0", "0.5"), entry("shard=0", "0.5")),
            Map.of(0, 0.5, 1, 1.0)),
        arguments("F22: below zero", List.of(entry("shard=0", "-1.0")), Map.of(1, 1.0)),
        arguments("F23: zero", List.of(entry("shard=0", "0.0")), Map.of(0, 0.0, 1, 1.0)),
        arguments(
            "F24: member=",
            List.of(entry("member=member_0000000001", "0.25")),
            Map.of(0, 1.0, 1, 0.25)),
        arguments(
            "F25: inet=", List.of(entry("inet=127.0.0.1:31001", "0.25")), Map.of(0, 1.0, 1, 0.25)),
        arguments(
            "F26: an unknown selector",
            List.of(entry("zone=b", "0.25") + "," + entry("shard=1", "0.5")),
            Map.of(0, 1.0, 1, 0.5)),
        arguments(
            "F27: entries of one vector multiply",
            List.of(
                entry("inet=127.0.0.1:31000", "1.2")
                    + ","
                    + entry("member=member_0000000000", "2.1")),
            Map.of(0, 2.52, 1, 1.0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void anEndpointHasTheWeightThatTheVectorsGiveIt(
      String id, List<String> vectors, Map<Integer, Double> expected) throws Exception {
    String path = "/aurora/www/prod/vectors" + rows++;
    for (int shard = 0; shard < 2; shard++) {
      Endpoint endpoint = new Endpoint("127.0.0.1", FIRST + shard);
      create(
          path + "/member_",
          MemberJson.write(Member.alive(endpoint, Map.of("http", endpoint), shard)));
    }
    for (String entries : vectors) {
      createVector(path, entries);
    }

    try (FinagleView view = FinagleZk2Test.follow(server.connectString(), path, "")) {
      awaitWeights(view, expected);
      // A weight that is there because its vector wasn't read yet would show here.
      createVector(path, entry("shard=1", "0.125"));
      Map<Integer, Double> then = new HashMap<>(expected);
      then.computeIfPresent(1, (shard, weight) -> weight * 0.125);
      awaitWeights(view, then);
    }
  }

  private static void awaitWeights(FinagleView view, Map<Integer, Double> expected) {
    await()
        .untilAsserted(
            () -> {
              Map<Integer, Double> weights = new HashMap<>();
              view.weights().forEach((seen, weight) -> weights.put(seen.port() - FIRST, weight));
              assertThat(weights.keySet()).isEqualTo(expected.keySet());
              expected.forEach(
                  (shard, weight) ->
                      assertThat(weights.get(shard)).isCloseTo(weight, within(1e-9)));
            });
  }

  private static String entry(String selector, String weight) {
    return "{\"select\": \"" + selector + "\", \"weight\": " + weight + ", \"priority\": 1}";
  }

  private void createVector(String path, String entries) throws Exception {
    create(path + "/vector_", ("{\"vector\": [" + entries + "]}").getBytes(UTF_8));
  }

  private void create(String path, byte[] data) throws Exception {
    connection
        .client()
        .create()
        .creatingParentsIfNeeded()
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath(path, data);
  }
}
