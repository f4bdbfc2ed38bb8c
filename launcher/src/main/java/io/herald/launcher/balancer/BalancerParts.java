package io.herald.launcher.balancer;

import io.herald.balancer.config.AssignmentPlace;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.config.PlaneKind;
import io.herald.balancer.control.AssignmentStore;
import io.herald.balancer.control.BalancedWeb;
import io.herald.balancer.control.FileAssignmentStore;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.MemoryAssignmentStore;
import io.herald.balancer.control.ZooKeeperAssignmentStore;
import io.herald.balancer.haproxy.HaproxyPlane;
import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.listening.ListeningFirst;
import io.herald.balancer.nftables.NftablesPlane;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.balancer.web.ServicePortPool;
import io.herald.balancer.web.WebServices;
import io.herald.balancer.web.WebSettings;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes a balancer's parts by its settings. */
final class BalancerParts {

  private BalancerParts() {}

  /** A balancer that is yet to be started. */
  static LoadBalancer balancer(
      LiveServices services, BalancerSettings settings, String zoneOfNames, Clock clock) {
    List<DataPlane> planes =
        settings.planes().stream().flatMap(kind -> plane(kind, settings, clock).stream()).toList();
    return new LoadBalancer(
        services,
        settings.control(zoneOfNames),
        web(settings, ports -> ports),
        addresses(settings),
        planes,
        clock);
  }

  private static BalancedWeb web(
      HaproxySettings haproxy, BalancerSettings settings, AssignmentStore ports) {
    WebSettings web = settings.web();
    return new BalancedWeb(
        new WebServices(
            web, new ServicePortPool(web.firstPort(), web.lastPort()), haproxy.ownPorts()),
        web.firstPort() + "-" + web.lastPort(),
        ports);
  }

  private static Optional<DataPlane> plane(PlaneKind kind, BalancerSettings settings, Clock clock) {
    return switch (kind) {
      case PROXY -> Optional.of(new ProxyPlane(settings.proxy()));
      case HAPROXY ->
          settings
              .haproxy()
              .map(haproxy -> new ListeningFirst(HaproxyPlane.open(haproxy, clock), clock));
      case NFTABLES ->
          Optional.of(new ListeningFirst(new NftablesPlane(settings.nftables()), clock));
      case NONE -> Optional.empty();
    };
  }

  /**
   * Web services, by the service ports that are kept.
   *
   * @param access how they are kept
   */
  static Optional<BalancedWeb> web(
      BalancerSettings settings, UnaryOperator<AssignmentStore> access) {
    return settings
        .haproxy()
        .map(
            haproxy ->
                web(
                    haproxy,
                    settings,
                    access.apply(store(settings.webPorts(), "the service ports"))));
  }

  /** Where the addresses of names are kept. */
  static AssignmentStore addresses(BalancerSettings settings) {
    return store(settings.assignments(), "the addresses of VIPs");
  }

  private static AssignmentStore store(AssignmentPlace place, String what) {
    if (place instanceof AssignmentPlace.InZooKeeper node) {
      ZooKeeperUrl url = node.url();
      String credential = url.digest().map(digest -> digest + "@").orElse("");
      ZooKeeperConnection connection =
          ZooKeeperConnection.open(ZooKeeperOptions.of("zk://" + credential + url.connectString()));
      return new ZooKeeperAssignmentStore(
          connection.client(), connection, url.path(), connection.acls().members(), what);
    }
    return place instanceof AssignmentPlace.InFile file
        ? new FileAssignmentStore(file.path())
        : new MemoryAssignmentStore();
  }
}
