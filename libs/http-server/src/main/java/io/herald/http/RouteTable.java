package io.herald.http;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of all groups of one server. For one thread, before the server starts. */
final class RouteTable {

  private final Map<String, GroupRoute> routes = new LinkedHashMap<>();
  private final Map<String, GroupRoute> pages = new LinkedHashMap<>();

  /**
   * Takes every group's routes.
   *
   * @throws IllegalArgumentException if two groups have the same path
   */
  RouteTable(List<RouteGroup> groups) {
    for (RouteGroup group : groups) {
      Router router = new Router(group);
      group.addTo(router);
      router.routes().forEach(route -> put(routes, route));
      router.pages().forEach(page -> put(pages, page));
    }
  }

  private static void put(Map<String, GroupRoute> table, GroupRoute route) {
    GroupRoute other = table.putIfAbsent(route.path(), route);
    if (other != null) {
      throw new IllegalArgumentException("two routes have the path " + route.path());
    }
  }

  void addTo(ServerBuilder server) {
    Map<String, GroupRoute> all = new LinkedHashMap<>(pages);
    all.putAll(routes);
    all.forEach(
        (path, route) -> {
          var binding = server.route().get(path);
          if (route.json()) {
            binding.produces(MediaType.JSON);
          }
          Optional<GroupRoute> page = Optional.ofNullable(pages.get(path));
          binding.build(new RoutedService(route, page.filter(browsers -> !browsers.equals(route))));
        });
  }
}
