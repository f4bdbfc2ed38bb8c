package io.herald.dns.server;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.Catalog;
import io.herald.catalog.CatalogSource;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.source.mesos.MesosOptions;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.Parameter;
import io.herald.dns.http.HttpApi;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.NamingOptions;
import io.herald.dns.record.DnsName;
import io.herald.dns.transport.DnsListeners;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.TransportSettings;
import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.ResponderSettings;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.mesos.client.Connection;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.leader.MasterAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS server: follows the cluster, keeps the zone, answers over UDP, TCP and HTTP.
 *
 * <pre>{@code
 * DnsConfig config = new DnsConfigReader().options(Map.of("masters", "127.0.0.1:5050", "port", "0")).read();
 * try (DnsService dns = DnsService.of(config)) {
 *   dns.start();
 *   InetSocketAddress address = dns.dnsAddress();
 * }
 * }</pre>
 *
 * <p>It answers SERVFAIL for the zone until the first whole picture is there. Masters or ZooKeeper
 * that are away are tried again for ever, and what was known stays served; only a port that can't
 * be had or a file that can't be read makes {@link #start} fail.
 */
public final class DnsService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DnsService.class);

  private final DnsConfig config;
  private final Clock clock;
  private final Catalog catalog;
  private final Zone zone;
  private final ZoneFeed feed;
  private final QueryCounters queries = new QueryCounters();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<CatalogSource> sources = new CopyOnWriteArrayList<>();

  private volatile Optional<Naming> naming = Optional.empty();
  private Optional<DnsListeners> listeners = Optional.empty();
  private Optional<HttpApi> http = Optional.empty();
  private boolean started;
  private boolean closed;

  private DnsService(DnsConfig config, Clock clock) {
    this.config = requireNonNull(config, "config");
    this.clock = clock;
    this.catalog = new Catalog(clock);
    this.zone = new Zone(zoneSettings(config.zone()), clock);
    this.feed = new ZoneFeed(zone);
  }

  /** A server of that configuration; nothing is opened before {@link #start}. */
  public static DnsService of(DnsConfig config) {
    return new DnsService(config, Clock.systemUTC());
  }

  /**
   * Opens the sockets and begins to follow the cluster; doesn't wait for either masters or
   * ZooKeeper. A second call does nothing.
   *
   * @throws IOException naming address, port and the parameter to change, if a socket can't be
   *     opened; everything is closed then
   * @throws IllegalStateException if it was closed
   */
  public synchronized void start() throws IOException {
    if (closed) {
      throw new IllegalStateException("this DNS service was closed; make a new one");
    }
    if (started) {
      return;
    }
    started = true;
    try {
      open();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open() throws IOException {
    sayWhatHasNoEffect();
    InetSocketAddress dns =
        ListenAddress.of(
            config.dns().listener(),
            config.dns().port(),
            Parameter.LISTENER.key(),
            Parameter.LISTENER.option());
    SystemHostResolver hosts = own(new SystemHostResolver(config.mesos().refresh()));
    Naming names =
        new Naming(namingOptions(ListenAddress.reachable(dns.getAddress())), hosts, feed);
    naming = Optional.of(names);
    MesosSource mesos = own(new MesosSource(catalog, mesosOptions(), clock));
    sources.add(mesos);
    if (config.dns().on()) {
      DnsListeners open = own(listen(dns));
      listeners = Optional.of(open);
      log.info("DNS for {} at {}, UDP and TCP", zone.index().apex(), open.addresses());
    }
    if (config.http().on()) {
      HttpApi open = own(serveHttp(names));
      http = Optional.of(open);
      log.info("HTTP at {}", open.address());
    }
    catalog.subscribe(names);
    mesos.start();
  }

  /**
   * Where DNS is served, UDP and TCP, with the real port.
   *
   * @throws IllegalStateException if DNS is off or the service isn't started
   */
  public synchronized InetSocketAddress dnsAddress() {
    return listeners
        .orElseThrow(() -> new IllegalStateException("DNS is not being served"))
        .addresses()
        .get(0);
  }

  /**
   * Where HTTP is served, with the real port.
   *
   * @throws IllegalStateException if HTTP is off or the service isn't started
   */
  public synchronized InetSocketAddress httpAddress() {
    return http.orElseThrow(() -> new IllegalStateException("HTTP is not being served")).address();
  }

  /** Whether the first whole picture has been taken over, so that the zone is answered from. */
  public boolean isLoaded() {
    return zone.isLoaded();
  }

  /** How it stands now. */
  public ServiceStatus status() {
    List<SourceStatus> states = sources.stream().map(CatalogSource::status).toList();
    return new ServiceStatus(
        zone.isLoaded(),
        zone.serial(),
        feed.records(),
        catalog.status(),
        states,
        naming.map(names -> names.problems().counts()).orElse(Map.of()));
  }

  /**
   * Stops following and serving; waits until the sockets are closed. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} could not be closed", part, e);
      }
    }
    listeners = Optional.empty();
    http = Optional.empty();
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private DnsListeners listen(InetSocketAddress address) throws IOException {
    SecureRandom random = new SecureRandom();
    ResponderSettings settings =
        new ResponderSettings(config.dns().recurseOn(), ResponderSettings.DEFAULT.maxUdpPayload());
    try {
      return DnsListeners.open(
          List.of(address),
          TransportSettings.DEFAULT,
          () -> new QueryResponder(zone.index(), settings, random.nextLong()),
          queries);
    } catch (IOException e) {
      throw withRemedy(e, Parameter.PORT, Parameter.LISTENER);
    }
  }

  private HttpApi serveHttp(Naming names) throws IOException {
    InetSocketAddress address =
        ListenAddress.of(
            config.http().listener(),
            config.http().port(),
            Parameter.HTTP_LISTENER.key(),
            Parameter.HTTP_LISTENER.option());
    try {
      return HttpApi.open(config, zone, names, queries, this::status, clock, address);
    } catch (IOException e) {
      throw withRemedy(e, Parameter.HTTP_PORT, Parameter.HTTP_LISTENER);
    }
  }

  private static IOException withRemedy(IOException e, Parameter port, Parameter listener) {
    return new IOException(
        e.getMessage()
            + " (\""
            + port.key()
            + "\" or --"
            + port.option()
            + " sets the port, \""
            + listener.key()
            + "\" or --"
            + listener.option()
            + " the address)",
        e);
  }

  private NamingOptions namingOptions(List<InetAddress> serverAddresses) {
    return new NamingOptions(
        config.zone().domain(),
        config.names().rules(),
        config.names().ipSources(),
        config.names().srvWeight(),
        config.mesos().zooKeeper().isPresent() ? List.of() : config.mesos().masters(),
        config.zone().mname(),
        serverAddresses);
  }

  private MesosOptions mesosOptions() throws IOException {
    DnsConfig.Mesos mesos = config.mesos();
    Optional<Connection.Credentials> credentials =
        mesos.authentication().equals("basic")
            ? Optional.of(
                new Connection.Credentials(
                    mesos.credentials().principal(), mesos.credentials().secret()))
            : Optional.empty();
    return new MesosOptions(
        mesos.zooKeeper(),
        mesos.masters().stream().map(m -> new MasterAddress(m.host(), m.port())).toList(),
        mesos.refresh(),
        mesos.stateTimeout(),
        MesosOptions.DEFAULT_REREGISTER_WINDOW,
        MessageFormat.PROTOBUF,
        credentials,
        MesosTls.of(mesos));
  }

  private static ZoneSettings zoneSettings(DnsConfig.Zone zone) {
    DnsName server = DnsName.parse(zone.mname());
    return new ZoneSettings(
        DnsName.parse(zone.domain()),
        zone.ttl(),
        server,
        DnsName.parse(zone.rname()),
        zone.refresh(),
        zone.retry(),
        zone.expire(),
        zone.minTtl(),
        server);
  }

  private void sayWhatHasNoEffect() {
    if (config.mesos().authentication().equals("iam")) {
      log.warn("\"mesosAuthentication\" = \"iam\": no tokens are sent yet; masters may refuse us");
    }
    if (!config.dns().setTruncateBit()) {
      log.warn("\"setTruncateBit\" = false: cut answers are marked all the same (RFC 2181 §9)");
    }
    if (!config.forwarding().zoneResolvers().isEmpty()) {
      log.warn("\"zoneResolvers\": names outside the domain are refused, not forwarded yet");
    }
    if (config.serverSets().isPresent()) {
      log.warn("\"serversetZk\": ServerSets are not followed yet");
    }
  }
}
