package io.herald.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.minietcd.EtcdWire;
import io.herald.minietcd.MiniEtcd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower of a prefix against Debian's etcd, over a way that is cut. */
class PrefixFollowerTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdWire wire;
  private EtcdClient direct;
  private EtcdClient client;
  private PrefixFollower follower;
  private final Heard heard = new Heard();

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    wire = new EtcdWire(etcd.port());
    direct = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(LONG));
    client = new EtcdClient(EtcdSettings.of(wire.endpoint()).withTimeout(LONG));
    put("/p/stays", "1");
    put("/p/goes", "1");
    put("/q/other", "1");
  }

  @AfterEach
  void stop() throws Exception {
    follower.close();
    client.close();
    direct.close();
    wire.close();
    etcd.close();
  }

  private void follow(Duration silence) {
    follower = PrefixFollower.start(client, "/p/", heard, silence);
    await().until(() -> heard.marks.contains("complete") && follower.resumptions() > 0);
  }

  private void put(String key, String value) throws Exception {
    direct.put(key, ByteString.copyFromUtf8(value), 0);
  }

  private void awaitSame() {
    awaitEqual();
    assertThat(heard.deleted).doesNotContain("/p/stays");
  }

  private void awaitEqual() {
    await()
        .untilAsserted(
            () -> {
              Map<String, String> there = new TreeMap<>();
              direct.list("/p/").forEach(entry -> there.put(entry.key(), entry.text()));
              assertThat(new TreeMap<>(heard.keys)).isEqualTo(there);
            });
  }

  @Test
  void changesComeAsTheyAreMade() throws Exception {
    follow(LONG);
    put("/p/new", "1");
    put("/p/new", "2");
    direct.delete("/p/goes");
    direct.delete("/q/other");
    awaitSame();
    assertThat(heard.keys).containsOnlyKeys("/p/stays", "/p/new");
    assertThat(heard.marks).containsExactly("complete");
    assertThat(follower.readings()).isEqualTo(1);
  }

  @Test
  void aCutWatchGoesOnWhereItWas() throws Exception {
    follow(LONG);
    wire.cut();
    await().until(() -> heard.marks.contains("stale"));
    put("/p/new", "1");
    direct.delete("/p/goes");
    wire.restore();
    awaitSame();
    await().until(() -> heard.marks.equals(List.of("complete", "stale", "current")));
    assertThat(follower.readings()).isEqualTo(1);
  }

  @Test
  void whatIsCompactedAwayIsReadAgain() throws Exception {
    follow(LONG);
    wire.cut();
    await().until(() -> heard.marks.contains("stale"));
    for (int i = 0; i < 10; i++) {
      put("/p/new", "" + i);
    }
    direct.delete("/p/goes");
    etcd.compact();
    wire.restore();
    awaitSame();
    assertThat(heard.keys).containsEntry("/p/new", "9").doesNotContainKey("/p/goes");
    assertThat(follower.readings()).isEqualTo(2);
  }

  @Test
  void aMemberThatIsKilledAndStartedAgainLosesNothing() throws Exception {
    follow(LONG);
    etcd.kill();
    await().until(() -> heard.marks.contains("stale"));
    etcd.restart();
    put("/p/new", "1");
    awaitSame();
    assertThat(heard.keys).containsKeys("/p/stays", "/p/goes", "/p/new");
  }

  @Test
  void anEmptyClusterInItsPlaceIsReadAgain() throws Exception {
    follow(LONG);
    etcd.restartEmpty();
    put("/p/stays", "of another cluster");
    awaitEqual();
    assertThat(heard.keys).containsOnlyKeys("/p/stays");
    assertThat(heard.deleted).contains("/p/goes");
  }

  @Test
  void aClusterThatLostItsDataAndGotNewOnesIsReadAgain() throws Exception {
    follow(LONG);
    wire.cut();
    await().until(() -> heard.marks.contains("stale"));
    etcd.restartEmpty();
    for (int i = 0; i < 20; i++) {
      put("/p/stays", "new " + i);
    }
    put("/p/other", "1");
    wire.restore();
    awaitSame();
    assertThat(heard.keys).containsOnlyKeys("/p/stays", "/p/other");
  }

  @Test
  void aWatchThatFallsSilentIsCut() throws Exception {
    follow(Duration.ofMillis(300));
    wire.fallSilent();
    put("/p/new", "1");
    // No packet says that the connection is dead.
    await().until(() -> heard.marks.contains("stale"));
    wire.restore();
    awaitSame();
    assertThat(heard.keys).containsKey("/p/new");
  }

  @Test
  void aQuietPrefixIsNoSilence() throws Exception {
    follow(Duration.ofMillis(50));
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > Duration.ofSeconds(1).toNanos());
    put("/p/new", "1");
    awaitSame();
    assertThat(follower.readings()).isEqualTo(1);
  }

  @Test
  void ofSeveralCandidatesTheFirstLeadsAndAnotherFollowsIt() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    List<EtcdElection> candidates = new ArrayList<>();
    follow(LONG);
    for (String name : List.of("a", "b")) {
      candidates.add(
          EtcdElection.stand(
              direct,
              "/election",
              name,
              Duration.ofSeconds(30),
              new EtcdElection.Listener() {
                @Override
                public void elected() {
                  told.add("+" + name);
                }

                @Override
                public void deposed(String reason) {
                  told.add("-" + name);
                }
              }));
      await().until(() -> !told.isEmpty());
    }
    assertThat(told).containsExactly("+a");
    EtcdCompare condition = candidates.get(0).stillLeading().orElseThrow();
    assertThat(candidates.get(1).isLeader()).isFalse();
    EtcdTransaction write =
        EtcdTransaction.when(condition).put("/p/by", ByteString.copyFromUtf8("a"), 0);
    assertThat(direct.commit(write).succeeded()).isTrue();
    candidates.get(0).close();
    await().until(() -> told.equals(List.of("+a", "-a", "+b")));
    assertThat(direct.commit(write).succeeded()).isFalse();
    // Whoever removes the leader's key deposes it; it stands again.
    direct.deleteAll("/election/");
    await().until(() -> told.equals(List.of("+a", "-a", "+b", "-b", "+b")));
    candidates.get(1).close();
    await().until(() -> direct.list("/election/").isEmpty());
  }
}
