package io.herald.balancer.proxy;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.SharedPort;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.proxy.choice.BackendPool;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.health.HealthWatch;
import io.herald.balancer.proxy.socket.BindFailedException;
import io.herald.balancer.proxy.socket.Front;
import io.herald.balancer.proxy.tcp.TcpFront;
import io.herald.balancer.proxy.traffic.VipCounters;
import io.herald.balancer.proxy.udp.UdpFront;
import io.herald.runtime.text.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address of a VIP: its backends, which are those of the address' family, their health, and the
 * sockets at which clients come. Changed by the plane's thread alone.
 */
final class ServedAddress implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServedAddress.class);

  /** Over TCP a refused connect costs a client little; over UDP it costs it its datagram. */
  private static final int TCP_REFUSALS = 3;

  private static final int UDP_REFUSALS = 1;

  private final ProxyParts parts;
  private final InetSocketAddress address;
  private final VipProtocol protocol;
  private final VipCounters counters;
  private final BackendPool pool;
  private final HealthWatch health;
  private VipOptions options = VipOptions.DEFAULT;
  private @Nullable Front front;

  /** Why there is no front. */
  private volatile @Nullable String problem;

  ServedAddress(
      ProxyParts parts,
      String vip,
      InetSocketAddress address,
      VipProtocol protocol,
      VipCounters counters) {
    this.parts = parts;
    this.address = address;
    this.protocol = protocol;
    this.counters = counters;
    boolean tcp = protocol == VipProtocol.TCP;
    this.pool =
        new BackendPool(
            parts.settings().failOpen(),
            tcp ? TCP_REFUSALS : UDP_REFUSALS,
            ThreadLocalRandom.current(),
            this::ejected);
    this.health = new HealthWatch(vip, tcp, parts.loops(), pool, parts.changed());
  }

  private void ejected(PooledBackend target) {
    health.ejected(target);
  }

  /** Has these backends and options from now on, and tries to bind if it isn't yet. */
  void serve(Vip vip) {
    List<Backend> ofFamily =
        vip.backends().stream()
            .filter(backend -> isOfFamily(backend.address(), address.getAddress()))
            .toList();
    options = vip.options();
    List<PooledBackend> added = pool.update(options.method(), ofFamily);
    health.check(
        protocol == VipProtocol.TCP ? options.check() : Optional.empty(),
        added,
        options.proxyOut() && protocol == VipProtocol.TCP,
        options.connectTimeout());
    Front bound = front;
    if (bound != null) {
      bound.carry(options);
    } else {
      bind();
    }
  }

  private static boolean isOfFamily(InetAddress one, InetAddress other) {
    return one.getAddress().length == other.getAddress().length;
  }

  /** Whether clients can come; tries to have them. */
  boolean bind() {
    if (front != null) {
      return true;
    }
    boolean shared = SharedPort.isOpenElsewhere(protocol, address);
    try {
      front =
          protocol == VipProtocol.TCP
              ? new TcpFront(address, options, parts.loops(), pool, counters, parts.places())
              : new UdpFront(
                  address,
                  options,
                  parts.loops(),
                  pool,
                  counters,
                  parts.places(),
                  parts.settings().udpIdle());
    } catch (BindFailedException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(problem)) {
        problem = why;
        log.warn("{}; it is tried again and again", why);
      }
      return false;
    }
    if (shared) {
      log.warn(
          "{} {} is open in another process too, which gets a part of the clients: HAProxy, if that"
              + " carries the VIPs beside the proxy, or another Herald, which needs the same vip-pool"
              + " and vip-assignments",
          protocol,
          AddressText.of(address));
    }
    if (problem != null) {
      problem = null;
      log.info("listening on {} {} now", protocol, AddressText.of(address));
    }
    return true;
  }

  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  BackendPool pool() {
    return pool;
  }

  @Override
  public void close() {
    health.close();
    Front bound = front;
    front = null;
    if (bound != null) {
      bound.close();
    }
    // Connections that are open keep their backends; nothing of those is looked at any more.
    pool.update(options.method(), List.of());
  }
}
