package io.herald.launcher.modules;

import io.herald.api.watch.WatchParameters;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Clock;
import java.util.List;

/**
 * The services as they change, for the other modules: one log for the process, which goes over from
 * the services of one configuration to those of the next.
 */
final class LiveServicesModule implements ServiceModule<WatchSettings> {

  static final SettingsSection<WatchSettings> SECTION =
      SettingsSection.of(List.of(WatchParameters.WATCH_LOG), WatchParameters::log);

  private static final int THREADS = 2;

  private final NamedScheduler readers = new NamedScheduler("watch", THREADS);
  private final ServiceLog log;

  /**
   * @param settings of the log, for as long as the process lives
   */
  LiveServicesModule(WatchSettings settings, Clock clock) {
    this.log = new ServiceLog(settings, clock, readers);
  }

  LiveServices live() {
    return log;
  }

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public SettingsSection<WatchSettings> parameters() {
    return SECTION;
  }

  @Override
  public List<Metric> metrics() {
    return log.metrics();
  }

  @Override
  public void serve(ServedCluster served, WatchSettings settings) {
    log.follow(served.services());
  }

  @Override
  public void close() {
    log.close();
    readers.shutdownNow();
  }
}
