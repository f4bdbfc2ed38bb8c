package io.herald.dns.http;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.Naming;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.Zone;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The HTTP API's server. Reads the zone and the naming as they are at the moment of each request,
 * and changes nothing.
 *
 * <p>{@code /v1} is Mesos-DNS' to the letter: shapes, spellings, the status 200 for names that
 * aren't there. Its {@code /v1/version} names the API that is spoken, not this program.
 */
public final class HttpApi implements AutoCloseable {

  private static final MediaType PROMETHEUS =
      MediaType.create("text", "plain")
          .withParameter("version", "0.0.4")
          .withCharset(StandardCharsets.UTF_8);

  private static final Duration SOCKETS_CLOSE = Duration.ofMillis(200);

  private final DnsConfig config;
  private final Zone zone;
  private final Naming naming;
  private final Supplier<ServiceStatus> status;
  private final Clock clock;
  private final ZoneLookup lookup;
  private final Metrics metrics;
  private final Server server;
  private final InetSocketAddress address;

  private HttpApi(
      DnsConfig config,
      Zone zone,
      Naming naming,
      QueryCounters queries,
      Supplier<ServiceStatus> status,
      Clock clock,
      InetSocketAddress wanted)
      throws IOException {
    this.config = requireNonNull(config, "config");
    this.zone = requireNonNull(zone, "zone");
    this.naming = requireNonNull(naming, "naming");
    this.status = requireNonNull(status, "status");
    this.clock = requireNonNull(clock, "clock");
    this.lookup = new ZoneLookup(zone.index());
    this.metrics = new Metrics(queries, status, clock);
    this.server = server(wanted);
    this.address = start(wanted);
  }

  /**
   * Serves the API at an address from now on; port 0 is any free one.
   *
   * @param status how the server stands now; asked at requests for readiness and metrics
   * @throws IOException naming address and port, if that can't be
   */
  public static HttpApi open(
      DnsConfig config,
      Zone zone,
      Naming naming,
      QueryCounters queries,
      Supplier<ServiceStatus> status,
      Clock clock,
      InetSocketAddress address)
      throws IOException {
    return new HttpApi(config, zone, naming, queries, status, clock, address);
  }

  /** Where it is served, with the real port. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Stops serving: the sockets close at once. The seconds for which Netty lets its threads idle out
   * are not waited for. Safe to call twice.
   */
  @Override
  public void close() {
    server.stop().copy().completeOnTimeout(null, SOCKETS_CLOSE.toMillis(), MILLISECONDS).join();
    metrics.close();
  }

  private Server server(InetSocketAddress wanted) {
    ServerBuilder builder =
        Server.builder()
            .http(wanted)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .disableServerHeader()
            .errorHandler(new PlainErrors());
    json(builder, "/v1/version", (context, request) -> Answers.json(HttpStatus.OK, version()));
    json(
        builder,
        "/v1/config",
        (context, request) -> Answers.json(HttpStatus.OK, ConfigView.of(config, zone.serial())));
    json(
        builder,
        "/v1/hosts/{host}",
        (context, request) -> Answers.json(HttpStatus.OK, lookup.hosts(name(context, "host"))));
    json(
        builder,
        "/v1/services/{service}",
        (context, request) ->
            Answers.json(HttpStatus.OK, lookup.services(name(context, "service"))));
    json(
        builder,
        "/v1/hosts/{host}/ports",
        (context, request) -> Answers.text(HttpStatus.NOT_IMPLEMENTED, "To be implemented..."));
    if (config.http().enumerationOn()) {
      json(
          builder,
          "/v1/enumerate",
          (context, request) -> Answers.streamed(context, new Enumeration(naming.listing())));
      json(
          builder,
          "/v1/axfr",
          (context, request) -> Answers.streamed(context, new ZoneDump(config, zone.snapshot())));
    }
    builder
        .route()
        .get("/health")
        .build((context, request) -> Answers.json(HttpStatus.OK, Map.of("healthy", true)));
    builder.route().get("/ready").build((context, request) -> ready());
    builder
        .route()
        .get("/metrics")
        .build(
            (context, request) ->
                HttpResponse.of(HttpStatus.OK, PROMETHEUS, HttpData.ofUtf8(metrics.scrape())));
    builder
        .route()
        .get("/")
        .build(
            (context, request) -> Answers.text(HttpStatus.OK, FirstPage.of(config, status.get())));
    return builder.build();
  }

  private static void json(ServerBuilder builder, String path, HttpService service) {
    builder.route().get(path).produces(MediaType.JSON).build(service);
  }

  private static String name(ServiceRequestContext context, String parameter) {
    return requireNonNull(context.pathParam(parameter), parameter);
  }

  private static Map<String, String> version() {
    Map<String, String> version = new LinkedHashMap<>();
    version.put("Service", "Mesos-DNS");
    version.put("URL", "https://github.com/mesosphere/mesos-dns");
    version.put("Version", "v0.7.0");
    return version;
  }

  private HttpResponse ready() {
    ServiceStatus now = status.get();
    return Answers.json(
        now.loaded() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        Readiness.of(now, clock.instant()));
  }

  private InetSocketAddress start(InetSocketAddress wanted) throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      metrics.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      BindException refused =
          new BindException("can't listen on TCP " + wanted + ": " + cause.getMessage());
      refused.initCause(cause);
      throw refused;
    }
    return requireNonNull(server.activePort(), "a started server has a port").localAddress();
  }
}
