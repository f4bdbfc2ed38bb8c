package io.herald.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Which connections a server takes, decided before it reads a byte: none from an address that may
 * not use it, a limited number per client, a limited number in all. When all places are taken, the
 * connection that has been idle for longest makes room. Safe for any thread.
 */
final class HttpConnections {

  private static final AttributeKey<Connection> OWN = AttributeKey.valueOf("herald.http");

  /** A new connection is left this long to send its first request. */
  private static final long ROOM_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Predicate<InetAddress> admitted;
  private final boolean ipv4Only;
  private final ConnectionLimits limits;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final HttpCounters counters;

  /** A connection that was taken. */
  private static final class Connection {
    final Channel channel;
    final AtomicInteger requests = new AtomicInteger();
    volatile long idleSince = System.nanoTime();

    Connection(Channel channel) {
      this.channel = channel;
    }

    boolean isIdle() {
      return requests.get() == 0;
    }

    Runnable requestBegun() {
      requests.incrementAndGet();
      return () -> {
        idleSince = System.nanoTime();
        requests.decrementAndGet();
      };
    }
  }

  /**
   * @param listener where they come in; the JDK's {@code 0.0.0.0} takes IPv6 too, here it means
   *     IPv4 alone
   * @param admitted whether an address may use the server
   * @param most connections at a time
   * @param mostPerClient of these per client: an IPv4 address, an IPv6 /64
   */
  HttpConnections(
      InetAddress listener,
      Predicate<InetAddress> admitted,
      int most,
      int mostPerClient,
      HttpCounters counters) {
    this.ipv4Only = !(listener instanceof Inet6Address);
    this.admitted = admitted;
    this.limits = new ConnectionLimits(most, mostPerClient);
    this.counters = counters;
  }

  /** Takes a new connection, or closes it. */
  void accept(Channel channel) {
    InetAddress client =
        channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    if (client == null || !isOfListenersFamily(channel) || !admitted.test(client)) {
      counters.forbidden.increment();
      close(channel);
    } else if (!enter(client)) {
      counters.turnedAway.increment();
      close(channel);
    } else {
      counters.accepted.increment();
      counters.open.incrementAndGet();
      Connection connection = new Connection(channel);
      channel.attr(OWN).set(connection);
      open.add(connection);
      channel
          .closeFuture()
          .addListener(
              closed -> {
                open.remove(connection);
                limits.leave(client);
                counters.open.decrementAndGet();
              });
    }
  }

  private boolean isOfListenersFamily(Channel channel) {
    return !ipv4Only
        || !(channel.localAddress() instanceof InetSocketAddress local
            && local.getAddress() instanceof Inet6Address);
  }

  private boolean enter(InetAddress client) {
    return limits.enter(client)
        || (limits.isFull() && closeLongestIdle() && limits.enterBeyond(client));
  }

  private boolean closeLongestIdle() {
    long now = System.nanoTime();
    Connection longestIdle = null;
    for (Connection connection : open) {
      if (connection.isIdle()
          && (longestIdle == null || connection.idleSince - longestIdle.idleSince < 0)) {
        longestIdle = connection;
      }
    }
    if (longestIdle == null
        || now - longestIdle.idleSince < ROOM_AFTER_NANOS
        || !open.remove(longestIdle)) {
      return false;
    }
    counters.madeRoom.increment();
    close(longestIdle.channel);
    return true;
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  /**
   * Marks the connection as busy.
   *
   * @return to be run once the response to this request is sent completely
   */
  Runnable requestBegun(ServiceRequestContext context) {
    Channel channel = context.log().partial().channel();
    Connection connection = channel == null ? null : channel.attr(OWN).get();
    return connection == null ? () -> {} : connection.requestBegun();
  }
}
