package io.herald.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who may open a connection: so many in all, so many of one client. Who has an IPv6 address has
 * 2^64 of them: a /64 is one client. For any threads.
 */
public final class ConnectionLimits {

  private static final int HOST_BYTES = 8;

  private final int most;
  private final int mostOfOne;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> clients = new ConcurrentHashMap<>();

  public ConnectionLimits(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a place for the client; false if there is none. Whoever has one gives it back. */
  public boolean enter(InetAddress client) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return false;
    }
    return takeOwn(client);
  }

  /** Whether all places are taken. */
  public boolean isFull() {
    return open.get() >= most;
  }

  /** As {@link #enter}, for whom a place is being made: only the client's own limit counts. */
  public boolean enterBeyond(InetAddress client) {
    open.incrementAndGet();
    return takeOwn(client);
  }

  private boolean takeOwn(InetAddress client) {
    if (clients.merge(host(client), 1, Integer::sum) > mostOfOne) {
      leave(client);
      return false;
    }
    return true;
  }

  public void leave(InetAddress client) {
    clients.computeIfPresent(host(client), (address, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }

  private static InetAddress host(InetAddress client) {
    byte[] address = client.getAddress();
    if (address.length == 4) {
      return client;
    }
    Arrays.fill(address, HOST_BYTES, address.length, (byte) 0);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  /** How many have a place now. */
  public int open() {
    return open.get();
  }
}
