package io.herald.launcher.publishing;

import io.herald.changingcluster.ChangingCluster;
import io.herald.etcd.EtcdSettings;
import io.herald.publish.PublishService;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.config.PublishSettings;
import io.herald.publish.keys.DesiredKeys;
import io.herald.publish.keys.PublishRules;
import io.herald.publish.writer.PublishSource;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.problem.ProblemBook;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.SkydnsSettings;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * A cluster that tests change, its publishers, and readers of what they write, all at a real etcd.
 * Used by one thread.
 */
final class PublishedTasks implements AutoCloseable {

  static final String DIRECTORY = "/skydns/mesos/";

  /** So long that a slow machine doesn't lose it unasked. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final PublishSettings SETTINGS = settings(LEASE);
  private static final PublishRules RULES =
      new PublishRules(
          new ZoneNames(ZoneServices.OPTIONS), ZoneServices.OPTIONS.publication(), List.of(), 60);

  final ChangingCluster cluster = new ChangingCluster();
  private final EtcdSettings etcd;
  private final NamedScheduler readers = new NamedScheduler("service-log");
  private final ServiceLog live =
      new ServiceLog(WatchSettings.DEFAULT, MonotonicClock.startingNow(), readers);
  private final ProblemBook problems = new ProblemBook(List.of(PublishProblem.values()));
  private final List<AutoCloseable> running = new ArrayList<>();

  /**
   * Nothing is published yet.
   *
   * @param endpoints of etcd, as its flag has them
   */
  PublishedTasks(String endpoints) {
    this.etcd = EtcdSettings.of(endpoints).withTimeout(Duration.ofSeconds(2));
    live.follow(cluster.services());
  }

  private static PublishSettings settings(Duration lease) {
    return new PublishSettings(SkydnsTree.DEFAULT, "mesos", "herald", lease);
  }

  /** The keys that a cluster comes to, on a lease of this time. */
  static DesiredKeys desired(ChangingCluster cluster, Duration lease) {
    DesiredKeys desired = new DesiredKeys(settings(lease).layout(), RULES);
    Set<String> unused = cluster.services().read(view -> desired.update(view.services(), view));
    return desired;
  }

  DesiredKeys desired() {
    return desired(cluster, LEASE);
  }

  /** One more publisher. */
  PublishService publish(String name) {
    PublishService publisher = new PublishService(name);
    running.add(publisher);
    publisher.use(
        Optional.of(
            new PublishService.Wanted(
                etcd, SETTINGS, new PublishSource(live, () -> true, RULES, problems))));
    return publisher;
  }

  /** One more reader of the zone's keys. */
  SkydnsReader read(SkydnsRules rules) {
    return read(rules, "mesos.");
  }

  /** The same of keys of another domain. */
  SkydnsReader read(SkydnsRules rules, String domain) {
    SkydnsReader reader = new SkydnsReader(Clock.systemUTC());
    running.add(reader);
    reader.use(
        new SkydnsSettings(
            Optional.of(etcd),
            Optional.empty(),
            SkydnsTree.DEFAULT,
            List.of(Name.fromConstantString(domain)),
            rules));
    return reader;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
    live.close();
    readers.shutdownNow();
  }
}
