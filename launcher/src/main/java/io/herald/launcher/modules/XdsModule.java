package io.herald.launcher.modules;

import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.metrics.Metric;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import io.herald.xds.ServingRules;
import io.herald.xds.Xds;
import io.herald.xds.XdsParameters;
import io.herald.xds.XdsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** xDS, at a port of its own if there is to be one. A port that can't be had is tried again. */
final class XdsModule implements ServiceModule<XdsSettings> {

  private final Xds xds;
  private volatile Optional<Wanted> wanted = Optional.empty();

  private record Wanted(XdsSettings settings, ServingRules rules) {}

  XdsModule(LiveServices live) {
    this.xds = new Xds(live);
  }

  @Override
  public String name() {
    return "xds";
  }

  @Override
  public SettingsSection<XdsSettings> parameters() {
    return XdsParameters.SECTION;
  }

  @Override
  public List<Metric> metrics() {
    return xds.metrics();
  }

  @Override
  public void serve(ServedCluster served, XdsSettings settings) {
    Wanted now =
        new Wanted(settings, new ServingRules(served.addressSources(), served.publication()));
    wanted = Optional.of(now);
    try {
      xds.serve(now.settings(), now.rules());
    } catch (IOException e) {
      throw new UncheckedIOException("xdsPort: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> reread() {
    if (wanted.isEmpty()) {
      return List.of();
    }
    try {
      xds.serve(wanted.get().settings(), wanted.get().rules());
      return List.of();
    } catch (IOException e) {
      return List.of("xdsPort: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    xds.close();
  }
}
