package io.herald.benchmarks.lb;

import io.herald.balancer.haproxy.HaproxyPlane;
import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.nftables.NftablesPlane;
import io.herald.balancer.nftables.NftablesSettings;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.balancer.proxy.ProxySettings;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.time.MonotonicClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The planes as the benchmarks name them. */
final class BenchPlane {

  private static final int PROXY_THREADS = 2;

  private BenchPlane() {}

  /**
   * One that carries nothing yet.
   *
   * @param kind {@code epoll} or {@code jdk}, for the proxy by its sockets, {@code haproxy} or
   *     {@code nftables}
   * @param pool of the VIPs, which the kernel's plane has routed
   * @param folder for HAProxy
   */
  static DataPlane open(String kind, String pool, Path folder) {
    return switch (kind) {
      case "epoll", "jdk" -> new ProxyPlane(proxy(kind.equals("epoll")));
      case "haproxy" -> HaproxyPlane.open(haproxy(folder), MonotonicClock.startingNow());
      case "nftables" -> new NftablesPlane(NftablesSettings.of(List.of(CidrNetwork.parse(pool))));
      default ->
          throw new IllegalArgumentException(
              "\"" + kind + "\" is not a plane; write epoll, jdk, haproxy or nftables");
    };
  }

  private static ProxySettings proxy(boolean nativeSockets) {
    ProxySettings defaults = ProxySettings.defaults();
    return new ProxySettings(
        PROXY_THREADS,
        nativeSockets,
        defaults.failOpen(),
        defaults.maxConnections(),
        defaults.udpIdle(),
        Duration.ZERO);
  }

  private static HaproxySettings haproxy(Path folder) {
    return new HaproxySettings(
        "haproxy",
        folder,
        Optional.empty(),
        "127.0.0.1",
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        HaproxySettings.LOOPBACK,
        OptionalInt.empty(),
        Optional.empty(),
        Duration.ofSeconds(2),
        Duration.ofMinutes(10),
        true,
        10);
  }
}
