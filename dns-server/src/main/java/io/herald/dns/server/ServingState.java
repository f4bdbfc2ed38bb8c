package io.herald.dns.server;

import io.herald.catalog.follow.ClusterFollower;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.ResponseRates;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.ApiContext;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.loading.ZoneLoader;
import io.herald.dns.loading.ZoneLoading;
import io.herald.dns.loading.ZoneRouter;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.announcement.AnnouncedNames;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.zonefile.StaticRecords;
import io.herald.dns.naming.zonefile.ZoneFile;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transfer.SerialFile;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LargeSets;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.http.HttpAuth;
import io.herald.services.Services;
import io.herald.services.lookup.SystemHostResolver;
import io.herald.services.problem.ProblemBook;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that answers in the sense of one configuration: the zones, and the naming that fills
 * them from a cluster. A reload makes another one beside it and swaps the two.
 */
final class ServingState implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServingState.class);

  /** How long the zone waits for the ServerSets once it has the tasks. */
  private static final Duration SERVERSET_PATIENCE = Duration.ofSeconds(5);

  private final DnsConfig config;
  private final ClusterFollower cluster;
  private final ResponderSettings responderSettings;
  private final SecureRandom random;
  private final ApiContext served;
  private final Replication sharing;

  /** The domain's, and those of the configured reverse networks and other zones. */
  private final List<Zone> zones = new ArrayList<>();

  private final ZoneLoader feed;
  private final ZoneWriter writer;
  private final List<SystemHostResolver> resolvers = new ArrayList<>();
  private final Optional<StaticRecords> staticRecords;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /**
   * Takes the cluster's picture, as far as it is there, before this returns.
   *
   * @param before what it will follow, whose serials it goes on from; null if nothing was served
   * @throws IllegalArgumentException if a file or host of the configuration is no good
   */
  static ServingState of(
      DnsConfig config,
      ClusterFollower cluster,
      @Nullable ServingState before,
      ProcessScope lasting) {
    return new ServingState(config, cluster, before, lasting);
  }

  private ServingState(
      DnsConfig config,
      ClusterFollower cluster,
      @Nullable ServingState before,
      ProcessScope lasting) {
    this.config = config;
    this.cluster = cluster;
    this.random = lasting.random();
    this.responderSettings = responderSettings(config, lasting.cookies(), random);
    HttpAuth access = new HttpAuth(config.http().access(), lasting.clock());
    var own =
        ListenAddresses.published(
            ListenAddresses.of(ListenParameters.LISTENER.key(), config.listen().listeners()));
    NamingOptions names =
        config.naming().orServer(new NameServer(config.zone().primary().toString(), own));
    names.nameServers().forEach(server -> log.info("name server {}", server));
    zones.add(zone(config, config.zone().apex(), before, lasting));
    Stream.concat(
            config.naming().reverse().stream().map(ReverseNetwork::apex),
            names.others().all().stream())
        .forEach(apex -> zones.add(zone(config, apex, before, lasting)));
    delegate();
    this.feed = new ZoneLoader(zones.get(0), lasting.loading());
    this.writer = zones.size() == 1 ? feed : feedOfAll(names, lasting.loading());
    Services services =
        new Services(
            names.services(),
            resolver(config),
            cluster
                .announcements()
                .map(sets -> new Services.ServerSets(sets.root(), resolver(config))),
            new ProblemBook(NameProblem.REPORTED));
    Naming naming = new Naming(names, services, writer);
    services.subscribe(naming);
    LargeSets large =
        new LargeSets(responderSettings.answerLimit(), ReplyOpt.LONGEST, naming::tooManyRecords);
    zones.forEach(zone -> zone.report(large));
    ResponderSettings unlimited = responderSettings.withRates(Optional.empty());
    this.sharing =
        new Replication(
            config, zones, () -> responder(unlimited), new ReplyOpt(unlimited), lasting);
    parts.push(sharing);
    this.staticRecords = config.zoneFile().map(file -> read(file, zones, names, lasting));
    staticRecords.ifPresent(
        records -> {
          parts.push(records);
          records.start(
              new StaticTarget(config.zoneFile().orElseThrow(), naming), lasting.housekeeping());
        });
    parts.push(cluster.catalog().subscribe(services));
    cluster.announcements().ifPresent(sets -> loadApart(sets, names, config, lasting));
    this.served =
        new ApiContext(
            config.http(),
            config.view(),
            config.follow().masters().refresh(),
            List.copyOf(zones),
            naming,
            naming::snapshot,
            cluster::skipped,
            access);
  }

  private ZoneRouter feedOfAll(NamingOptions names, Executor loading) {
    List<ZoneLoader> all = new ArrayList<>(List.of(feed));
    zones.stream().skip(1).map(zone -> new ZoneLoader(zone, loading)).forEach(all::add);
    return new ZoneRouter(all, names.others().altDomain(), loading);
  }

  /** A zone that lies in another is delegated there, for who has the outer one by transfer. */
  private void delegate() {
    for (Zone inner : zones) {
      DnsName apex = inner.index().apex();
      zones.stream()
          .filter(outer -> outer != inner && apex.isAtOrBelow(outer.index().apex()))
          .max(Comparator.comparing(outer -> outer.index().apex().labels()))
          .ifPresent(
              outer -> outer.apply(List.of(), List.of(new Contribution(inner.settings().ns()))));
    }
  }

  /** The configured settings, with cookies under these secrets and the configured limit. */
  static ResponderSettings responderSettings(
      DnsConfig config, CookieSecrets cookies, SecureRandom random) {
    return config
        .answers()
        .withCookies(cookies)
        .withRates(
            config
                .rateLimit()
                .map(
                    limit ->
                        new ResponseRates(
                            limit.perSecond(),
                            limit.slip(),
                            limit.exempt(),
                            random.nextLong(),
                            random.nextLong())));
  }

  private static Zone zone(
      DnsConfig config, DnsName apex, @Nullable ServingState before, ProcessScope lasting) {
    ZoneSettings settings = config.zoneAt(apex);
    Optional<SerialFile> file =
        config.transfer().stateDirectory().map(folder -> lasting.serials().of(folder, apex));
    OptionalLong last =
        (before == null ? Stream.<Zone>empty() : before.zones.stream())
            .filter(old -> old.index().apex().equals(apex))
            .mapToLong(Zone::serial)
            .findFirst();
    if (last.isEmpty() && file.isPresent()) {
      last = file.get().last();
    }
    Zone zone =
        last.isPresent()
            ? new Zone(settings, lasting.dates(), last.getAsLong())
            : new Zone(settings, lasting.dates());
    file.ifPresent(
        kept -> {
          kept.advancing(zone.serial());
          zone.subscribe(kept);
        });
    return zone;
  }

  /** A resolver of its own for each: one tells of a host to one listener. */
  private SystemHostResolver resolver(DnsConfig config) {
    SystemHostResolver resolver = new SystemHostResolver(config.follow().masters().refresh());
    resolvers.add(resolver);
    parts.push(resolver);
    return resolver;
  }

  /** Announcements' names are answered whether or not the tasks' are known, and the reverse. */
  private void loadApart(
      ClusterFollower.Announcements source,
      NamingOptions names,
      DnsConfig config,
      ProcessScope lasting) {
    DnsName domain = DnsName.parse(names.domain());
    DnsName announced = AnnouncedNames.apex(config.naming().domain());
    List<ZoneLoading.Part> withAnnouncements = new ArrayList<>();
    List<Zone> without = new ArrayList<>();
    for (Zone zone : zones) {
      DnsName part = names.others().in(zone.index().apex(), domain, announced);
      if (part.parent().equals(zone.index().apex())) {
        withAnnouncements.add(new ZoneLoading.Part(zone, part));
      } else {
        without.add(zone);
      }
    }
    ZoneLoading loading =
        new ZoneLoading(
            withAnnouncements,
            without,
            cluster.catalog(),
            source.source(),
            SERVERSET_PATIENCE,
            lasting.housekeeping());
    parts.push(loading);
    parts.push(cluster.catalog().subscribe(loading));
  }

  private static StaticRecords read(
      Path zoneFile, List<Zone> zones, NamingOptions names, ProcessScope lasting) {
    List<DnsName> apexes = zones.stream().map(zone -> zone.index().apex()).toList();
    Set<DnsName> servers =
        names.nameServers().stream().map(NameServer::dnsName).collect(Collectors.toSet());
    try {
      return new StaticRecords(zoneFile, new ZoneFile(apexes, servers), lasting.clock());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          NamingParameters.ZONE_FILE.key() + " can't be used: " + e.getMessage(), e);
    }
  }

  /** Where the records of the zone file go. */
  private record StaticTarget(Path zoneFile, Naming naming) implements StaticRecords.Target {

    @Override
    public void records(List<ResourceRecord> records) {
      naming.replaceStatic(records);
    }

    @Override
    public void problem(Optional<String> sentence) {
      naming.staticProblem(zoneFile.toString(), sentence);
    }
  }

  /** Reads the zone file again, if there is one; says why it is no good, if it isn't. */
  Optional<String> reloadZoneFile() {
    return staticRecords.flatMap(StaticRecords::reload);
  }

  ClusterFollower cluster() {
    return cluster;
  }

  DnsConfig config() {
    return config;
  }

  ApiContext served() {
    return served;
  }

  private Zone zone() {
    return zones.get(0);
  }

  /** Whether the zone is as full as it can be: the whole picture is there, its hosts looked up. */
  boolean isReady() {
    return zone().isLoaded() && resolvers.stream().allMatch(SystemHostResolver::isSettled);
  }

  /** A responder for one thread. */
  QueryResponder responder() {
    return responder(responderSettings);
  }

  private QueryResponder responder(ResponderSettings settings) {
    List<AnswerIndex> indexes = zones.stream().map(Zone::index).toList();
    return new QueryResponder(indexes, settings, random.nextLong());
  }

  /** Is about to serve in place of another, whose serials and differences it goes on from. */
  void takePlaceOf(ServingState before) {
    sharing.takePlaceOf(before.sharing);
  }

  /** Serves from now on: who is to hear of the zones does. */
  void begin() {
    sharing.begin();
  }

  /** Who answers what the responders leave. */
  SlowPath slowPath() {
    return sharing.slowPath();
  }

  ServiceStatus status(ConfigStatus configuration) {
    return new ServiceStatus(
        zone().isLoaded(),
        zone().serial(),
        feed.records(),
        cluster.catalog().status(),
        cluster.sources(),
        cluster.snapshot(),
        served.naming().problems().counts(),
        configuration);
  }

  /** Ends its part; the cluster goes on. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) { // AutoCloseable declares no less
        log.error("{} did not end as it should", part.getClass().getSimpleName(), e);
      }
    }
  }
}
