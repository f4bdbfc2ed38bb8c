package io.herald.dns.http;

import io.herald.dns.explain.Explanation;
import io.herald.http.HttpAccess;
import io.herald.http.HttpServer;
import io.herald.http.RouteGroup;
import io.herald.http.metrics.MetricsPage;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The DNS server's HTTP API: {@link V1Routes}, {@link OperationRoutes} and the routes of modules on
 * one server. Reads what is served as it is at the moment of each request, and changes nothing.
 * Safe for any thread.
 */
public final class HttpApi implements AutoCloseable {

  private final MetricsPage metrics;
  private final HttpServer server;

  /**
   * What modules add.
   *
   * @param metrics asked at each scrape
   * @param problems what they can't serve; asked at each request
   * @param explain why a name that only they know is answered to a client as it is; asked on a
   *     blocking thread
   */
  public record Beside(
      List<RouteGroup> routes,
      Supplier<List<Metric>> metrics,
      Supplier<List<ProblemBook>> problems,
      BiFunction<String, Optional<InetAddress>, Optional<Explanation>> explain) {

    /** Nothing. */
    public static final Beside NOTHING =
        new Beside(List.of(), List::of, List::of, (name, client) -> Optional.empty());

    public Beside {
      routes = List.copyOf(routes);
    }
  }

  private HttpApi(MetricsPage metrics, HttpServer server) {
    this.metrics = metrics;
    this.server = server;
  }

  /**
   * Serves the API at an address from now on; port 0 is any free one.
   *
   * @param served what is served now; asked at each request
   * @param access how many may connect, and whether https is spoken, with the certificate of what
   *     is served, or http
   * @param status how the server stands now; asked at requests for readiness and metrics
   * @param modules what stands beside DNS in the same process
   * @throws IOException naming address and port, if they can't be listened on
   */
  public static HttpApi open(
      Supplier<ApiContext> served,
      HttpAccess access,
      Counters counters,
      Supplier<ServiceStatus> status,
      Clock clock,
      Beside modules,
      InetSocketAddress address)
      throws IOException {
    MetricsPage metrics =
        new MetricsPage(
            () -> {
              List<Metric> rows = rows(counters, status.get(), clock);
              rows.addAll(modules.metrics().get());
              return rows;
            });
    List<RouteGroup> groups = new ArrayList<>();
    groups.add(new V1Routes(served, modules));
    groups.add(
        new OperationRoutes(
            served,
            status,
            clock,
            metrics,
            modules.routes().stream().flatMap(group -> group.overview().stream()).toList()));
    groups.addAll(modules.routes());
    try {
      HttpServer server =
          HttpServer.open(address, access, () -> served.get().access(), groups, counters.http());
      return new HttpApi(metrics, server);
    } catch (IOException | RuntimeException e) {
      metrics.close();
      throw e;
    }
  }

  /** Every metric of the DNS server. */
  static List<Metric> rows(Counters counters, ServiceStatus status, Clock clock) {
    List<Metric> rows = new ArrayList<>(counters.metrics());
    rows.addAll(ServiceMetrics.of(status, clock.instant()));
    return rows;
  }

  /** Where it is served, with the real port. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Stops serving: the sockets close at once. Safe to call twice. */
  @Override
  public void close() {
    server.close();
    metrics.close();
  }
}
