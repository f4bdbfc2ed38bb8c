package io.herald.demo;

import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.PortDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cluster of "DC/OS 103": a framework called marathon, the app of {@code examples/dcos-103/},
 * and a load balancer with a pool and a port of its own, so that nothing else on this machine is in
 * its way.
 *
 * @param inside the app as it is called by its VIP, one instance
 * @param outside the same with the labels that put it on the web, three instances
 * @param vipPort a free one; the VIP's is 80 in the files, which takes a right
 */
record DcosScene(AppDefinition inside, AppDefinition outside, int vipPort) {

  static final String NAME = "sise.marathon.l4lb.thisdcos.directory";

  /** Addresses that are this machine's own on every Linux, without a right. */
  private static final String POOL = "127.131.0.0/16";

  private static final String VIP = "VIP_0";

  /**
   * Reads the apps.
   *
   * @param folder of the examples
   */
  static DcosScene read(Path folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1)) {
      int port = free.getLocalPort();
      return new DcosScene(
          app(folder.resolve("sise.json"), port),
          app(folder.resolve("sise-external.json"), port),
          port);
    }
  }

  private static AppDefinition app(Path file, int vipPort) {
    AppDefinition app = (AppDefinition) LaunchableFiles.read(file);
    List<PortDefinition> definitions = new ArrayList<>();
    for (PortDefinition port : app.ports()) {
      SortedMap<String, String> labels = new TreeMap<>(port.labels());
      labels.computeIfPresent(VIP, (key, value) -> value.replaceFirst(":80$", ":" + vipPort));
      definitions.add(
          new PortDefinition(port.servicePort(), port.name(), port.protocols(), labels));
    }
    return new AppDefinition(
        app.id(),
        app.instances(),
        app.command(),
        app.environment(),
        app.resources(),
        app.labels(),
        definitions,
        app.healthCheck(),
        app.killGracePeriod(),
        app.user());
  }

  Scene scene() {
    return new Scene(
        "marathon",
        false,
        List.of(inside),
        (folder, zooKeeper) ->
            new TreeMap<>(
                Map.of(
                    "plane",
                    "proxy",
                    "dcos-domains",
                    "thisdcos.directory,thisdcos.global",
                    "vip-pool",
                    POOL,
                    "vip-assignments",
                    "zk://" + zooKeeper + "/herald/vips")));
  }

  /** Whether an address is of the pool. */
  static boolean isOfPool(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && bytes[0] == 127 && (bytes[1] & 0xFF) == 131;
  }
}
