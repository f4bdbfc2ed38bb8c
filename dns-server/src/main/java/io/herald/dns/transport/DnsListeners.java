package io.herald.dns.transport;

import io.herald.dns.zone.QueryResponder;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * UDP and TCP on the same addresses and ports, opened and closed together.
 *
 * <pre>{@code
 * try (DnsListeners listeners =
 *     DnsListeners.open(
 *         List.of(new InetSocketAddress("127.0.0.1", 0)),
 *         TransportSettings.DEFAULT,
 *         () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, random.nextLong()),
 *         counters)) {
 *   int port = listeners.addresses().get(0).getPort();
 * }
 * }</pre>
 */
public final class DnsListeners implements AutoCloseable {

  private static final int TRIES = 20;

  private final UdpServer udp;
  private final TcpServer tcp;
  private final List<InetSocketAddress> addresses;

  private DnsListeners(UdpServer udp, TcpServer tcp, List<InetSocketAddress> addresses) {
    this.udp = udp;
    this.tcp = tcp;
    this.addresses = List.copyOf(addresses);
  }

  /**
   * As {@link #open(List, TransportSettings, Supplier, SlowPath, QueryCounters)}, the responders on
   * their own.
   */
  public static DnsListeners open(
      List<InetSocketAddress> addresses,
      TransportSettings settings,
      Supplier<QueryResponder> responders,
      QueryCounters counters)
      throws IOException {
    return open(addresses, settings, responders, SlowPath.NONE, counters);
  }

  /**
   * Listens on every address, over UDP and TCP. Port 0 is any port that is free for both, the same
   * one for all addresses that ask for it. {@code 0.0.0.0} beside {@code ::} and the same port is
   * left out: the latter takes IPv4 too.
   *
   * @param responders gives each thread its own responder
   * @param slowPath answers what the responders leave
   * @throws IOException naming protocol, address and port of the first that can't be listened on;
   *     nothing is left open then
   */
  public static DnsListeners open(
      List<InetSocketAddress> addresses,
      TransportSettings settings,
      Supplier<QueryResponder> responders,
      SlowPath slowPath,
      QueryCounters counters)
      throws IOException {
    boolean anyPort = addresses.stream().anyMatch(address -> address.getPort() == 0);
    for (int left = TRIES; ; left--) {
      UdpServer udp = new UdpServer(settings.udpThreads(), responders, slowPath, counters);
      TcpServer tcp = new TcpServer(settings, responders, slowPath, counters);
      try {
        return new DnsListeners(udp, tcp, bind(withoutCovered(addresses), udp, tcp));
      } catch (IOException e) {
        udp.close();
        tcp.close();
        // The free port that UDP got may be taken for TCP: another draw.
        if (!anyPort || left == 1 || !(e instanceof BindException)) {
          throw e;
        }
      }
    }
  }

  private static List<InetSocketAddress> bind(
      List<InetSocketAddress> addresses, UdpServer udp, TcpServer tcp) throws IOException {
    List<InetSocketAddress> bound = new ArrayList<>();
    int free = 0;
    for (InetSocketAddress address : addresses) {
      int port = address.getPort() == 0 ? free : address.getPort();
      InetSocketAddress local = udp.bind(new InetSocketAddress(address.getAddress(), port));
      tcp.bind(local);
      if (address.getPort() == 0) {
        free = local.getPort();
      }
      bound.add(local);
    }
    return bound;
  }

  private static List<InetSocketAddress> withoutCovered(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .filter(
            address ->
                !(isAny(address, Inet4Address.class)
                    && addresses.stream()
                        .anyMatch(
                            other ->
                                isAny(other, Inet6Address.class)
                                    && other.getPort() == address.getPort())))
        .distinct()
        .toList();
  }

  private static boolean isAny(InetSocketAddress address, Class<?> family) {
    return family.isInstance(address.getAddress()) && address.getAddress().isAnyLocalAddress();
  }

  /** The addresses that are listened on, with their real ports. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Number of TCP connections that are open now. */
  public int connections() {
    return tcp.connections();
  }

  /** Answers what has been received, then closes everything; waits for that. */
  @Override
  public void close() {
    udp.close();
    tcp.close();
  }
}
