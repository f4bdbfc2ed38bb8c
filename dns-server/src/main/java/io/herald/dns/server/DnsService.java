package io.herald.dns.server;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.source.mesos.MesosOptions;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.catalog.source.serverset.ServerSetOptions;
import io.herald.catalog.source.serverset.ServerSetSource;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.Parameter;
import io.herald.dns.http.HttpApi;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.NamingOptions;
import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.naming.announcement.Announcements;
import io.herald.dns.naming.zonefile.StaticRecords;
import io.herald.dns.naming.zonefile.ZoneFile;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.AnswerIndex;
import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.ResponderSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.leader.MasterAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS server: follows the masters that its configuration names, and answers.
 *
 * <p>{@link #start} opens the sockets and begins to follow; until the first picture is there, names
 * of the domain are answered SERVFAIL. From then on no master and no ZooKeeper has to be there for
 * it to answer. Parts end in the reverse order of their start.
 */
public final class DnsService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DnsService.class);

  private static final int MAX_UDP_PAYLOAD = 1232;
  private static final Duration ZONE_FILE_INTERVAL = Duration.ofSeconds(5);

  /** How long the zone waits for the ServerSets once it has the tasks. */
  private static final Duration SERVERSET_PATIENCE = Duration.ofSeconds(5);

  private final DnsConfig config;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom seeds = new SecureRandom();
  private final Zone zone;

  /** The zones of the configured reverse networks. */
  private final List<Zone> reverse;

  private final Catalog catalog;
  private final QueryCounters counters = new QueryCounters();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Optional<StaticRecords> staticRecords = Optional.empty();
  private boolean closed;
  private List<InetSocketAddress> dnsAddresses = List.of();
  private Optional<InetSocketAddress> httpAddress = Optional.empty();

  /** Nothing runs before {@link #start}. */
  public DnsService(DnsConfig config) {
    this.config = config;
    this.zone = new Zone(zoneSettings(config, DnsName.parse(config.zone().domain())), clock);
    this.reverse =
        config.names().reverse().stream()
            .map(network -> new Zone(zoneSettings(config, network.apex()), clock))
            .toList();
    this.catalog = new Catalog(clock);
  }

  /**
   * Opens the sockets and begins to follow the masters; doesn't wait for them. Does nothing if it
   * runs already.
   *
   * @throws ListenException if an address can't be listened on; the message names it and the
   *     parameters that set it
   * @throws IllegalArgumentException if a file or host of the configuration is no good
   * @throws IllegalStateException if it was closed, or a start failed
   */
  public synchronized void start() throws IOException {
    if (closed) {
      throw new IllegalStateException("the DNS server was closed; make a new one");
    }
    if (!parts.isEmpty()) {
      return;
    }
    try {
      sayWhatHasNoEffect();
      startParts();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startParts() throws IOException {
    InetAddress listener = ListenAddresses.of("listener", config.dns().listener());
    SystemHostResolver resolver = own(new SystemHostResolver(config.mesos().refresh()));
    ZoneFeed feed = new ZoneFeed(zone);
    ZoneWriter writer =
        reverse.isEmpty()
            ? feed
            : new ZonesFeed(feed, reverse.stream().map(ZoneFeed::new).toList());
    NamingOptions names = namingOptions(ListenAddresses.published(listener));
    Naming naming = new Naming(names, resolver, writer);
    List<CatalogSource> sources = new ArrayList<>();
    sources.add(own(new MesosSource(catalog, mesosOptions(), clock)));
    if (config.serverSets().isPresent()) {
      sources.add(serverSets(config.serverSets().get(), names, naming, feed));
    } else {
      catalog.subscribe(naming);
    }
    if (config.dns().on()) {
      listen(listener);
    }
    if (config.http().on()) {
      serveHttp(naming, feed, sources);
    }
    config.names().zoneFile().ifPresent(file -> follow(file, naming));
    sources.forEach(CatalogSource::start);
    log.info("following {}", config.mesos());
    config.serverSets().ifPresent(sets -> log.info("following the ServerSets of {}", sets));
  }

  /** Announcements are joined with the tasks before these get their names. */
  private ServerSetSource serverSets(
      DnsConfig.ServerSets sets, NamingOptions names, Naming naming, ZoneFeed feed) {
    ServerSetOptions options = ServerSetOptions.of(sets.address(), sets.path());
    ServerSetSource source = own(new ServerSetSource(catalog, options, clock));
    // A resolver of its own: one tells of a host to one listener.
    SystemHostResolver resolver = own(new SystemHostResolver(config.mesos().refresh()));
    catalog.subscribe(
        new Announcements(names, source.root(), resolver, feed, naming.problems(), naming));
    catalog.subscribe(
        own(
            new ZoneLoading(
                zone,
                catalog,
                source.name(),
                Announcements.apex(config.zone().domain()),
                SERVERSET_PATIENCE)));
    return source;
  }

  private void follow(String zoneFile, Naming naming) {
    List<DnsName> zones =
        Stream.concat(Stream.of(zone), reverse.stream()).map(z -> z.index().apex()).toList();
    StaticRecords.Target target =
        new StaticRecords.Target() {
          @Override
          public void records(List<ResourceRecord> records) {
            naming.replaceStatic(records);
          }

          @Override
          public void problem(Optional<String> sentence) {
            naming.staticProblem(zoneFile, sentence);
          }
        };
    StaticRecords records =
        own(new StaticRecords(Path.of(zoneFile), new ZoneFile(zones), target, ZONE_FILE_INTERVAL));
    staticRecords = Optional.of(records);
    records.start();
  }

  /** Reads the zone file again, if there is one; true if it is good or there is none. */
  public synchronized boolean reloadZoneFile() {
    return staticRecords.map(StaticRecords::reload).orElse(true);
  }

  private void listen(InetAddress listener) throws IOException {
    ResponderSettings answers = new ResponderSettings(config.dns().recurseOn(), MAX_UDP_PAYLOAD);
    List<AnswerIndex> zones =
        Stream.concat(Stream.of(zone), reverse.stream()).map(Zone::index).toList();
    DnsListeners listeners;
    try {
      listeners =
          own(
              DnsListeners.open(
                  List.of(new InetSocketAddress(listener, config.dns().port())),
                  TransportSettings.DEFAULT,
                  () -> new QueryResponder(zones, answers, seeds.nextLong()),
                  counters));
    } catch (IOException e) {
      throw new ListenException(e, Parameter.PORT, Parameter.LISTENER);
    }
    dnsAddresses = listeners.addresses();
    log.info("answering for {}. over UDP and TCP at {}", config.zone().domain(), dnsAddresses);
  }

  private void serveHttp(Naming naming, ZoneFeed feed, List<CatalogSource> sources)
      throws IOException {
    InetAddress listener = ListenAddresses.of("httpListener", config.http().listener());
    HttpApi api;
    try {
      api =
          own(
              HttpApi.open(
                  config,
                  zone,
                  naming,
                  counters,
                  () -> status(naming, feed, sources),
                  clock,
                  new InetSocketAddress(listener, config.http().port())));
    } catch (IOException e) {
      throw new ListenException(e, Parameter.HTTP_PORT, Parameter.HTTP_LISTENER);
    }
    httpAddress = Optional.of(api.address());
    log.info("HTTP API at {}", api.address());
  }

  private void sayWhatHasNoEffect() {
    if (!config.dns().setTruncateBit()) {
      log.warn("\"setTruncateBit\" = false has no effect: cut answers always say so (RFC 2181 §9)");
    }
    if (!config.forwarding().zoneResolvers().isEmpty()) {
      log.warn("\"zoneResolvers\" have no effect yet: names outside the domain are refused");
    }
  }

  private ServiceStatus status(Naming naming, ZoneFeed feed, List<CatalogSource> sources) {
    return new ServiceStatus(
        zone.isLoaded(),
        zone.serial(),
        feed.records(),
        catalog.status(),
        sources.stream().map(CatalogSource::status).toList(),
        naming.problems().counts());
  }

  /** Where the HTTP API is served, with its real port; empty while it isn't. */
  public synchronized Optional<InetSocketAddress> httpAddress() {
    return httpAddress;
  }

  /** Where DNS is answered, with real ports; empty while it isn't. */
  public synchronized List<InetSocketAddress> dnsAddresses() {
    return dnsAddresses;
  }

  private NamingOptions namingOptions(List<InetAddress> ownAddresses) {
    return new NamingOptions(
        config.zone().domain(),
        config.names().rules(),
        config.names().ipSources(),
        config.names().srvWeight(),
        config.mesos().zooKeeper().isPresent() ? List.of() : config.mesos().masters(),
        config.zone().mname(),
        ownAddresses,
        config.names().publication(),
        config.names().forms(),
        config.names().reverse());
  }

  private MesosOptions mesosOptions() {
    DnsConfig.Mesos mesos = config.mesos();
    Optional<SSLContext> tls = MasterTls.of(mesos);
    return new MesosOptions(
        mesos.zooKeeper(),
        mesos.masters().stream()
            .map(master -> new MasterAddress(master.host(), master.port()))
            .toList(),
        mesos.refresh(),
        mesos.stateTimeout(),
        MesosOptions.DEFAULT_REREGISTER_WINDOW,
        MessageFormat.PROTOBUF,
        MasterLogin.of(mesos, tls, clock),
        tls);
  }

  private static ZoneSettings zoneSettings(DnsConfig config, DnsName apex) {
    DnsConfig.Zone zone = config.zone();
    DnsName mname = DnsName.parse(zone.mname());
    return new ZoneSettings(
        apex,
        zone.ttl(),
        mname,
        DnsName.parse(zone.rname()),
        seconds(zone.refresh()),
        seconds(zone.retry()),
        seconds(zone.expire()),
        seconds(zone.minTtl()),
        mname);
  }

  /** DNS times are 31 bits (RFC 2181 §8); the configuration takes 32, as Mesos-DNS does. */
  private static int seconds(long configured) {
    return (int) Math.min(configured, Integer.MAX_VALUE);
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /** Ends everything that runs. Safe to call twice. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) { // AutoCloseable declares no less
        log.error("{} did not end as it should", part.getClass().getSimpleName(), e);
      }
    }
    dnsAddresses = List.of();
    httpAddress = Optional.empty();
  }
}
