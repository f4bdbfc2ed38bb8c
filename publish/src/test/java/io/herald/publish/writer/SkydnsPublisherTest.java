package io.herald.publish.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.PrefixBatch;
import io.herald.etcd.PrefixFollower;
import io.herald.minietcd.MiniEtcd;
import io.herald.runtime.metrics.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers at a real etcd. */
class SkydnsPublisherTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");
  private static final Agent AGENT = ClusterParts.agent("S1", "host1", "10.0.0.114");

  @TempDir private Path folder;
  private MiniEtcd etcd;

  @BeforeEach
  void startEtcd() throws Exception {
    etcd = MiniEtcd.start(folder);
  }

  @AfterEach
  void stopEtcd() throws Exception {
    etcd.close();
  }

  private static Task task(int number) {
    return new TaskDraft(MARATHON, AGENT, "sise." + number, "sise-" + number % 7)
        .port("http", 31000 + number % 1000)
        .task();
  }

  private static Task[] tasks(int from, int to) {
    List<Task> tasks = new ArrayList<>();
    for (int i = from; i < to; i++) {
      tasks.add(task(i));
    }
    return tasks.toArray(Task[]::new);
  }

  private static void awaitEqual(PublishedCluster published) {
    await()
        .ignoreExceptionsInstanceOf(EtcdException.class) // a connection that was cut
        .untilAsserted(
            () -> assertThat(published.present()).containsExactlyEntriesOf(published.desired()));
  }

  private static double value(PublisherCounters counters, String name) {
    return counters.metrics().stream()
        .filter(row -> row.name().equals(name))
        .mapToDouble(
            row ->
                row instanceof Metric.Gauge gauge
                    ? gauge.value().getAsDouble()
                    : ((Metric.Counter) row).value().getAsDouble())
        .sum();
  }

  @Test
  void theKeysAreTheInstancesAndFollowThem() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      PublisherCounters counters = new PublisherCounters();
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 250)); // more than one transaction holds
      published.publish(counters);
      awaitEqual(published);
      assertThat(published.present()).hasSize(250);

      published.cluster.remove(tasks(0, 120));
      published.cluster.put(tasks(250, 260));
      published.cluster.put(ClusterParts.agent("S1", "host1", "10.0.0.9"));
      awaitEqual(published);
      assertThat(published.present()).hasSize(140);
      assertThat(published.present().values())
          .allMatch(v -> v.startsWith("{\"host\":\"10.0.0.9\""));
      await()
          .untilAsserted(() -> assertThat(value(counters, "herald_publish_keys")).isEqualTo(140));
      assertThat(value(counters, "herald_publish_leader")).isEqualTo(1);
      assertThat(value(counters, "herald_publish_writes_total"))
          .isGreaterThanOrEqualTo(250 + 120 + 10);
    }
  }

  @Test
  void aStartWritesWhatDiffersAndNothingElse() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 10));
      SkydnsPublisher first = published.publish();
      awaitEqual(published);
      first.close();
      // While nobody writes, the cluster goes on.
      published.cluster.remove(tasks(0, 3));
      published.cluster.put(tasks(10, 12));
      PublisherCounters counters = new PublisherCounters();
      published.publish(counters);
      awaitEqual(published);
      // Every key that stays is put once, onto the new lease; three are removed.
      assertThat(value(counters, "herald_publish_writes_total")).isEqualTo(9 + 3);
    }
  }

  /** As one of another version did, whose keys ended in other ids. */
  @Test
  void keysOfAnEarlierPublisherUnderOtherIdsAreReplacedAndNoNameVanishes() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      for (int i = 0; i < 150; i++) { // more than one transaction holds
        published.cluster.put(
            new TaskDraft(MARATHON, AGENT, "own." + i, "own-" + i).port("http", 31000 + i).task());
      }
      Map<String, String> desired = published.desired();
      Map<String, String> before = new TreeMap<>();
      desired.forEach((key, value) -> before.put(nameOf(key) + "hw4uo", value));
      try (EtcdClient client =
          new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)))) {
        long lease = client.grantOnce(Duration.ofMinutes(10));
        for (Map.Entry<String, String> one : before.entrySet()) {
          client.put(one.getKey(), ByteString.copyFromUtf8(one.getValue()), lease);
        }
      }
      assertThat(published.present()).isEqualTo(before);
      try (Recording recording = new Recording(etcd)) {
        await().untilAsserted(() -> assertThat(recording.present).hasSize(150));
        recording.neverAgainWithoutNames(
            desired.keySet().stream()
                .map(SkydnsPublisherTest::nameOf)
                .collect(Collectors.toCollection(TreeSet::new)));

        published.publish();

        awaitEqual(published);
        await()
            .untilAsserted(() -> assertThat(recording.present).containsOnlyKeys(desired.keySet()));
        recording.requireThatNothingVanished();
      }
    }
  }

  /** The directory of a key: all keys of its name are there. */
  private static String nameOf(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }

  @Test
  void foreignKeysAreNeverTouched() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 2));
      Map<String, String> desired = published.desired();
      String taken = desired.keySet().iterator().next();
      Map<String, String> foreign = new LinkedHashMap<>();
      foreign.put(taken, "{\"host\":\"192.168.0.1\"}");
      foreign.put("/skydns/mesos/marathon/sise-0/by-hand", "{\"host\":\"192.168.0.2\"}");
      foreign.put("/skydns/mesos/garbage", "garbage");
      foreign.put("/skydns/mesos/other", "{\"host\":\"192.168.0.3\",\"herald\":\"another\"}");
      foreign.put("/skydns/mesosother/x", "{\"host\":\"192.168.0.4\",\"herald\":\"herald\"}");
      for (Map.Entry<String, String> one : foreign.entrySet()) {
        etcd.etcdctl("put", one.getKey(), one.getValue());
      }
      PublisherCounters counters = new PublisherCounters();
      SkydnsPublisher publisher = published.publish(counters);
      Map<String, String> expected = new LinkedHashMap<>(desired);
      expected.putAll(foreign);
      await()
          .untilAsserted(
              () ->
                  assertThat(published.present("/skydns/mesos"))
                      .containsExactlyInAnyOrderEntriesOf(expected));
      await()
          .untilAsserted(
              () ->
                  assertThat(published.problems.list(9))
                      .singleElement()
                      .satisfies(
                          problem ->
                              assertThat(problem.what())
                                  .contains(taken, "delete the key, or publish as another zone")));
      assertThat(value(counters, "herald_publish_foreign_keys")).isEqualTo(1);

      // Once it is free, it is ours; a key that somebody else takes from us is theirs.
      etcd.etcdctl("del", taken);
      await()
          .untilAsserted(
              () -> assertThat(published.present().get(taken)).isEqualTo(desired.get(taken)));
      await().untilAsserted(() -> assertThat(published.problems.list(9)).isEmpty());
      etcd.etcdctl("put", taken, "{\"host\":\"192.168.0.9\"}");
      published.cluster.remove(tasks(0, 2));
      foreign.put(taken, "{\"host\":\"192.168.0.9\"}");
      await()
          .untilAsserted(
              () ->
                  assertThat(published.present("/skydns/mesos"))
                      .containsExactlyInAnyOrderEntriesOf(foreign));
      publisher.close();
      assertThat(published.present("/skydns/mesos")).containsExactlyInAnyOrderEntriesOf(foreign);
    }
  }

  @Test
  void whatSomebodyRemovesIsWrittenAgain() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 5));
      published.publish();
      awaitEqual(published);
      etcd.etcdctl("del", "--prefix", PublishedCluster.DIRECTORY);
      awaitEqual(published);
      assertThat(published.present()).hasSize(5);
    }
  }

  @Test
  void beforeTheClusterIsKnownNothingIsRemoved() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 5));
      SkydnsPublisher first = published.publish();
      awaitEqual(published);
      first.close();
      Map<String, String> before = published.present();
      String lease = leaseOf(before.keySet().iterator().next());

      published.loaded.set(false);
      published.cluster.remove(tasks(0, 5));
      published.publish();
      // The successor takes the keys over without knowing the cluster.
      await()
          .untilAsserted(
              () -> assertThat(leaseOf(before.keySet().iterator().next())).isNotEqualTo(lease));
      assertThat(published.present()).isEqualTo(before);
      published.loaded.set(true);
      await().untilAsserted(() -> assertThat(published.present()).isEmpty());
    }
  }

  private String leaseOf(String key) throws Exception {
    try (EtcdClient client =
        new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)))) {
      return client.get(key).map(entry -> Long.toHexString(entry.lease())).orElse("none");
    }
  }

  /** A publisher that leaves in order, or whose election ends, is followed at once. */
  @Test
  void ofTwoOneWritesAndNoNameVanishesWhenItIsTheOther() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd);
        Recording recording = new Recording(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 150));
      PublisherCounters one = new PublisherCounters();
      PublisherCounters other = new PublisherCounters();
      SkydnsPublisher first = published.publish(one);
      await().untilAsserted(() -> assertThat(value(one, "herald_publish_leader")).isEqualTo(1));
      published.publish(other);
      awaitEqual(published);
      assertThat(value(other, "herald_publish_writes_total")).isZero();
      recording.neverAgainWithout(published.present().keySet());

      first.close();
      await().untilAsserted(() -> assertThat(value(other, "herald_publish_leader")).isEqualTo(1));
      published.cluster.put(task(151));
      awaitEqual(published);
      // All hang on the lease of the second now.
      await().untilAsserted(() -> assertThat(recording.leases()).hasSize(1));
      recording.requireOneWriterAtATime();
      assertThat(value(other, "herald_publish_writes_total")).isGreaterThanOrEqualTo(151);
    }
  }

  /** Somebody, or the network, ends the election of one that goes on believing. */
  @Test
  void aTransactionOfADeposedPublisherIsNotDone() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd);
        Recording recording = new Recording(etcd)) {
      published.cluster.put(MARATHON, AGENT);
      published.publish();
      published.publish();
      published.cluster.put(tasks(0, 20));
      awaitEqual(published);
      for (int round = 0; round < 6; round++) {
        etcd.etcdctl("del", "--prefix", "/herald/publish/");
        published.cluster.put(tasks(20 + 10 * round, 30 + 10 * round));
        published.cluster.remove(task(round));
        awaitEqual(published);
      }
      recording.requireOneWriterAtATime();
    }
  }

  @Test
  void whileEtcdIsAwayNothingIsLostAndItShows() throws Exception {
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      PublisherCounters counters = new PublisherCounters();
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 20));
      published.publish(counters);
      awaitEqual(published);
      etcd.kill();
      published.cluster.remove(tasks(0, 5));
      published.cluster.put(tasks(20, 30));
      await()
          .untilAsserted(
              () -> assertThat(value(counters, "herald_publish_failures_total")).isPositive());
      etcd.restart();
      awaitEqual(published);
      await()
          .untilAsserted(
              () -> assertThat(value(counters, "herald_publish_connected")).isEqualTo(1));

      // The store itself is lost: everything is written anew.
      etcd.restartEmpty();
      awaitEqual(published);
      assertThat(published.present()).hasSize(25);
    }
  }

  @Test
  void etcdMayBeAwayAtTheStart() throws Exception {
    etcd.kill();
    try (PublishedCluster published = new PublishedCluster(etcd)) {
      PublisherCounters counters = new PublisherCounters();
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 5));
      published.publish(counters);
      etcd.restart();
      awaitEqual(published);
    }
  }

  /** Nothing keeps the lease alive, so the keys end with it: also without any publisher. */
  @Test
  void theKeysHangOnALeaseThreeTimesTheElections() throws Exception {
    Duration lease = Duration.ofSeconds(2);
    try (PublishedCluster published = new PublishedCluster(etcd, lease)) {
      published.cluster.put(MARATHON, AGENT);
      published.cluster.put(tasks(0, 3));
      SkydnsPublisher publisher = published.publish();
      awaitEqual(published);
      try (EtcdClient client =
          new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)))) {
        for (EtcdEntry entry : client.list(PublishedCluster.DIRECTORY)) {
          assertThat(client.secondsLeft(entry.lease()).orElseThrow()).isBetween(1L, 6L);
          assertThat(entry.text()).contains("\"ttl\":6,");
        }
      }
      publisher.close();
      assertThat(published.present()).hasSize(3);
      await().untilAsserted(() -> assertThat(published.present()).isEmpty());
    }
  }

  /** Everything that becomes of the keys, in the order of etcd's revisions. */
  private static final class Recording implements AutoCloseable {

    private record Written(long revision, String key, long lease) {}

    private final EtcdClient client;
    private final PrefixFollower follower;
    private final List<Written> written = new ArrayList<>();
    private final Map<String, Long> present = new ConcurrentHashMap<>();
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final Set<String> keptNames = ConcurrentHashMap.newKeySet();
    private final List<String> vanished = new ArrayList<>();

    Recording(MiniEtcd etcd) {
      client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)));
      follower = PrefixFollower.start(client, PublishedCluster.DIRECTORY, this::changed);
    }

    private synchronized void changed(PrefixBatch batch) {
      for (String key : batch.deletes()) {
        present.remove(key);
        if (kept.contains(key)) {
          vanished.add(key);
        }
      }
      for (EtcdEntry entry : batch.puts()) {
        present.put(entry.key(), entry.lease());
        written.add(new Written(entry.modRevision(), entry.key(), entry.lease()));
      }
      Set<String> names =
          present.keySet().stream().map(SkydnsPublisherTest::nameOf).collect(Collectors.toSet());
      keptNames.stream().filter(name -> !names.contains(name)).forEach(vanished::add);
    }

    void neverAgainWithout(Set<String> keys) {
      kept.addAll(keys);
    }

    synchronized void neverAgainWithoutNames(Set<String> names) {
      keptNames.addAll(names);
    }

    synchronized void requireThatNothingVanished() {
      assertThat(vanished).as("what wasn't there for a moment").isEmpty();
    }

    Set<Long> leases() {
      return new HashSet<>(present.values());
    }

    /** Each writer has a lease of its own: once another's is there, none of the first comes. */
    synchronized void requireOneWriterAtATime() {
      requireThatNothingVanished();
      written.sort(java.util.Comparator.comparingLong(Written::revision));
      Set<Long> ended = new HashSet<>();
      long writer = 0;
      for (Written one : written) {
        if (one.lease() != writer) {
          assertThat(ended)
              .as("a writer that was followed writes %s", one)
              .doesNotContain(one.lease());
          ended.add(writer);
          writer = one.lease();
        }
      }
      assertThat(ended).as("writers").isNotEmpty();
    }

    @Override
    public void close() {
      follower.close();
      client.close();
    }
  }
}
