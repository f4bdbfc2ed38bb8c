package io.herald.launcher.modules;

import io.herald.dns.server.ModulePort;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.facade.marathon.MarathonFacade;
import io.herald.facade.marathon.MarathonParameters;
import io.herald.facade.marathon.MarathonSettings;
import io.herald.runtime.metrics.Metric;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;

/** Marathon's read API, on a port of its own. */
final class MarathonModule implements ServiceModule<MarathonSettings> {

  private final MarathonFacade facade;

  MarathonModule(LiveServices live, Clock clock) {
    this.facade = new MarathonFacade(live, clock);
  }

  @Override
  public String name() {
    return "marathon";
  }

  @Override
  public SettingsSection<MarathonSettings> parameters() {
    return MarathonParameters.SECTION;
  }

  @Override
  public List<ModulePort<MarathonSettings>> ports() {
    return List.of(
        new ModulePort<>(
            MarathonParameters.MARATHON_PORT, MarathonSettings::port, List.of(facade.routes())));
  }

  @Override
  public List<Metric> metrics() {
    return facade.metrics();
  }

  @Override
  public void serve(ServedCluster served, MarathonSettings settings) {
    facade.serve(settings, served.addressSources());
  }

  @Override
  public void close() {
    facade.close();
  }
}
