package io.herald.dns.server;

import io.herald.catalog.source.serverset.ServerSetSource;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.Parameter;
import io.herald.dns.http.Access;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.Served;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.NamingOptions;
import io.herald.dns.naming.Picture;
import io.herald.dns.naming.announcement.Announcements;
import io.herald.dns.naming.zonefile.StaticRecords;
import io.herald.dns.naming.zonefile.ZoneFile;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transfer.SerialFile;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.LargeSets;
import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.ResponderSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that answers in the sense of one configuration: the zones, and the naming that fills
 * them from a cluster. A reload makes another one beside it and swaps the two.
 */
final class Answering implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Answering.class);

  private static final Duration ZONE_FILE_INTERVAL = Duration.ofSeconds(5);

  /** How long the zone waits for the ServerSets once it has the tasks. */
  private static final Duration SERVERSET_PATIENCE = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final ResponderSettings responderSettings;
  private final SecureRandom random;
  private final Served served;
  private final Sharing sharing;

  /** The domain's, and those of the configured reverse networks. */
  private final List<Zone> zones = new ArrayList<>();

  private final ZoneFeed feed;
  private final List<SystemHostResolver> resolvers = new ArrayList<>();
  private final Optional<StaticRecords> staticRecords;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private volatile Optional<String> zoneFileProblem = Optional.empty();

  /**
   * Takes the cluster's picture, as far as it is there, before this returns.
   *
   * @param before what it will follow, whose serials it goes on from; null if nothing was served
   * @throws IllegalArgumentException if a file or host of the configuration is no good; a cluster
   *     that was made for it alone is closed then
   */
  static Answering of(
      DnsConfig config, Cluster cluster, @Nullable Answering before, Lasting lasting) {
    try {
      Answering made = new Answering(config, cluster, before, lasting);
      if (made.zoneFileProblem.isPresent()) {
        made.close();
        throw new IllegalArgumentException(
            Parameter.ZONE_FILE.key() + " can't be used: " + made.zoneFileProblem.get());
      }
      return made;
    } catch (RuntimeException e) {
      cluster.closeIfUnused();
      throw e;
    }
  }

  private Answering(
      DnsConfig config, Cluster cluster, @Nullable Answering before, Lasting lasting) {
    this.cluster = cluster;
    this.random = lasting.random();
    this.responderSettings = DnsOptions.answers(config.dns(), lasting.cookies(), random);
    Access access = new Access(config.http().access());
    var own =
        ListenAddresses.published(
            ListenAddresses.of(Parameter.LISTENER.key(), config.dns().listeners()));
    NamingOptions names = DnsOptions.naming(config, own);
    names.nameServers().forEach(server -> log.info("name server {}", server));
    zones.add(zone(config, DnsName.parse(config.zone().domain()), before, lasting));
    config.names().reverse().forEach(n -> zones.add(zone(config, n.apex(), before, lasting)));
    this.feed = new ZoneFeed(zones.get(0));
    List<ZoneFeed> further = zones.stream().skip(1).map(ZoneFeed::new).toList();
    Naming naming =
        new Naming(
            names, resolver(config), further.isEmpty() ? feed : new ZonesFeed(feed, further));
    LargeSets large = new LargeSets(responderSettings.answerLimit(), naming::tooManyRecords);
    zones.forEach(zone -> zone.tell(large));
    this.sharing =
        new Sharing(
            config, zones, responder(responderSettings.withRates(Optional.empty())), lasting);
    parts.push(sharing);
    this.staticRecords = config.names().zoneFile().map(file -> follow(file, naming));
    Supplier<Picture> picture = naming::picture;
    if (cluster.serverSets().isPresent()) {
      Announcements announcements =
          withAnnouncements(cluster.serverSets().get(), names, naming, config);
      picture = () -> naming.picture().with(announcements.named());
    } else {
      parts.push(cluster.subscribe(naming));
    }
    this.served = new Served(config, zones.get(0), naming, picture, cluster::leftOut, access);
  }

  private static Zone zone(
      DnsConfig config, DnsName apex, @Nullable Answering before, Lasting lasting) {
    ZoneSettings settings = DnsOptions.zone(config, apex);
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
    SystemHostResolver resolver = new SystemHostResolver(config.mesos().refresh());
    resolvers.add(resolver);
    parts.push(resolver);
    return resolver;
  }

  /** Announcements are joined with the tasks before these get their names. */
  private Announcements withAnnouncements(
      ServerSetSource source, NamingOptions names, Naming naming, DnsConfig config) {
    Announcements announcements =
        new Announcements(names, source.root(), resolver(config), feed, naming.problems(), naming);
    parts.push(cluster.subscribe(announcements));
    ZoneLoading loading =
        new ZoneLoading(
            zones.get(0),
            zones.subList(1, zones.size()),
            cluster.catalog(),
            source.name(),
            Announcements.apex(config.zone().domain()),
            SERVERSET_PATIENCE);
    parts.push(loading);
    parts.push(cluster.subscribe(loading));
    return announcements;
  }

  private StaticRecords follow(String zoneFile, Naming naming) {
    List<DnsName> apexes = zones.stream().map(zone -> zone.index().apex()).toList();
    StaticRecords.Target target =
        new StaticRecords.Target() {
          @Override
          public void records(List<ResourceRecord> records) {
            naming.replaceStatic(records);
          }

          @Override
          public void problem(Optional<String> sentence) {
            zoneFileProblem = sentence;
            naming.staticProblem(zoneFile, sentence);
          }
        };
    StaticRecords records =
        new StaticRecords(Path.of(zoneFile), new ZoneFile(apexes), target, ZONE_FILE_INTERVAL);
    parts.push(records);
    records.start();
    return records;
  }

  /** Reads the zone file again, if there is one; says why it is no good, if it isn't. */
  Optional<String> reloadZoneFile() {
    staticRecords.ifPresent(StaticRecords::reload);
    return zoneFileProblem;
  }

  Cluster cluster() {
    return cluster;
  }

  DnsConfig config() {
    return served.config();
  }

  Served served() {
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
  void takePlaceOf(Answering before) {
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
        cluster.catalogStatus(),
        cluster.status(),
        cluster.saved(),
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
