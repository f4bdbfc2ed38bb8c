package io.herald.dns.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * TLS connections in their handshake: a limited number per client, above which new ones are closed;
 * a limited number in all, above which the oldest makes room, since an honest client finishes
 * sooner than one that only occupies a place. Safe for any thread.
 */
final class Handshakes {

  private final ConnectionLimits limits;
  private final int most;
  private final QueryCounters counters;

  /** In the order in which they began. */
  @GuardedBy("this")
  private final Map<Channel, InetAddress> underWay = new LinkedHashMap<>();

  Handshakes(int most, int mostOfOne, QueryCounters counters) {
    this.most = most;
    this.limits = new ConnectionLimits(Integer.MAX_VALUE, mostOfOne);
    this.counters = counters;
  }

  /** Whether a client may begin one; then {@link #ended} is to be called. */
  synchronized boolean begin(Channel channel, InetAddress client) {
    if (!limits.enter(client)) {
      counters.countHandshakeTurnedAway();
      return false;
    }
    if (underWay.size() >= most) {
      closeOldest();
    }
    underWay.put(channel, client);
    return true;
  }

  @GuardedBy("this")
  private void closeOldest() {
    Iterator<Map.Entry<Channel, InetAddress>> all = underWay.entrySet().iterator();
    Map.Entry<Channel, InetAddress> oldest = all.next();
    all.remove();
    limits.leave(oldest.getValue());
    counters.countHandshakeTurnedAway();
    // Later, in its own turn: its end leads back here.
    Channel channel = oldest.getKey();
    channel
        .eventLoop()
        .execute(
            () -> {
              var unused = channel.close();
            });
  }

  /** It came to its end, good or not; does nothing if it had to make room before. */
  synchronized void ended(Channel channel, boolean good) {
    InetAddress client = underWay.remove(channel);
    if (client != null) {
      limits.leave(client);
      counters.countHandshake(good);
    }
  }

  /** It wasn't begun after all. */
  synchronized void giveUp(Channel channel) {
    InetAddress client = underWay.remove(channel);
    if (client != null) {
      limits.leave(client);
    }
  }
}
