package io.herald.launcher;

import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.http.metrics.MetricsPage;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /metrics} of a command that has no other HTTP server, and what it shows beside that, for
 * this machine alone.
 */
final class LoopbackMetrics implements AutoCloseable {

  private final MetricsPage page;
  private final HttpServer server;

  /**
   * Serves from now on.
   *
   * @param port 0: any free one
   * @param rows asked once at each scrape
   * @param beside further routes
   * @throws IOException naming the flag, address, port and a remedy, if they can't be listened on
   */
  LoopbackMetrics(int port, Supplier<List<Metric>> rows, List<RouteGroup> beside)
      throws IOException {
    this.page = new MetricsPage(rows);
    List<RouteGroup> groups = new ArrayList<>(beside);
    groups.add(new Page());
    HttpAuth auth = new HttpAuth(HttpAccess.OPEN, MonotonicClock.startingNow());
    try {
      this.server =
          HttpServer.open(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              HttpAccess.OPEN,
              () -> auth,
              groups,
              new HttpCounters());
    } catch (IOException e) {
      page.close();
      throw new IOException(
          "--metrics-port = "
              + port
              + ": "
              + e.getMessage()
              + "; end what listens there, or give another port, or 0 for any free one",
          e);
    }
  }

  InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    page.close();
  }

  private final class Page implements RouteGroup {
    @Override
    public String prefix() {
      return "/";
    }

    @Override
    public ErrorFormat errors() {
      return ErrorFormat.PLAIN;
    }

    @Override
    public AccessGroup access() {
      return AccessGroup.OPERATIONS;
    }

    @Override
    public void addTo(Router router) {
      router.get("/metrics", context -> page.response());
    }
  }
}
