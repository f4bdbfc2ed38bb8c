package io.herald.balancer.proxy.tcp;

import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.proxy.choice.BackendPool;
import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.epoll.LinuxListener;
import io.herald.balancer.proxy.socket.BindFailedException;
import io.herald.balancer.proxy.socket.Front;
import io.herald.balancer.proxy.socket.ListeningSocket;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.PlacesOfPlane;
import io.herald.balancer.proxy.traffic.VipCounters;
import io.herald.balancer.proxy.traffic.VipCounters.Refusal;
import io.herald.runtime.text.AddressText;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address of a VIP over TCP: accepts clients, as many as it may have. */
public final class TcpFront implements Front {

  private static final Logger log = LoggerFactory.getLogger(TcpFront.class);

  private final InetSocketAddress address;
  private final ProxyLoops loops;
  private final BackendPool pool;
  private final VipCounters counters;
  private final PlacesOfPlane places;
  private final List<ListeningSocket> listeners;
  private volatile VipOptions options;

  /**
   * Accepts clients from now on.
   *
   * @param places of all VIPs together
   * @throws BindFailedException if the address can't be had
   */
  public TcpFront(
      InetSocketAddress address,
      VipOptions options,
      ProxyLoops loops,
      BackendPool pool,
      VipCounters counters,
      PlacesOfPlane places)
      throws BindFailedException {
    this.address = address;
    this.options = options;
    this.loops = loops;
    this.pool = pool;
    this.counters = counters;
    this.places = places;
    this.listeners =
        loops.listen(
            address,
            new LinuxListener.Clients() {
              @Override
              public void accepted(DuplexChannel client) {
                accept(client);
              }

              @Override
              public void failed(IOException cause) {
                places.acceptImpossible(address, cause);
              }
            });
  }

  /** Connections from now on are carried so; those that are open stay as they are. */
  @Override
  public void carry(VipOptions others) {
    options = others;
  }

  private void accept(DuplexChannel client) {
    if (!(client.remoteAddress() instanceof InetSocketAddress remote
        && reached(client) instanceof InetSocketAddress local)) {
      var unused = client.close(); // it went away before it was looked at
      return;
    }
    VipOptions now = options;
    if (counters.open.incrementAndGet() > now.maxConnections().orElse(Integer.MAX_VALUE)) {
      counters.open.decrementAndGet();
      turnAway(client, Refusal.LIMIT);
    } else if (!places.take()) {
      counters.open.decrementAndGet();
      turnAway(client, Refusal.PLANE_LIMIT);
    } else {
      counters.accepted.increment();
      new ProxiedConnection(this, now, client, new ClientOrigin(remote, local)).begin();
    }
  }

  /** Only at "all addresses" does the kernel have to say which one it was. */
  private @Nullable SocketAddress reached(Channel client) {
    return address.getAddress().isAnyLocalAddress() ? client.localAddress() : address;
  }

  private void turnAway(DuplexChannel client, Refusal why) {
    refused(why);
    ProxiedConnection.reset(client);
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

  void refused(Refusal why) {
    counters.of(why).increment();
    log.debug("{}: a client was turned away: {}", this, why.text());
  }

  void connectFailed(PooledBackend target, ConnectFailure failure, Throwable cause) {
    counters.of(failure).increment();
    log.debug("{}: {}: {}", this, target.backend(), cause.toString());
    pool.failed(target, failure);
    if (failure == ConnectFailure.LOCAL) {
      places.connectImpossible(target.address(), cause);
    }
  }

  void left() {
    counters.open.decrementAndGet();
    places.giveBack();
  }

  /** Accepts nobody any more. Connections that are open go on. */
  @Override
  public void close() {
    listeners.forEach(ListeningSocket::close);
  }

  @Override
  public String toString() {
    return AddressText.of(address);
  }
}
