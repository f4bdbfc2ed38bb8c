package io.herald.dns.server;

import io.herald.catalog.follow.ClusterFollower;
import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.Transport;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.ApiContext;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.HttpApi;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.http.HttpSettings;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.server.Listening.Place;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.transport.TransportSettings;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS server: follows the masters that its configuration names, and answers.
 *
 * <p>{@link #start} opens the sockets and begins to follow; until the first picture is there, names
 * of the domain are answered SERVFAIL. From then on no master and no ZooKeeper has to be there for
 * it to answer. {@link #reload} takes another configuration without a moment in which nobody
 * answers. Safe for any thread.
 */
public final class DnsService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DnsService.class);

  /** Reads the configuration again. */
  @FunctionalInterface
  public interface Reading {
    /**
     * Reads all of it.
     *
     * @throws SettingsException with all that is wrong
     */
    DnsConfig read() throws SettingsException;
  }

  private final DnsConfig first;
  private final Clock clock = MonotonicClock.startingNow();
  private final ProcessScope lasting = ProcessScope.of(clock, Clock.systemUTC());
  private final Listening<DnsEndpoints> dns = new Listening<>(DnsService::dnsPlace, this::listen);
  private final Listening<HttpApi> http = new Listening<>(DnsService::httpPlace, this::serveHttp);
  private boolean closed;
  private @Nullable PendingReload successor;
  private volatile @Nullable ServingState answering;
  private volatile ConfigStatus configuration = ConfigStatus.first(clock.instant());

  /** Nothing runs before {@link #start}. */
  public DnsService(DnsConfig config) {
    this.first = config;
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
    if (answering != null) {
      return;
    }
    try {
      ClusterFollower cluster = ClusterFollower.open(first.follow(), lasting.following());
      ServingState made;
      try {
        made = ServingState.of(first, cluster, null, lasting);
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
      answering = made;
      dns.prepare(first).make();
      http.prepare(first).make();
      made.begin();
      cluster.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Reads the configuration again and takes it, if it is good: what it changes is made anew beside
   * what there is, takes over as soon as it knows the cluster, and only then the old goes. Sockets
   * are opened anew only if their address changed. A configuration that can't be taken is refused:
   * the log and the API say why, and the one in force stays. Doesn't wait for the take-over; a
   * second reload before it replaces the first.
   */
  public synchronized void reload(Reading reading) {
    ServingState now = answering;
    if (closed || now == null) {
      return;
    }
    if (successor != null) {
      successor.giveUp();
      successor = null;
    }
    try {
      DnsConfig config = reading.read();
      if (config.equals(now.config())) {
        Optional<String> problem = now.reloadZoneFile();
        if (problem.isPresent()) {
          refuse(List.of(problem.get()));
        } else {
          configuration = configuration.taken(clock.instant());
          log.info("the configuration was read again and is what is in force");
        }
        return;
      }
      PendingReload next = new PendingReload(config, now, dns, http, lasting);
      successor = next;
      if (next.isReady() || !now.isReady()) {
        takeOver(next);
      } else {
        log.info("the configuration is good; it is in force once the cluster is known by it");
        configuration = configuration.awaited(clock.instant());
        next.whenReady(() -> takeOver(next));
      }
    } catch (SettingsException e) {
      refuse(e.problems());
    } catch (IOException | IllegalArgumentException e) {
      refuse(List.of(String.valueOf(e.getMessage())));
    }
  }

  private synchronized void takeOver(PendingReload next) {
    ServingState old = answering;
    if (closed || old == null || successor != next) {
      return;
    }
    successor = null;
    next.answering().takePlaceOf(old);
    answering = next.answering();
    try {
      next.makeMoves();
    } catch (IOException | RuntimeException e) {
      answering = old;
      next.giveUp();
      refuse(List.of(String.valueOf(e.getMessage())));
      reopen(old.config());
      return;
    }
    dns.get().ifPresent(sockets -> sockets.respondWith(next.answering()::responder));
    end(old, next.answering());
    next.answering().begin();
    next.answering().cluster().keepSnapshot(next.answering().config().follow().snapshot());
    configuration = configuration.taken(clock.instant());
    log.info("another configuration is in force: {}", describe());
  }

  /** After a failed move: where the configuration in force wants its sockets. */
  private void reopen(DnsConfig config) {
    try {
      dns.prepare(config).make();
      http.prepare(config).make();
    } catch (IOException | RuntimeException e) {
      log.error("what was open before can't be opened again; reload or restart", e);
    }
  }

  private void refuse(List<String> problems) {
    configuration = configuration.refused(clock.instant(), problems);
    log.error(
        "the configuration that was read again is refused, the one in force stays:\n  {}",
        String.join("\n  ", problems));
  }

  private static void end(ServingState old, ServingState next) {
    old.close();
    if (old.cluster() != next.cluster()) {
      old.cluster().close();
    }
  }

  private static Optional<Place> dnsPlace(DnsConfig config) {
    ListenSettings dns = config.listen();
    TransportSettings transport = config.transport();
    String protocol =
        String.format(
            "dns, %d connections, %d for each client, idle for %s, %s, %d handshakes of %s",
            transport.tcpConnections(),
            transport.tcpConnectionsPerClient(),
            transport.tcpIdle(),
            dns.tls(),
            transport.tlsHandshakes(),
            transport.tlsHandshakeTime());
    return dns.on()
        ? Optional.of(new Place(dns.listener(), dns.port(), protocol))
        : Optional.empty();
  }

  private static Optional<Place> httpPlace(DnsConfig config) {
    HttpSettings http = config.http();
    String protocol =
        String.format(
            "%s, %d connections, %d for each client",
            http.access().identity().isPresent() ? "https" : "http",
            http.access().connections(),
            http.access().connectionsPerClient());
    return http.on()
        ? Optional.of(new Place(http.listener(), http.port(), protocol))
        : Optional.empty();
  }

  private DnsEndpoints listen(DnsConfig config) throws ListenException {
    List<InetAddress> listeners =
        ListenAddresses.of(ListenParameters.LISTENER.key(), config.listen().listeners());
    DnsEndpoints endpoints =
        DnsEndpoints.open(
            config.listen(),
            config.transport(),
            listeners,
            running()::responder,
            this::answerSlowly,
            lasting.counters().queries(),
            lasting.housekeeping());
    log.info(
        "answering for {}. over UDP and TCP at {}",
        config.naming().domain(),
        AddressText.of(endpoints.addresses()));
    if (!endpoints.tlsAddresses().isEmpty()) {
      log.info("... and over TLS at {}", AddressText.of(endpoints.tlsAddresses()));
    }
    return endpoints;
  }

  private boolean answerSlowly(
      byte[] query,
      InetSocketAddress client,
      Transport transport,
      Outcome outcome,
      SlowPath.Replies replies) {
    return running().slowPath().answer(query, client, transport, outcome, replies);
  }

  private HttpApi serveHttp(DnsConfig config) throws IOException {
    InetAddress listener = ListenAddresses.of("httpListener", config.http().listener());
    boolean https = config.http().access().identity().isPresent();
    try {
      HttpApi api =
          HttpApi.open(
              this::served,
              config.http().access(),
              lasting.counters(),
              this::status,
              clock,
              new InetSocketAddress(listener, config.http().port()));
      log.info("{} API at {}", https ? "HTTPS" : "HTTP", AddressText.of(api.address()));
      return api;
    } catch (IOException e) {
      throw new ListenException(e, HttpParameters.HTTP_PORT, HttpParameters.HTTP_LISTENER);
    }
  }

  private ServingState running() {
    ServingState now = answering;
    if (now == null) {
      throw new IllegalStateException("the DNS server doesn't run");
    }
    return now;
  }

  private ApiContext served() {
    return running().served();
  }

  private ServiceStatus status() {
    return running().status(configuration);
  }

  private String describe() {
    return "domain "
        + running().config().naming().domain()
        + ", DNS at "
        + AddressText.of(dnsAddresses())
        + ", API at "
        + httpAddress().map(AddressText::of).orElse("no address");
  }

  /** Where the HTTP API is served, with its real port; empty while it isn't. */
  public synchronized Optional<InetSocketAddress> httpAddress() {
    return http.get().map(HttpApi::address);
  }

  /** Where DNS is answered, with real ports; empty while it isn't. */
  public synchronized List<InetSocketAddress> dnsAddresses() {
    return dns.get().map(DnsEndpoints::addresses).orElse(List.of());
  }

  /** Where DNS over TLS is answered, with real ports; empty while it isn't. */
  public synchronized List<InetSocketAddress> tlsAddresses() {
    return dns.get().map(DnsEndpoints::tlsAddresses).orElse(List.of());
  }

  /** Ends everything that runs. Safe to call twice. */
  @Override
  public synchronized void close() {
    closed = true;
    if (successor != null) {
      successor.giveUp();
      successor = null;
    }
    http.close();
    dns.close();
    ServingState last = answering;
    if (last != null) {
      last.close();
      last.cluster().close();
    }
    lasting.close();
  }
}
