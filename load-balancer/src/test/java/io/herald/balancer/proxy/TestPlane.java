package io.herald.balancer.proxy;

import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.ActiveCheck;
import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipOptions.Method;
import io.herald.balancer.plane.VipProtocol;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** A proxy, and the state that a test wants of it. */
final class TestPlane implements AutoCloseable {

  static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  final ProxyPlane plane;
  private final SortedMap<VipKey, Vip> vips = new TreeMap<>();
  private long revision;

  TestPlane(boolean nativeSockets, boolean failOpen, int maxConnections) {
    this(nativeSockets, failOpen, maxConnections, Duration.ZERO);
  }

  private TestPlane(boolean nativeSockets, boolean failOpen, int maxConnections, Duration drain) {
    plane =
        new ProxyPlane(
            new ProxySettings(
                2, nativeSockets, failOpen, maxConnections, Duration.ofMinutes(1), drain));
  }

  /** One whose connections may go on for so long when it is to end. */
  static TestPlane draining(boolean nativeSockets, Duration drain) {
    return new TestPlane(nativeSockets, true, 10_000, drain);
  }

  TestPlane(boolean nativeSockets) {
    this(nativeSockets, true, 10_000);
  }

  static VipKey key(VipProtocol protocol, int port) {
    return new VipKey(new VipHost.Named("sise.marathon"), port, protocol);
  }

  static Backend backend(String instance, InetAddress address, int port, int weight) {
    return new Backend(
        instance, new ServiceKey("marathon", "sise", ""), address, port, weight, address);
  }

  static Backend backend(int port) {
    return backend("i" + port, LOCAL, port, 1);
  }

  /** The VIP has these backends; returns when the plane has it so. */
  VipKey serve(VipProtocol protocol, int port, VipOptions options, Backend... backends) {
    return serve(List.of(LOCAL), protocol, port, options, backends);
  }

  VipKey serve(
      List<InetAddress> addresses,
      VipProtocol protocol,
      int port,
      VipOptions options,
      Backend... backends) {
    VipKey key = key(protocol, port);
    vips.put(key, new Vip(key, addresses, options, List.of(backends).stream().sorted().toList()));
    apply();
    return key;
  }

  void remove(VipProtocol protocol, int port) {
    vips.remove(key(protocol, port));
    apply();
  }

  private void apply() {
    revision++;
    plane.apply(new DesiredState(revision, vips));
    await().until(() -> plane.status().applied() == revision);
  }

  /** The row of this name and these labels. */
  double metric(String name, Map<String, String> labels) {
    return plane.metrics().stream()
        .filter(row -> row.name().equals(name))
        .filter(row -> row.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(TestPlane::value)
        .sum();
  }

  private static double value(Metric row) {
    if (row instanceof Metric.Counter counter) {
      return counter.value().getAsDouble();
    }
    if (row instanceof Metric.Gauge gauge) {
      return gauge.value().getAsDouble();
    }
    throw new IllegalArgumentException(row.name());
  }

  /** Backends that are in this state. */
  int backends(String state) {
    return (int) metric("herald_lb_proxy_backends", Map.of("state", state));
  }

  int open() {
    return (int) metric("herald_lb_proxy_connections_open", Map.of());
  }

  @Override
  public void close() {
    plane.close();
  }

  static VipOptions options(Method method) {
    return new Options().method(method).get();
  }

  /** The defaults, and what a test wants otherwise. */
  static final class Options {
    private Method method = Method.LEAST_CONNECTIONS;
    private boolean proxyIn;
    private boolean proxyOut;
    private Duration connectTimeout = Duration.ofMinutes(1);
    private Optional<Duration> idle = Optional.empty();
    private OptionalInt max = OptionalInt.empty();
    private Optional<ActiveCheck> check = Optional.empty();

    Options method(Method wanted) {
      method = wanted;
      return this;
    }

    Options proxyIn() {
      proxyIn = true;
      return this;
    }

    Options proxyOut() {
      proxyOut = true;
      return this;
    }

    Options connectTimeout(Duration wanted) {
      connectTimeout = wanted;
      return this;
    }

    Options idle(Duration wanted) {
      idle = Optional.of(wanted);
      return this;
    }

    Options max(int wanted) {
      max = OptionalInt.of(wanted);
      return this;
    }

    Options check(Optional<String> httpPath) {
      check =
          Optional.of(
              new ActiveCheck(httpPath, Duration.ofMillis(100), Duration.ofSeconds(1), 2, 2));
      return this;
    }

    VipOptions get() {
      return new VipOptions(method, proxyIn, proxyOut, connectTimeout, idle, max, check);
    }
  }
}
