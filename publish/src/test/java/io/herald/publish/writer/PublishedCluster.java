package io.herald.publish.writer;

import io.herald.changingcluster.ChangingCluster;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcd;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.config.PublishSettings;
import io.herald.publish.keys.DesiredKeys;
import io.herald.publish.keys.PlainNames;
import io.herald.publish.keys.PublishRules;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.instance.Publication;
import io.herald.services.problem.ProblemBook;
import io.herald.skydns.message.SkydnsTree;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A cluster that tests change, and publishers of it at a real etcd. Used by one thread. */
final class PublishedCluster implements AutoCloseable {

  static final String DIRECTORY = "/skydns/mesos/";

  /** Not the least, so that a slow machine doesn't lose it unasked. */
  static final Duration LEASE = Duration.ofSeconds(5);

  final ChangingCluster cluster = new ChangingCluster();
  final AtomicBoolean loaded = new AtomicBoolean(true);
  final ProblemBook problems = new ProblemBook(List.of(PublishProblem.values()));
  final PublishSettings settings;
  private final MiniEtcd etcd;
  private final EtcdClient reader;
  private final NamedScheduler readers = new NamedScheduler("service-log");
  private final ServiceLog live;
  private final PublishRules rules =
      new PublishRules(new PlainNames(), Publication.DEFAULT, List.of(), 60);
  private final List<SkydnsPublisher> publishers = new ArrayList<>();

  PublishedCluster(MiniEtcd etcd) {
    this(etcd, LEASE);
  }

  PublishedCluster(MiniEtcd etcd, Duration lease) {
    this.etcd = etcd;
    this.reader =
        new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)));
    this.settings = new PublishSettings(SkydnsTree.DEFAULT, "mesos", "herald", lease);
    this.live = new ServiceLog(WatchSettings.DEFAULT, MonotonicClock.startingNow(), readers);
    live.follow(cluster.services());
  }

  /** One more publisher of the cluster. */
  SkydnsPublisher publish(PublisherCounters counters) {
    SkydnsPublisher publisher =
        SkydnsPublisher.start(
            EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofSeconds(2)),
            settings,
            new PublishSource(live, loaded::get, rules, problems),
            counters,
            "test");
    publishers.add(publisher);
    return publisher;
  }

  SkydnsPublisher publish() {
    return publish(new PublisherCounters());
  }

  /** Keys and values that there must be. */
  Map<String, String> desired() {
    DesiredKeys desired = new DesiredKeys(settings.layout(), rules);
    return live.read(
        view -> {
          Map<String, String> all = new TreeMap<>();
          desired.update(view.services(), view);
          for (String key : desired.keys()) {
            all.put(key, new String(desired.value(key), java.nio.charset.StandardCharsets.UTF_8));
          }
          return all;
        });
  }

  /** Keys and values below the zone that there are. */
  Map<String, String> present() throws Exception {
    return present(DIRECTORY);
  }

  Map<String, String> present(String prefix) throws Exception {
    Map<String, String> all = new TreeMap<>();
    for (EtcdEntry entry : reader.list(prefix)) {
      all.put(entry.key(), entry.text());
    }
    return all;
  }

  @Override
  public void close() {
    publishers.forEach(SkydnsPublisher::close);
    reader.close();
    live.close();
    readers.shutdownNow();
  }
}
