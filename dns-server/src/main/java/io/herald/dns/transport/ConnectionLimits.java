package io.herald.dns.transport;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may open a TCP connection: so many in all, so many of one address. For any threads. */
final class ConnectionLimits {

  private final int most;
  private final int mostOfOne;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> clients = new ConcurrentHashMap<>();

  ConnectionLimits(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a place for the client; false if there is none. Whoever has one gives it back. */
  boolean enter(InetAddress client) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return false;
    }
    if (clients.merge(client, 1, Integer::sum) > mostOfOne) {
      leave(client);
      return false;
    }
    return true;
  }

  void leave(InetAddress client) {
    clients.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }

  /** How many have a place now. */
  int open() {
    return open.get();
  }
}
