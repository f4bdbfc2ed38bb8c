package io.herald.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdException.Kind;
import io.herald.minietcd.MiniEtcdCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members of Debian's etcd, which die one at a time and hand the lead to each other. */
class EtcdClusterTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ROUNDS = 6;

  @TempDir private Path folder;
  private MiniEtcdCluster cluster;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    cluster = MiniEtcdCluster.start(folder);
    client = new EtcdClient(EtcdSettings.of(cluster.endpoints()).withTimeout(LONG));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    cluster.close();
  }

  /** While members vote, requests fail for a moment. */
  private static ConditionFactory awaitVote() {
    return await().ignoreExceptionsInstanceOf(EtcdException.class);
  }

  private void put(String key, String value) {
    awaitVote()
        .until(
            () -> {
              client.put(key, ByteString.copyFromUtf8(value), 0);
              return true;
            });
  }

  private Map<String, String> keys() throws Exception {
    Map<String, String> keys = new TreeMap<>();
    client.list("/p/").forEach(entry -> keys.put(entry.key(), entry.text()));
    return keys;
  }

  @Test
  void whicheverMemberDiesAnotherIsAsked() throws Exception {
    put("/a", "0");
    for (int round = 1; round <= ROUNDS; round++) {
      String asked = client.endpoint().toString();
      cluster.at(asked).kill();
      String before = String.valueOf(round - 1);
      awaitVote().until(() -> client.get("/a").orElseThrow().text().equals(before));
      assertThat(client.endpoint().toString()).isNotEqualTo(asked);
      put("/a", String.valueOf(round));
      cluster.restartKilled();
    }
  }

  @Test
  void aFollowerLosesNothingWhileLeadersDieAndHandOver() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    Heard heard = new Heard();
    put("/p/stays", "1");
    try (EtcdClient other = new EtcdClient(client.settings());
        PrefixFollower follower = PrefixFollower.start(other, "/p/", heard)) {
      await().until(() -> heard.marks.contains("complete") && follower.resumptions() > 0);
      for (int round = 0; round < ROUNDS; round++) {
        switch (round % 3) {
          case 0 -> cluster.leader().kill();
          case 1 -> cluster.moveLeader();
          default -> cluster.at(other.endpoint().toString()).kill();
        }
        for (int i = 0; i < 20; i++) {
          String key = "/p/" + random.nextInt(10);
          if (random.nextInt(3) == 0) {
            awaitVote().until(() -> client.delete(key) || client.get(key).isEmpty());
          } else {
            put(key, round + "." + i);
          }
        }
        cluster.restartKilled();
      }
      awaitVote()
          .untilAsserted(
              () -> assertThat(new TreeMap<>(heard.keys)).as("seed %d", seed).isEqualTo(keys()));
      assertThat(heard.deleted).as("seed %d", seed).doesNotContain("/p/stays");
      assertThat(heard.keys).containsEntry("/p/stays", "1");
    }
  }

  /** The members agree on leases and elections; whoever leads them counts the time anew. */
  @Test
  void anElectionAndALeaseOutliveTheirMembersLeader() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (EtcdLease lease = client.lease(LONG);
        EtcdElection one = stand("a", told)) {
      await().until(() -> told.equals(List.of("+a")));
      try (EtcdElection other = stand("b", told)) {
        await().until(() -> client.list("/election/").size() == 2);
        EtcdCompare condition = one.stillLeading().orElseThrow();
        client.put("/leased", ByteString.copyFromUtf8("0"), lease.id());
        for (int round = 0; round < ROUNDS; round++) {
          if (round % 2 == 0) {
            cluster.leader().kill();
          } else {
            cluster.moveLeader();
          }
          EtcdTransaction write =
              EtcdTransaction.when(condition)
                  .put("/leased", ByteString.copyFromUtf8("" + round), lease.id());
          awaitVote().until(() -> client.commit(write).succeeded());
          cluster.restartKilled();
        }
        assertThat(told).containsExactly("+a");
        assertThat(other.isLeader()).isFalse();
        assertThat(lease.isAlive()).isTrue();
        assertThat(client.get("/leased").orElseThrow().lease()).isEqualTo(lease.id());
      }
    }
  }

  private EtcdElection stand(String name, List<String> told) {
    return EtcdElection.stand(
        client,
        "/election",
        name,
        LONG,
        new EtcdElection.Listener() {
          @Override
          public void elected() {
            told.add("+" + name);
          }

          @Override
          public void deposed(String reason) {
            told.add("-" + name);
          }
        });
  }

  /** One of three can't know what the others have agreed on: it says nothing. */
  @Test
  void oneMemberAloneAnswersNothingFromThePast() throws Exception {
    put("/p/stays", "1");
    Heard heard = new Heard();
    try (PrefixFollower follower = PrefixFollower.start(client, "/p/", heard);
        EtcdClient hurried = new EtcdClient(client.settings().withTimeout(Duration.ofSeconds(2)))) {
      await().until(() -> heard.marks.contains("complete") && follower.resumptions() > 0);
      cluster.members().get(0).kill();
      cluster.members().get(1).kill();
      assertThatThrownBy(() -> hurried.get("/p/stays"))
          .isInstanceOfSatisfying(
              EtcdException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNAVAILABLE));
      await().until(() -> heard.marks.contains("stale"));
      assertThat(heard.keys).containsEntry("/p/stays", "1");
      cluster.restartKilled();
      put("/p/new", "2");
      await().until(() -> heard.keys.containsKey("/p/new"));
      await().until(() -> heard.marks.get(heard.marks.size() - 1).equals("current"));
      assertThat(heard.deleted).isEmpty();
    }
  }
}
