package io.herald.balancer.proxy.udp;

import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.proxy.choice.BackendPool;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.socket.BindFailedException;
import io.herald.balancer.proxy.socket.Front;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.PlacesOfPlane;
import io.herald.balancer.proxy.traffic.VipCounters;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One address of a VIP over UDP. Each of its sockets has sessions of its own. */
public final class UdpFront implements Front {

  private final ProxyLoops loops;
  private final BackendPool pool;
  private final VipCounters counters;
  private final PlacesOfPlane places;
  private final Duration defaultIdle;
  private final List<Channel> sockets;
  private final Queue<UdpSessions> sessions = new ConcurrentLinkedQueue<>();
  private volatile VipOptions options;

  /**
   * Takes datagrams from now on.
   *
   * @param places of all VIPs together
   * @param defaultIdle after which a session ends, where the labels don't say
   * @throws BindFailedException if the address can't be had
   */
  public UdpFront(
      InetSocketAddress address,
      VipOptions options,
      ProxyLoops loops,
      BackendPool pool,
      VipCounters counters,
      PlacesOfPlane places,
      Duration defaultIdle)
      throws BindFailedException {
    this.options = options;
    this.loops = loops;
    this.pool = pool;
    this.counters = counters;
    this.places = places;
    this.defaultIdle = defaultIdle;
    this.sockets = loops.receive(address, this::newSessions);
  }

  private UdpSessions newSessions() {
    UdpSessions made = new UdpSessions(this);
    sessions.add(made);
    return made;
  }

  /**
   * Sessions from now on are carried so. Those whose backend has left the pool end, so that the
   * client's next datagram goes to another one.
   */
  @Override
  public void carry(VipOptions others) {
    options = others;
    sessions.forEach(UdpSessions::endOrphans);
  }

  ProxyLoops loops() {
    return loops;
  }

  BackendPool pool() {
    return pool;
  }

  VipCounters counters() {
    return counters;
  }

  PlacesOfPlane places() {
    return places;
  }

  VipOptions options() {
    return options;
  }

  long idleNanos() {
    return options.idleTimeout().orElse(defaultIdle).toNanos();
  }

  boolean isGone(PooledBackend target) {
    return !pool.has(target);
  }

  /** Takes no datagrams any more, and ends all sessions. */
  @Override
  public void close() {
    for (Channel socket : sockets) {
      socket.close().awaitUninterruptibly();
    }
  }
}
