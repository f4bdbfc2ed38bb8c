package io.herald.dns.server;

import io.herald.catalog.Subscription;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.dns.loading.ZoneLoading;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.announcement.AnnouncedNames;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.dns.zone.Zone;
import io.herald.services.Services;
import io.herald.services.lookup.SystemHostResolver;
import io.herald.services.problem.ProblemBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Feeds the zones with the names of a cluster's services, in the threads that follow the cluster,
 * and says from when on the zones are answered from. For one owner.
 */
final class NamingFeed implements AutoCloseable {

  /** How long the zones wait for the ServerSets once they have the tasks. */
  private static final Duration SERVERSET_PATIENCE = Duration.ofSeconds(5);

  private final ClusterFollower cluster;
  private final List<SystemHostResolver> resolvers = new ArrayList<>();
  private final Services services;
  private final Naming naming;
  private final Optional<ZoneLoading> loading;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /**
   * Nothing is fed before {@link #start}.
   *
   * @param housekeeping measures how long ServerSets are waited for
   */
  NamingFeed(
      NamingOptions options,
      ConfiguredZones zones,
      ClusterFollower cluster,
      Duration hostRefresh,
      ScheduledExecutorService housekeeping) {
    this.cluster = cluster;
    this.services =
        new Services(
            options.services(),
            newResolver(hostRefresh),
            cluster
                .announcements()
                .map(sets -> new Services.FollowedSets(sets.root(), newResolver(hostRefresh))),
            new ProblemBook(NameProblem.REPORTED));
    this.naming = new Naming(options, services, zones.writer());
    services.subscribe(naming);
    if (!zones.dcos().all().isEmpty()) {
      services.subscribe(zones.dcos());
    }
    this.loading =
        cluster
            .announcements()
            .map(sets -> newLoading(options, zones, cluster, sets.source(), housekeeping));
  }

  /** A resolver of its own for each: it reports a host to one listener. */
  private SystemHostResolver newResolver(Duration refresh) {
    SystemHostResolver resolver = new SystemHostResolver(refresh);
    resolvers.add(resolver);
    return resolver;
  }

  /** Announcements' names are answered whether or not the tasks' are known, and the reverse. */
  private static ZoneLoading newLoading(
      NamingOptions options,
      ConfiguredZones zones,
      ClusterFollower cluster,
      String source,
      ScheduledExecutorService housekeeping) {
    DnsName domain = DnsName.parse(options.domain());
    DnsName announced = AnnouncedNames.apex(options.domain());
    List<ZoneLoading.Part> with = new ArrayList<>();
    List<Zone> without = new ArrayList<>(zones.dcos().ofTasks());
    for (Zone zone : zones.named()) {
      DnsName part = options.others().in(zone.index().apex(), domain, announced);
      if (part.parent().equals(zone.index().apex())) {
        with.add(new ZoneLoading.Part(zone, part));
      } else {
        without.add(zone);
      }
    }
    return new ZoneLoading(
        with, without, cluster.catalog(), source, SERVERSET_PATIENCE, housekeeping);
  }

  Services services() {
    return services;
  }

  Naming naming() {
    return naming;
  }

  /** Takes the cluster as it is known now before it returns, and each change from then on. */
  void start() {
    subscriptions.add(cluster.catalog().subscribe(services));
    // Behind the naming: what a batch brings is in the zones when the loading hears of it.
    loading.ifPresent(listener -> subscriptions.add(cluster.catalog().subscribe(listener)));
  }

  /** Whether every host with a name was looked up. */
  boolean isSettled() {
    return resolvers.stream().allMatch(SystemHostResolver::isSettled);
  }

  /** Ends it; the cluster goes on. */
  @Override
  public void close() {
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      subscriptions.get(i).close();
    }
    loading.ifPresent(ZoneLoading::close);
    resolvers.forEach(SystemHostResolver::close);
  }
}
