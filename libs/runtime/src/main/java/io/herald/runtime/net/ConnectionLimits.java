package io.herald.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits of connections: in all, and per client. A host with an IPv6 address mostly has 2^64 of
 * them, so a /64 counts as one client. Safe for any thread.
 */
public final class ConnectionLimits {

  private static final int HOST_BYTES = 8;

  private final int most;
  private final int mostPerClient;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> clients = new ConcurrentHashMap<>();

  /**
   * @param most connections in all
   * @param mostPerClient connections of one client
   */
  public ConnectionLimits(int most, int mostPerClient) {
    this.most = most;
    this.mostPerClient = mostPerClient;
  }

  /** Takes a place for the client, which {@link #leave} gives back; false if there is none. */
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

  /** As {@link #enter}, while another client's place is being freed: the total does not count. */
  public boolean enterBeyond(InetAddress client) {
    open.incrementAndGet();
    return takeOwn(client);
  }

  private boolean takeOwn(InetAddress client) {
    if (clients.merge(client(client), 1, Integer::sum) > mostPerClient) {
      leave(client);
      return false;
    }
    return true;
  }

  /** Gives back a place that was taken. */
  public void leave(InetAddress client) {
    clients.computeIfPresent(client(client), (address, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }

  /** What counts as one client: an IPv4 address as it is, of an IPv6 address its /64. */
  public static InetAddress client(InetAddress host) {
    byte[] address = host.getAddress();
    if (address.length == 4) {
      return host;
    }
    Arrays.fill(address, HOST_BYTES, address.length, (byte) 0);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  /** Places taken now. */
  public int open() {
    return open.get();
  }
}
