package io.herald.facade.marathon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.facade.mirror.MirrorSwitch;
import io.herald.http.RouteGroup;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.IpSource;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;

/**
 * Marathon's read API over the live services. Outlives reloads: with other frameworks or address
 * sources it reads all instances again, answers from what it had until that is done, and then ends
 * the event streams, whose clients read the apps anew. While it is off it holds nothing. Safe for
 * any thread.
 */
public final class MarathonFacade implements AutoCloseable {

  private final MarathonCounters counters = new MarathonCounters();
  private final MarathonStreams streams;
  private final MirrorSwitch<MarathonApps> apps;
  private final RouteGroup routes;

  private volatile MarathonSettings settings = MarathonSettings.OFF;

  @GuardedBy("this")
  private List<IpSource> addressSources = List.of();

  /**
   * Off until settings come.
   *
   * @param clock of the times at which instances are seen
   */
  public MarathonFacade(LiveServices live, Clock clock) {
    this.streams = new MarathonStreams(clock, settings.streamsPerClient(), counters);
    this.apps = new MirrorSwitch<>(live, clock, MarathonApps::retire);
    this.routes = new MarathonRoutes(() -> settings, apps::current, streams);
  }

  /** All that it serves, for a port of its own. */
  public RouteGroup routes() {
    return routes;
  }

  public List<Metric> metrics() {
    return counters.rows(() -> apps.current().map(MarathonApps::size).orElse(0));
  }

  /**
   * What is in force from now on.
   *
   * @param sources of instances' addresses by the configuration; empty if each task's network
   *     decides
   */
  public synchronized void serve(MarathonSettings now, List<IpSource> sources) {
    MarathonSettings before = settings;
    settings = now;
    if (now.streamsPerClient() != before.streamsPerClient()) {
      streams.limit(now.streamsPerClient());
    }
    if (now.port().isEmpty()) {
      apps.clear();
    } else if (before.port().isEmpty()
        || !now.frameworks().equals(before.frameworks())
        || !sources.equals(addressSources)) {
      addressSources = List.copyOf(sources);
      apps.fill(new MarathonApps(now.frameworks(), sources, streams));
    }
  }

  @Override
  public void close() {
    apps.close();
  }
}
