package io.herald.launcher.modules;

import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.http.RouteGroup;
import io.herald.page.PageRoutes;
import io.herald.settings.SettingsSection;
import java.util.List;
import java.util.Optional;

/** The page for browsers; it reads the cluster through the API. */
final class PageModule implements ServiceModule<Optional<Object>> {

  static final SettingsSection<Optional<Object>> SECTION =
      SettingsSection.without(Optional.empty());

  private final PageRoutes page = new PageRoutes();

  @Override
  public String name() {
    return "page";
  }

  @Override
  public SettingsSection<Optional<Object>> parameters() {
    return SECTION;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(page);
  }

  @Override
  public void serve(ServedCluster served, Optional<Object> settings) {
    // Its files are the same under every configuration.
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
