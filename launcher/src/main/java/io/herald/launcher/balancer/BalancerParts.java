package io.herald.launcher.balancer;

import io.herald.balancer.config.AssignmentPlace;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.config.PlaneKind;
import io.herald.balancer.control.AssignmentStore;
import io.herald.balancer.control.FileAssignmentStore;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.MemoryAssignmentStore;
import io.herald.balancer.control.ZooKeeperAssignmentStore;
import io.herald.balancer.nftables.NftablesPlane;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Makes a balancer's parts by its settings. */
final class BalancerParts {

  private BalancerParts() {}

  /** A balancer that is yet to be started. */
  static LoadBalancer balancer(
      LiveServices services, BalancerSettings settings, String zoneOfNames, Clock clock) {
    List<DataPlane> planes =
        settings.planes().stream().flatMap(kind -> plane(kind, settings).stream()).toList();
    return new LoadBalancer(
        services, settings.control(zoneOfNames), store(settings.assignments()), planes, clock);
  }

  private static Optional<DataPlane> plane(PlaneKind kind, BalancerSettings settings) {
    return switch (kind) {
      case PROXY -> Optional.of(new ProxyPlane(settings.proxy()));
      case NFTABLES -> Optional.of(new NftablesPlane(settings.nftables()));
      case NONE -> Optional.empty();
    };
  }

  private static AssignmentStore store(AssignmentPlace place) {
    if (place instanceof AssignmentPlace.InZooKeeper node) {
      ZooKeeperUrl url = node.url();
      String credential = url.digest().map(digest -> digest + "@").orElse("");
      ZooKeeperConnection connection =
          ZooKeeperConnection.open(ZooKeeperOptions.of("zk://" + credential + url.connectString()));
      return new ZooKeeperAssignmentStore(
          connection.client(), connection, url.path(), connection.acls().members());
    }
    return place instanceof AssignmentPlace.InFile file
        ? new FileAssignmentStore(file.path())
        : new MemoryAssignmentStore();
  }
}
