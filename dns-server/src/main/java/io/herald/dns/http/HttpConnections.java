package io.herald.dns.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.logging.RequestLogAccess;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.dns.transport.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Which connections the API takes, decided before a byte of theirs is read: none of an address that
 * may not ask, so many of one client, so many in all. When all places are taken, the connection
 * that has been without a request for longest makes room. Safe for any thread.
 */
final class HttpConnections {

  private static final AttributeKey<Connection> OWN = AttributeKey.valueOf("herald.http");

  /** Who connects means to ask, and gets so long to. */
  private static final long ROOM_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Predicate<InetAddress> admitted;
  private final boolean ipv4Only;
  private final ConnectionLimits limits;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder madeRoom = new LongAdder();

  /** One connection that was taken. */
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
  }

  /**
   * @param listener where they come in; the JDK's {@code 0.0.0.0} takes IPv6 too, an address means
   *     itself here
   * @param admitted whether an address may ask
   * @param most connections at a time
   * @param mostOfOne of these of one client: an IPv4 address, an IPv6 /64
   */
  HttpConnections(InetAddress listener, Predicate<InetAddress> admitted, int most, int mostOfOne) {
    this.ipv4Only = !(listener instanceof Inet6Address);
    this.admitted = admitted;
    this.limits = new ConnectionLimits(most, mostOfOne);
  }

  /** Takes a new connection, or closes it. */
  void accept(Channel channel) {
    InetAddress client =
        channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    if (client == null || !isForUs(channel) || !admitted.test(client)) {
      forbidden.increment();
      close(channel);
    } else if (!enter(client)) {
      turnedAway.increment();
      close(channel);
    } else {
      accepted.increment();
      Connection connection = new Connection(channel);
      channel.attr(OWN).set(connection);
      open.add(connection);
      channel
          .closeFuture()
          .addListener(
              closed -> {
                open.remove(connection);
                limits.leave(client);
              });
    }
  }

  private boolean isForUs(Channel channel) {
    return !ipv4Only
        || !(channel.localAddress() instanceof InetSocketAddress local
            && local.getAddress() instanceof Inet6Address);
  }

  private boolean enter(InetAddress client) {
    return limits.enter(client) || (limits.isFull() && closeIdlest() && limits.enterBeyond(client));
  }

  private boolean closeIdlest() {
    long now = System.nanoTime();
    Connection idlest = null;
    for (Connection connection : open) {
      if (connection.isIdle() && (idlest == null || connection.idleSince - idlest.idleSince < 0)) {
        idlest = connection;
      }
    }
    if (idlest == null || now - idlest.idleSince < ROOM_AFTER_NANOS || !open.remove(idlest)) {
      return false;
    }
    madeRoom.increment();
    close(idlest.channel);
    return true;
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  /** A request is under way on its connection, until its answer is sent to the end. */
  void request(ServiceRequestContext context) {
    RequestLogAccess log = context.log();
    Channel channel = log.partial().channel();
    Connection connection = channel == null ? null : channel.attr(OWN).get();
    if (connection != null) {
      connection.requests.incrementAndGet();
      var unused =
          log.whenComplete()
              .thenRun(
                  () -> {
                    requireNonNull(connection).idleSince = System.nanoTime();
                    connection.requests.decrementAndGet();
                  });
    }
  }

  /** Connections that are open now. */
  int open() {
    return limits.open();
  }

  /** Connections that were taken. */
  long accepted() {
    return accepted.sum();
  }

  /** Connections of addresses that may not ask, closed at once. */
  long forbidden() {
    return forbidden.sum();
  }

  /** Connections that were closed at once because there were too many. */
  long turnedAway() {
    return turnedAway.sum();
  }

  /** Connections without a request that were closed for a new one. */
  long madeRoom() {
    return madeRoom.sum();
  }
}
