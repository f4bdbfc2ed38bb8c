package io.herald.launcher.modules;

import io.herald.dns.server.ModulePort;
import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.facade.consul.ConsulFacade;
import io.herald.facade.consul.ConsulParameters;
import io.herald.facade.consul.ConsulSettings;
import io.herald.runtime.metrics.Metric;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;

/** Consul's read API, on a port of its own. */
final class ConsulModule implements ServiceModule<ConsulSettings> {

  private final ConsulFacade facade;

  ConsulModule(LiveServices live, Clock clock) {
    this.facade = new ConsulFacade(live, clock);
  }

  @Override
  public String name() {
    return "consul";
  }

  @Override
  public SettingsSection<ConsulSettings> parameters() {
    return ConsulParameters.SECTION;
  }

  @Override
  public List<ModulePort<ConsulSettings>> ports() {
    return List.of(
        new ModulePort<>(
            ConsulParameters.CONSUL_PORT, ConsulSettings::port, List.of(facade.routes())));
  }

  @Override
  public List<Metric> metrics() {
    return facade.metrics();
  }

  @Override
  public void serve(ServedCluster served, ConsulSettings settings) {
    facade.serve(settings, served.addressSources());
  }

  @Override
  public void close() {
    facade.close();
  }
}
