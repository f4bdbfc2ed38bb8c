package io.herald.demo;

import io.herald.jobs.file.LaunchableFiles;
import io.herald.jobs.marathon.AppDefinition;
import io.herald.jobs.marathon.PortDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cluster of "DC/OS 103": a framework called marathon, the app of {@code examples/dcos-103/},
 * and a load balancer with a pool and ports of its own, so that nothing else on this machine is in
 * its way.
 *
 * @param inside the app as it is called by its VIP, one instance
 * @param outside the same with the labels that put it on the web, three instances
 */
record DcosScene(AppDefinition inside, AppDefinition outside, Ports ports) {

  static final String NAME = "sise.marathon.l4lb.thisdcos.directory";

  /** As the label has it, without the scheme that is too much there. */
  static final String VHOST = "sise.example.com";

  /** Addresses that are this machine's own on every Linux, without a right. */
  private static final String POOL = "127.131.0.0/16";

  private static final String VIP = "VIP_0";

  /**
   * Free ones: those of the files and of Marathon-LB take a right, or belong to somebody.
   *
   * @param vip 80 in the files
   * @param service where the web finds the app, 10010 in the files
   * @param http the vhosts' own, 80 elsewhere
   * @param byAppId for requests that name an app in a header, 9091 elsewhere
   */
  record Ports(int vip, int service, int http, int byAppId) {

    static Ports free() throws IOException {
      try (ServerSocket vip = new ServerSocket(0, 1);
          ServerSocket service = new ServerSocket(0, 1);
          ServerSocket http = new ServerSocket(0, 1);
          ServerSocket byAppId = new ServerSocket(0, 1)) {
        return new Ports(
            vip.getLocalPort(),
            service.getLocalPort(),
            http.getLocalPort(),
            byAppId.getLocalPort());
      }
    }
  }

  /**
   * Reads the apps.
   *
   * @param folder of the examples
   */
  static DcosScene read(Path folder) throws IOException {
    Ports ports = Ports.free();
    return new DcosScene(
        app(folder.resolve("sise.json"), ports),
        app(folder.resolve("sise-external.json"), ports),
        ports);
  }

  private static AppDefinition app(Path file, Ports ports) {
    AppDefinition app = (AppDefinition) LaunchableFiles.read(file);
    List<PortDefinition> definitions = new ArrayList<>();
    for (PortDefinition port : app.ports()) {
      SortedMap<String, String> labels = new TreeMap<>(port.labels());
      labels.computeIfPresent(VIP, (key, value) -> value.replaceFirst(":80$", ":" + ports.vip()));
      definitions.add(
          new PortDefinition(port.servicePort(), port.name(), port.protocols(), labels));
    }
    SortedMap<String, String> labels = new TreeMap<>(app.labels());
    // Mesos' state has no service port, so that the label says it, too.
    labels.computeIfPresent("HAPROXY_0_PORT", (key, value) -> Integer.toString(ports.service()));
    return new AppDefinition(
        app.id(),
        app.instances(),
        app.command(),
        app.environment(),
        app.resources(),
        labels,
        definitions,
        app.healthCheck(),
        app.killGracePeriod(),
        app.user());
  }

  Scene scene() {
    DemoHaproxy haproxy = new DemoHaproxy();
    return new Scene(
        "marathon",
        false,
        List.of(inside),
        (folder, zooKeeper) -> {
          Map<String, String> settings = new TreeMap<>();
          settings.put("plane", missingForTheWeb().isPresent() ? "proxy" : "proxy,haproxy");
          settings.put("vip-pool", POOL);
          settings.put("dcos-domains", "thisdcos.directory,thisdcos.global");
          settings.put("vip-assignments", "zk://" + zooKeeper + "/herald/vips");
          settings.put("haproxy-folder", haproxy.folder().toString());
          settings.put("haproxy-listener", InetAddress.getLoopbackAddress().getHostAddress());
          settings.put("haproxy-http-port", Integer.toString(ports.http()));
          settings.put("haproxy-https-port", "0");
          settings.put("haproxy-stats-port", "0");
          settings.put("haproxy-app-port", Integer.toString(ports.byAppId()));
          return settings;
        },
        haproxy);
  }

  /** What to run first so that the app can be on the web; absent: nothing. */
  static Optional<String> missingForTheWeb() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Arrays.stream(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy")))
        ? Optional.empty()
        : Optional.of("sudo apt-get install -y haproxy");
  }

  /** Whether an address is of the pool. */
  static boolean isOfPool(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && bytes[0] == 127 && (bytes[1] & 0xFF) == 131;
  }
}
