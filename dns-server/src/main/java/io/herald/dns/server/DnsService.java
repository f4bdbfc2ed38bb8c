package io.herald.dns.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.Transport;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.ApiContext;
import io.herald.dns.http.ConfigStatus;
import io.herald.dns.http.HttpApi;
import io.herald.dns.http.ServiceStatus;
import io.herald.dns.server.Listening.Place;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.transport.SlowPath;
import io.herald.dns.transport.TransportSettings;
import io.herald.http.HttpServer;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.Parameter;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS server: follows the masters that its configuration names, and answers.
 *
 * <p>{@link #start} opens the sockets and begins to follow; until the first snapshot of the cluster
 * is there, names of the domain are answered SERVFAIL. From then on it answers whether or not a
 * master or ZooKeeper can be reached. {@link #reload} takes another configuration while queries are
 * answered throughout. Safe for any thread.
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
  private final Clock clock;
  private final ProcessScope scope;
  private final Semaphore explaining = new Semaphore(1);
  private final Modules modules;
  private final Sockets sockets;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable PendingReload pending;

  private volatile @Nullable ServingState serving;
  private volatile ConfigStatus configuration;

  /** DNS alone. Nothing runs before {@link #start}. */
  public DnsService(DnsConfig config) {
    this(config, List.of(), MonotonicClock.startingNow());
  }

  /**
   * With modules beside DNS. Nothing runs before {@link #start}.
   *
   * @param config read with the parameters of the modules, as every {@link Reading} must be
   * @param modules told of what is in force in this order; closed with this, whether it was started
   *     or not
   * @param clock of all durations, one that is never set; the sources' times are readings of it
   */
  public DnsService(DnsConfig config, List<ServiceModule<?>> modules, Clock clock) {
    this.clock = clock;
    this.modules = new Modules(modules);
    this.scope = ProcessScope.of(clock, Clock.systemUTC(), this.modules.names());
    this.configuration = ConfigStatus.first(clock.instant());
    this.first = config;
    HttpListening http =
        new HttpListening(this::api, this::status, scope.counters(), clock, this.modules);
    this.sockets =
        new Sockets(new Listening<>(DnsService::dnsPlace, this::listen), http.api(), http.ports());
  }

  /**
   * Opens the sockets and begins to follow the masters; does not wait for these. Does nothing if it
   * runs already.
   *
   * @throws ListenException if an address can't be listened on; the message names it and the
   *     parameters that set it
   * @throws IllegalArgumentException if a file or host of the configuration can't be used
   * @throws IllegalStateException if it was closed, or a start failed
   */
  public synchronized void start() throws IOException {
    if (closed) {
      throw new IllegalStateException("the DNS server was closed; make a new one");
    }
    if (serving != null) {
      return;
    }
    try {
      ClusterFollower cluster = ClusterFollower.open(first.follow(), scope.following());
      ServingState made;
      try {
        made = new ServingState(first, cluster, null, scope);
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
      serving = made;
      made.load();
      // Before the first request: a failure to listen ends everything anyway.
      modules.serve(served(made), first);
      sockets.prepare(first).make();
      made.begin();
      cluster.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Makes what {@link #start} makes of files and hosts that the configuration names, in place of a
   * start: connects to nobody, listens nowhere, and is closed then.
   *
   * @throws IllegalArgumentException if one can't be used
   */
  public synchronized void check() {
    try (ClusterFollower cluster =
        ClusterFollower.open(first.follow().withoutSnapshot(), scope.following())) {
      new ServingState(first, cluster, null, scope).close();
    } finally {
      close();
    }
  }

  /**
   * Reads the configuration again. What a valid one changes is made anew beside what runs, takes
   * over as soon as it knows the cluster, and replaces the old. Sockets are opened anew only if
   * their address changed. A configuration that can't be used is refused: the log and the API say
   * why, and the current one stays in force. Does not wait for the take-over; a second reload
   * before that replaces the first.
   */
  public synchronized void reload(Reading reading) {
    ServingState now = serving;
    if (closed || now == null) {
      return;
    }
    if (pending != null) {
      pending.cancel();
      pending = null;
    }
    try {
      DnsConfig config = reading.read();
      if (config.equals(now.config())) {
        List<String> problems = new ArrayList<>(now.reloadZoneFile().stream().toList());
        problems.addAll(modules.reread());
        if (!problems.isEmpty()) {
          refuse(problems);
        } else {
          configuration = configuration.taken(clock.instant());
          log.info("configuration reread; unchanged");
        }
        return;
      }
      PendingReload next = new PendingReload(config, now, sockets, scope);
      pending = next;
      if (next.isReady() || !now.isReady()) {
        takeOver(next);
      } else {
        log.info("the new configuration is valid; it takes effect once its cluster is known");
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
    ServingState old = serving;
    if (closed || old == null || pending != next) {
      return;
    }
    pending = null;
    next.serving().takePlaceOf(old);
    serving = next.serving();
    try {
      next.makeMoves();
    } catch (IOException | RuntimeException e) {
      serving = old;
      next.cancel();
      refuse(List.of(String.valueOf(e.getMessage())));
      reopen(old.config());
      return;
    }
    sockets.dns().ifPresent(dns -> dns.respondWith(next.serving()::responder));
    modules.serve(served(next.serving()), next.serving().config());
    end(old, next.serving());
    next.serving().begin();
    next.serving().cluster().keepSnapshot(next.serving().config().follow().snapshot());
    configuration = configuration.taken(clock.instant());
    log.info("the new configuration is in force: {}", describe());
  }

  /** Opens the sockets of the configuration in force, after a failed move. */
  private void reopen(DnsConfig config) {
    try {
      sockets.prepare(config).make();
    } catch (IOException | RuntimeException e) {
      log.error("the previous sockets can't be opened again; reload or restart", e);
    }
  }

  private void refuse(List<String> problems) {
    configuration = configuration.refused(clock.instant(), problems);
    log.error(
        "the new configuration is refused, the current one stays in force:\n  {}",
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
            "dns, %d datagrams, %d connections, %d for each client, idle for %s, %s, %d handshakes of %s",
            transport.udpBatch(),
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
            scope.counters().queries(),
            scope.housekeeping());
    log.info(
        "answering for {}. over UDP and TCP at {}",
        config.naming().domain(),
        AddressText.of(endpoints.addresses()));
    if (!endpoints.tlsAddresses().isEmpty()) {
      log.info("answering over TLS at {}", AddressText.of(endpoints.tlsAddresses()));
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

  private ServingState running() {
    ServingState now = serving;
    if (now == null) {
      throw new IllegalStateException("the DNS server doesn't run");
    }
    return now;
  }

  private ApiContext api() {
    return running().api();
  }

  private ServiceStatus status() {
    return running().status(configuration);
  }

  private ServedCluster served(ServingState state) {
    return new ServedState(
        state, () -> state.status(configuration), scope.counters().queries(), explaining);
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
    return sockets.http().map(HttpApi::address);
  }

  /** Where a module's port is served, with its real number; empty while it isn't. */
  public synchronized Optional<InetSocketAddress> address(Parameter<Integer> port) {
    return sockets.port(port.key()).map(HttpServer::address);
  }

  /** Where DNS is answered, with real ports; empty while it isn't. */
  public synchronized List<InetSocketAddress> dnsAddresses() {
    return sockets.dns().map(DnsEndpoints::addresses).orElse(List.of());
  }

  /** Where DNS over TLS is answered, with real ports; empty while it isn't. */
  public synchronized List<InetSocketAddress> tlsAddresses() {
    return sockets.dns().map(DnsEndpoints::tlsAddresses).orElse(List.of());
  }

  /** Ends everything that runs. Safe to call twice. */
  @Override
  public synchronized void close() {
    boolean closedBefore = closed;
    closed = true;
    if (pending != null) {
      pending.cancel();
      pending = null;
    }
    sockets.close();
    if (!closedBefore) {
      modules.close();
    }
    ServingState last = serving;
    if (last != null) {
      last.close();
      last.cluster().close();
    }
    scope.close();
  }
}
