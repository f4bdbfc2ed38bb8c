package io.herald.launcher.balancer;

import io.herald.balancer.config.AssignmentPlace;
import io.herald.balancer.config.BalancerSettings;
import io.herald.balancer.config.PlaneKind;
import io.herald.balancer.control.AssignmentStore;
import io.herald.balancer.control.FileAssignmentStore;
import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.MemoryAssignmentStore;
import io.herald.balancer.control.ZooKeeperAssignmentStore;
import io.herald.balancer.haproxy.HaproxyPlane;
import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.nftables.NftablesPlane;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.balancer.web.FilePortStore;
import io.herald.balancer.web.PortStore;
import io.herald.balancer.web.ServicePortPool;
import io.herald.balancer.web.WebServices;
import io.herald.balancer.web.WebSettings;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.failure.Reason;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.watch.LiveServices;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a balancer's parts by its settings. */
final class BalancerParts {

  private static final Logger log = LoggerFactory.getLogger(BalancerParts.class);

  private BalancerParts() {}

  /** A balancer that is yet to be started. */
  static LoadBalancer balancer(
      LiveServices services, BalancerSettings settings, String zoneOfNames, Clock clock) {
    List<DataPlane> planes =
        settings.planes().stream().flatMap(kind -> plane(kind, settings, clock).stream()).toList();
    return new LoadBalancer(
        services,
        settings.control(zoneOfNames),
        settings.haproxy().map(haproxy -> web(haproxy, settings)),
        store(settings.assignments()),
        planes,
        clock);
  }

  private static WebServices web(HaproxySettings haproxy, BalancerSettings settings) {
    WebSettings web = settings.web();
    return new WebServices(
        web, servicePorts(web, settings.webPortFile().map(FilePortStore::new)), haproxy.ownPorts());
  }

  /** Those that are kept; if they can't be read, others for as long as this process lives. */
  private static ServicePortPool servicePorts(
      WebSettings web, Optional<? extends PortStore> store) {
    try {
      return new ServicePortPool(
          store.<PortStore>map(kept -> kept).orElse(PortStore.NONE),
          web.firstPort(),
          web.lastPort());
    } catch (IOException e) {
      log.error("service ports are given anew, and not kept before a restart: {}", Reason.of(e));
      return unkept(web);
    }
  }

  private static ServicePortPool unkept(WebSettings web) {
    try {
      return new ServicePortPool(PortStore.NONE, web.firstPort(), web.lastPort());
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read where nothing is kept", e);
    }
  }

  private static Optional<DataPlane> plane(PlaneKind kind, BalancerSettings settings, Clock clock) {
    return switch (kind) {
      case PROXY -> Optional.of(new ProxyPlane(settings.proxy()));
      case HAPROXY -> settings.haproxy().map(haproxy -> HaproxyPlane.open(haproxy, clock));
      case NFTABLES -> Optional.of(new NftablesPlane(settings.nftables()));
      case NONE -> Optional.empty();
    };
  }

  /** Web services by the service ports that are kept, which are left as they are. */
  static Optional<WebServices> webToLookAt(BalancerSettings settings) {
    return settings
        .haproxy()
        .map(
            haproxy ->
                new WebServices(
                    settings.web(),
                    servicePorts(
                        settings.web(),
                        settings.webPortFile().map(FilePortStore::new).map(KeptPorts::new)),
                    haproxy.ownPorts()));
  }

  /** Ports that are read alone. */
  private record KeptPorts(PortStore kept) implements PortStore {
    @Override
    public SortedMap<String, Integer> load() throws IOException {
      return kept.load();
    }

    @Override
    public void save(SortedMap<String, Integer> ports) {}
  }

  static AssignmentStore store(AssignmentPlace place) {
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
