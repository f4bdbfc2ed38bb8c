package io.herald.launcher;

import io.herald.catalog.SourceMetrics;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.Subscription;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.catalog.follow.FollowScope;
import io.herald.catalog.follow.FollowSettings;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.lookup.SystemHostResolver;
import io.herald.services.problem.ProblemBook;
import io.herald.services.problem.ProblemKind;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A cluster that a command other than the DNS server follows, down to its services as they change.
 * Safe for any thread.
 */
final class FollowedCluster implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Clock clock = MonotonicClock.startingNow();
  private final ClusterFollower follower;
  private final SystemHostResolver hosts;
  private final SystemHostResolver announcedHosts;
  private final ProblemBook problems;
  private final NamedScheduler readers = new NamedScheduler("service-log");
  private final ServiceLog live;
  private final Subscription subscription;

  private FollowedCluster(FollowSettings settings, Collection<? extends ProblemKind> kinds) {
    this.follower = ClusterFollower.open(settings, new FollowScope(clock));
    Duration refresh = settings.masters().refresh();
    this.hosts = new SystemHostResolver(refresh);
    this.announcedHosts = new SystemHostResolver(refresh);
    this.problems = new ProblemBook(kinds);
    this.live = new ServiceLog(WatchSettings.DEFAULT, clock, readers);
    Services services =
        new Services(
            ServicesOptions.DEFAULT,
            hosts,
            follower
                .announcements()
                .map(sets -> new Services.FollowedSets(sets.root(), announcedHosts)),
            problems);
    live.follow(services);
    this.subscription = follower.catalog().subscribe(services);
  }

  /**
   * Follows from now on; returns at once.
   *
   * @param kinds of problems that are counted from the start
   * @throws IllegalArgumentException if a file of the settings can't be used
   */
  static FollowedCluster start(FollowSettings settings, Collection<? extends ProblemKind> kinds) {
    FollowedCluster cluster = new FollowedCluster(settings, kinds);
    cluster.follower.start();
    return cluster;
  }

  ServiceLog live() {
    return live;
  }

  ProblemBook problems() {
    return problems;
  }

  /** What durations are measured by. */
  Clock clock() {
    return clock;
  }

  /** Whether every host with a name was looked up. */
  boolean hostsKnown() {
    return hosts.isSettled() && announcedHosts.isSettled();
  }

  /** What the sources could not read. */
  List<SkippedBySource> skipped() {
    return follower.skipped();
  }

  /** What is counted of it: the changes, and how each source stands. */
  List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>(live.metrics());
    rows.add(
        Metric.gauge(
            "herald_services_complete",
            "1 once every source has given its first snapshot",
            () -> live.isComplete() ? 1 : 0));
    for (SourceStatus source : follower.sources()) {
      rows.addAll(SourceMetrics.of(source, clock.instant()));
    }
    return rows;
  }

  /**
   * Waits until all that is there is known.
   *
   * @return false if it isn't within that time
   */
  boolean awaitComplete(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!(live.isComplete() && hostsKnown())) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
    }
    return true;
  }

  @Override
  public void close() {
    subscription.close();
    follower.close();
    live.close();
    hosts.close();
    announcedHosts.close();
    readers.shutdownNow();
  }
}
