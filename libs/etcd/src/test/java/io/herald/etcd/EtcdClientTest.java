package io.herald.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdCompare.Is;
import io.herald.minietcd.MiniEtcd;
import io.herald.ports.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against Debian's etcd. */
class EtcdClientTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(LONG));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    etcd.close();
  }

  private static ByteString value(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void keysAreWrittenReadAndRemoved() throws Exception {
    long revision = client.put("/a", value("1"), 0);
    client.put("/a", value("2"), 0);
    EtcdEntry entry = client.get("/a").orElseThrow();
    assertThat(entry).isEqualTo(new EtcdEntry("/a", value("2"), revision, revision + 1, 2, 0));
    assertThat(client.delete("/a")).isTrue();
    assertThat(client.delete("/a")).isFalse();
    assertThat(client.get("/a")).isEmpty();
  }

  @Test
  void moreKeysThanAPageHasAreReadAsTheyWereAtOneRevision() throws Exception {
    int keys = EtcdClient.PAGE * 2 + 1;
    for (int from = 0; from < keys; from += 100) {
      EtcdTransaction many = EtcdTransaction.when();
      for (int i = from; i < Math.min(keys, from + 100); i++) {
        many.put(String.format("/many/%05d", i), value("v" + i), 0);
      }
      assertThat(client.commit(many).succeeded()).isTrue();
    }
    client.put("/many0", value("not below"), 0);
    List<EtcdEntry> read = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    client.list(
        "/many/",
        page -> {
          pages.add(page.size());
          read.addAll(page);
          try {
            client.put("/many/later", value("written meanwhile"), 0);
          } catch (EtcdException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(pages).containsExactly(1000, 1000, 1);
    assertThat(read).extracting(EtcdEntry::key).hasSize(keys).isSorted().doesNotContain("/many0");
    assertThat(client.deleteAll("/many/")).isEqualTo(keys + 1);
  }

  @Test
  void aTransactionWritesAllOrNothing() throws Exception {
    client.put("/lock", value("mine"), 0);
    EtcdEntry lock = client.get("/lock").orElseThrow();
    List<EtcdCompare> holding =
        List.of(
            EtcdCompare.createRevision("/lock", Is.EQUAL, lock.createRevision()),
            EtcdCompare.modRevision("/lock", Is.LESS, lock.modRevision() + 1),
            EtcdCompare.version("/lock", Is.GREATER, 0),
            EtcdCompare.value("/lock", Is.EQUAL, value("mine")),
            EtcdCompare.lease("/lock", Is.EQUAL, 0),
            EtcdCompare.absent("/other"));
    assertThat(client.commit(EtcdTransaction.when(holding).put("/x", value("1"), 0)).succeeded())
        .isTrue();
    for (EtcdCompare wrong :
        List.of(
            EtcdCompare.createRevision("/lock", Is.NOT_EQUAL, lock.createRevision()),
            EtcdCompare.value("/lock", Is.EQUAL, value("yours")),
            EtcdCompare.absent("/lock"))) {
      List<EtcdCompare> conditions = new ArrayList<>(holding);
      conditions.add(wrong);
      assertThat(
              client
                  .commit(EtcdTransaction.when(conditions).put("/y", value("1"), 0).delete("/x"))
                  .succeeded())
          .isFalse();
    }
    assertThat(client.get("/x")).isPresent();
    assertThat(client.get("/y")).isEmpty();
  }

  @Test
  void aLeaseIsKeptAliveAndItsKeysEndWithIt() throws Exception {
    EtcdLease lease = client.lease(Duration.ofSeconds(2));
    client.put("/leased", value("1"), lease.id());
    assertThat(client.get("/leased").orElseThrow().lease()).isEqualTo(lease.id());
    long start = System.nanoTime();
    await()
        .until(
            () ->
                Duration.ofNanos(System.nanoTime() - start).compareTo(lease.ttl().multipliedBy(2))
                    > 0);
    // Twice its time has passed; on a machine that stood still it may have been lost.
    assertThat(client.get("/leased").isPresent() || lease.lost().isDone()).isTrue();
    lease.revoke();
    assertThat(client.get("/leased")).isEmpty();
    assertThat(client.secondsLeft(lease.id())).isEmpty();
    assertThat(lease.isAlive()).isFalse();
  }

  @Test
  void aLeaseThatSomebodyEndsIsToldAsLost() throws Exception {
    EtcdLease lease = client.lease(Duration.ofSeconds(3));
    etcd.etcdctl("lease", "revoke", Long.toHexString(lease.id()));
    await().until(() -> lease.lost().isDone());
    assertThat(lease.lost().join()).isNotBlank();
  }

  @Test
  void aLeaseIsLostOnceItsTimeHasPassedWithoutEtcd() throws Exception {
    EtcdLease lease = client.lease(Duration.ofSeconds(2));
    etcd.kill();
    await().until(() -> lease.lost().isDone());
    assertThat(lease.isAlive()).isFalse();
    assertThatThrownBy(() -> client.get("/a"))
        .isInstanceOfSatisfying(
            EtcdException.class,
            e -> assertThat(e.kind()).isEqualTo(EtcdException.Kind.UNAVAILABLE))
        .hasMessage(etcd.endpoint() + ": connection refused");
  }

  @Test
  void keysThatNameNoLeaseAreRefused() {
    assertThatThrownBy(() -> client.put("/a", value("1"), 12345))
        .isInstanceOfSatisfying(
            EtcdException.class,
            e -> assertThat(e.kind()).isEqualTo(EtcdException.Kind.LEASE_GONE));
  }

  @Test
  void theNextEndpointIsAskedWhenOneIsAway() throws Exception {
    try (FreePorts ports = new FreePorts()) {
      String away = "http://127.0.0.1:" + ports.take();
      try (EtcdClient two =
          new EtcdClient(EtcdSettings.of(away + "," + etcd.endpoint()).withTimeout(LONG))) {
        two.put("/a", value("1"), 0);
        assertThat(two.get("/a")).isPresent();
        assertThat(two.endpoint()).hasToString(etcd.endpoint());
      }
    }
  }

  @Test
  void remainingTimesOfOthersLeasesNeverExceedTheTruth() throws Exception {
    long lease = client.grantOnce(Duration.ofSeconds(1000));
    try (LeaseTimes times = new LeaseTimes(client)) {
      assertThat(times.left(lease)).isZero();
      times.learn(List.of(lease));
      assertThat(times.left(lease)).isPositive().isLessThanOrEqualTo(1000);
      client.revoke(lease);
      times.forget(lease);
      times.learn(List.of(lease));
      assertThat(times.left(lease)).isZero();
    }
  }
}
