package io.herald.balancer.proxy.udp;

import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.traffic.VipCounters.Refusal;
import io.herald.runtime.threads.Fatal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one socket of a VIP, the one that has been silent for longest first. Belongs to
 * one event loop; the kernel gives all datagrams of a client to the same socket.
 */
final class UdpSessions extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final Logger log = LoggerFactory.getLogger(UdpSessions.class);

  private static final int FIRST_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private final UdpFront front;

  /** In the order of their last use. */
  private final Map<InetSocketAddress, UdpSession> sessions =
      new LinkedHashMap<>(FIRST_CAPACITY, LOAD_FACTOR, true);

  private volatile @Nullable Channel own;
  private boolean expiring;

  UdpSessions(UdpFront front) {
    this.front = front;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    own = context.channel();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    InetSocketAddress client = packet.sender();
    UdpSession session = sessions.get(client);
    if (session == null) {
      session = open(context.channel(), client);
    }
    if (session == null) {
      front.counters().dropped.increment();
    } else {
      front.counters().received.add(packet.content().readableBytes());
      session.send(packet.content().retain());
    }
  }

  private @Nullable UdpSession open(Channel socket, InetSocketAddress client) {
    PooledBackend target = takePlace() ? front.pool().choose(client.getAddress(), List.of()) : null;
    if (target == null) {
      return null;
    }
    UdpSession session;
    try {
      session = new UdpSession(this, socket, client, target, front.counters());
      session.open(front.loops());
    } catch (ChannelException e) {
      failed(target, ConnectFailure.LOCAL, e);
      leave();
      return null;
    }
    front.counters().accepted.increment();
    sessions.put(client, session);
    if (!expiring) {
      expiring = true;
      expireLater(socket, front.idleNanos());
    }
    return session;
  }

  /** Takes a place for a session, that of the one silent for longest if all are taken. */
  private boolean takePlace() {
    int most = front.options().maxConnections().orElse(Integer.MAX_VALUE);
    if (front.counters().open.incrementAndGet() > most) {
      front.counters().open.decrementAndGet();
      front.counters().of(Refusal.LIMIT).increment();
      return endOldest() && takeAgain(most);
    }
    if (!front.places().take()) {
      front.counters().open.decrementAndGet();
      front.counters().of(Refusal.PLANE_LIMIT).increment();
      return endOldest() && takeAgain(most);
    }
    return true;
  }

  private boolean takeAgain(int most) {
    if (front.counters().open.incrementAndGet() <= most && front.places().take()) {
      return true;
    }
    front.counters().open.decrementAndGet();
    return false;
  }

  private boolean endOldest() {
    for (UdpSession oldest : sessions.values()) {
      end(oldest);
      return true;
    }
    return false;
  }

  private void expireLater(Channel socket, long nanos) {
    if (!socket.eventLoop().isShuttingDown()) {
      var unused = socket.eventLoop().schedule(() -> expire(socket), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void expire(Channel socket) {
    long idle = front.idleNanos();
    List<UdpSession> silent = new ArrayList<>();
    long left = idle;
    for (UdpSession session : sessions.values()) {
      left = idle - session.silentNanos();
      if (left > 0) {
        break;
      }
      silent.add(session);
    }
    silent.forEach(session -> front.counters().idle.increment());
    silent.forEach(this::end);
    expiring = !sessions.isEmpty();
    if (expiring) {
      expireLater(socket, Math.max(left, TimeUnit.MILLISECONDS.toNanos(10)));
    }
  }

  /** Counts as use of it. */
  void used(UdpSession session) {
    sessions.get(session.client());
  }

  /** The backend has answered for the first time. */
  void answered(UdpSession session) {
    front.pool().connected(session.target());
  }

  /** The backend doesn't take datagrams: the client's next one opens a session with another. */
  void refused(UdpSession session, Throwable cause) {
    if (sessions.get(session.client()) == session) {
      sessions.remove(session.client());
      session.close();
      leave();
      failed(session.target(), ConnectFailure.REFUSED, cause);
    }
  }

  private void failed(PooledBackend target, ConnectFailure failure, Throwable cause) {
    front.counters().of(failure).increment();
    log.debug("{}: {}", target.backend(), cause.toString());
    if (failure == ConnectFailure.LOCAL) {
      front.places().connectImpossible(target.address(), cause);
    }
    front.pool().failed(target, failure);
  }

  private void end(UdpSession session) {
    if (sessions.remove(session.client(), session)) {
      session.close();
      front.pool().released(session.target());
      leave();
    }
  }

  private void leave() {
    front.counters().open.decrementAndGet();
    front.places().giveBack();
  }

  /** From any thread: ends the sessions whose backend has left. */
  void endOrphans() {
    Channel socket = own;
    if (socket != null) {
      socket
          .eventLoop()
          .execute(
              () ->
                  List.copyOf(sessions.values()).stream()
                      .filter(session -> front.isGone(session.target()))
                      .forEach(this::end));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    List.copyOf(sessions.values()).forEach(this::end);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client's port is closed, say: what it was sent is lost, as datagrams are.
    Fatal.escalate(cause);
    log.debug("{}: {}", context.channel(), cause.toString());
  }
}
