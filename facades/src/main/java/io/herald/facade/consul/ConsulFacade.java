package io.herald.facade.consul;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.facade.mirror.MirrorSwitch;
import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.IpSource;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;

/**
 * Consul's read API over the live services. Outlives reloads: with other names or address sources
 * it reads all instances again, and answers from what it had until that is done. While it is off it
 * holds nothing. Safe for any thread.
 */
public final class ConsulFacade implements AutoCloseable {

  private final ConsulCounters counters = new ConsulCounters();
  private final MirrorSwitch<ConsulCatalog> catalogs;
  private final RouteGroup routes;

  private volatile ConsulSettings settings = ConsulSettings.OFF;
  private volatile BlockingQueries queries;

  @GuardedBy("this")
  private List<IpSource> addressSources = List.of();

  /**
   * Off until settings come.
   *
   * @param clock of the times at which instances are seen
   */
  public ConsulFacade(LiveServices live, Clock clock) {
    this.catalogs = new MirrorSwitch<>(live, clock, ConsulCatalog::retire);
    this.queries = new BlockingQueries(settings.queriesPerClient(), counters);
    this.routes =
        new ConsulRoutes(
            new ConsulEndpoints(() -> settings.datacenter(), catalogs::current, () -> queries));
  }

  /** All that it serves, for a port of its own. */
  public RouteGroup routes() {
    return routes;
  }

  public List<Metric> metrics() {
    return counters.rows(() -> catalogs.current().map(ConsulCatalog::size).orElse(0));
  }

  /**
   * What is in force from now on.
   *
   * @param sources of instances' addresses by the configuration; empty if each task's network
   *     decides
   */
  public synchronized void serve(ConsulSettings now, List<IpSource> sources) {
    ConsulSettings before = settings;
    settings = now;
    if (now.queriesPerClient() != before.queriesPerClient()) {
      queries = new BlockingQueries(now.queriesPerClient(), counters);
    }
    if (now.port().isEmpty()) {
      catalogs.clear();
    } else if (before.port().isEmpty()
        || !now.names().equals(before.names())
        || !sources.equals(addressSources)) {
      addressSources = List.copyOf(sources);
      catalogs.fill(new ConsulCatalog(new ConsulRegistrations(now.names(), sources)));
    }
  }

  @Override
  public void close() {
    catalogs.close();
  }
}
