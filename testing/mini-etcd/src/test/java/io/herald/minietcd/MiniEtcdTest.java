package io.herald.minietcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests get of etcd. */
class MiniEtcdTest {

  @TempDir private Path folder;

  @Test
  void itsKeysOutliveAKillAndAreGoneFromAnEmptyOne() throws Exception {
    try (MiniEtcd etcd = MiniEtcd.start(folder)) {
      etcd.etcdctl("put", "/a", "1");
      etcd.kill();
      etcd.restart();
      assertThat(etcd.etcdctl("get", "/a")).isEqualTo("/a\n1\n");
      etcd.restartEmpty();
      assertThat(etcd.etcdctl("get", "/a")).isEmpty();
    }
  }

  @Test
  void historyIsCompactedAndUsersMayDoWhatTheyMay() throws Exception {
    try (MiniEtcd etcd = MiniEtcd.start(folder)) {
      etcd.etcdctl("put", "/a/1", "1");
      etcd.etcdctl("put", "/a/1", "2");
      etcd.compact();
      assertThatThrownBy(() -> etcd.etcdctl("get", "/a/1", "--rev=1"))
          .hasMessageContaining("compacted");
      etcd.enableUsers("secret", "reader", "word", "/a/");
      assertThat(etcd.etcdctlAs("reader:word", "get", "/a/1")).contains("2");
      assertThatThrownBy(() -> etcd.etcdctlAs("reader:word", "get", "/b"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void ofThreeTheLeadMovesAndOneMayBeAway() throws Exception {
    try (MiniEtcdCluster cluster = MiniEtcdCluster.start(folder)) {
      MiniEtcd first = cluster.leader();
      first.etcdctl("put", "/a", "1");
      cluster.moveLeader();
      MiniEtcd second = cluster.leader();
      assertThat(second).isNotSameAs(first);
      second.kill();
      assertThat(cluster.leader()).isNotSameAs(second);
      cluster.restartKilled();
      assertThat(cluster.members())
          .allSatisfy(member -> assertThat(member.etcdctl("get", "/a")).isEqualTo("/a\n1\n"));
      assertThat(cluster.at(second.endpoint())).isSameAs(second);
    }
  }

  @Test
  void oneThatEndsAtOnceIsSaidWithWhatItPrinted() {
    assertThatThrownBy(() -> MiniEtcd.start(folder, "--no-such-flag"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-flag");
  }
}
