package io.herald.dns.transport;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.transport.datagram.UdpSockets;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * UDP and TCP on the same addresses and ports, and TLS on others, opened and closed together.
 *
 * <pre>{@code
 * try (DnsListeners listeners =
 *     DnsListeners.open(
 *         List.of(new InetSocketAddress("127.0.0.1", 0)),
 *         TransportSettings.DEFAULT,
 *         () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, random.nextLong()),
 *         counters,
 *         scheduler)) {
 *   int port = listeners.addresses().get(0).getPort();
 * }
 * }</pre>
 */
public final class DnsListeners implements AutoCloseable {

  private static final int TRIES = 20;

  private final UdpServer udp;
  private final TcpServer tcp;
  private final List<InetSocketAddress> addresses;
  private final List<InetSocketAddress> tlsAddresses;

  private DnsListeners(
      UdpServer udp,
      TcpServer tcp,
      List<InetSocketAddress> addresses,
      List<InetSocketAddress> tlsAddresses) {
    this.udp = udp;
    this.tcp = tcp;
    this.addresses = List.copyOf(addresses);
    this.tlsAddresses = List.copyOf(tlsAddresses);
  }

  /** Where TLS is spoken, and with which certificate; it isn't closed here. */
  public record Tls(List<InetSocketAddress> addresses, ServerCertificate certificate) {

    public Tls {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * As {@link #open(List, TransportSettings, Supplier, SlowPath, QueryCounters, Optional,
   * ScheduledExecutorService)}, the responders on their own and without TLS.
   */
  public static DnsListeners open(
      List<InetSocketAddress> addresses,
      TransportSettings settings,
      Supplier<QueryResponder> responders,
      QueryCounters counters,
      ScheduledExecutorService scheduler)
      throws IOException {
    return open(
        addresses, settings, responders, SlowPath.NONE, counters, Optional.empty(), scheduler);
  }

  /**
   * Listens on every address, over UDP and TCP. Port 0 is any port that is free for both, the same
   * one for all addresses that ask for it. An address beside {@code ::} or {@code 0.0.0.0} that
   * takes it too, on the same port, is left out.
   *
   * @param responders gives each thread its own responder
   * @param slowPath answers what the responders leave
   * @param tls TLS beside it
   * @param scheduler looks for this machine's addresses that come and go; it stays open
   * @throws IOException naming protocol, address and port of the first that can't be listened on;
   *     nothing is left open then
   */
  public static DnsListeners open(
      List<InetSocketAddress> addresses,
      TransportSettings settings,
      Supplier<QueryResponder> responders,
      SlowPath slowPath,
      QueryCounters counters,
      Optional<Tls> tls,
      ScheduledExecutorService scheduler)
      throws IOException {
    UdpSockets sockets = UdpSockets.of(settings.udpBatch());
    boolean anyPort = addresses.stream().anyMatch(address -> address.getPort() == 0);
    for (int left = TRIES; ; left--) {
      UdpServer udp =
          new UdpServer(
              settings.udpThreads(),
              sockets,
              responders,
              slowPath,
              counters,
              LocalAddresses.OF_INTERFACES,
              scheduler);
      TcpServer tcp = new TcpServer(settings, responders, slowPath, counters);
      try {
        // TLS first: a port that it is given is not drawn, and its failure is not another draw's.
        List<InetSocketAddress> boundTls = tls.isEmpty() ? List.of() : bind(tls.get(), tcp);
        return new DnsListeners(udp, tcp, bind(withoutCovered(addresses), udp, tcp), boundTls);
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

  private static List<InetSocketAddress> bind(Tls tls, TcpServer tcp) throws IOException {
    List<InetSocketAddress> bound = new ArrayList<>();
    int free = 0;
    for (InetSocketAddress address : withoutCovered(tls.addresses())) {
      int port = address.getPort() == 0 ? free : address.getPort();
      InetSocketAddress local =
          tcp.bindTls(new InetSocketAddress(address.getAddress(), port), tls.certificate());
      if (address.getPort() == 0) {
        free = local.getPort();
      }
      bound.add(local);
    }
    return bound;
  }

  private static List<InetSocketAddress> withoutCovered(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .distinct()
        .filter(
            address ->
                addresses.stream()
                    .noneMatch(other -> !other.equals(address) && covers(other, address)))
        .toList();
  }

  /** Whether the one is a wildcard that takes what the other would. */
  private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
    return wildcard.getPort() == address.getPort()
        && wildcard.getAddress().isAnyLocalAddress()
        && (wildcard.getAddress() instanceof Inet6Address
            || address.getAddress() instanceof Inet4Address);
  }

  /** The addresses that are listened on, with their real ports. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /**
   * Answers with other responders from now on; sockets and connections stay. A query that is being
   * answered may still get the old ones' answer.
   *
   * @param others gives each thread its own responder
   */
  public void respondWith(Supplier<QueryResponder> others) {
    udp.respondWith(others);
    tcp.respondWith(others);
  }

  /** The addresses where TLS is spoken, with their real ports. */
  public List<InetSocketAddress> tlsAddresses() {
    return tlsAddresses;
  }

  /** Number of TCP connections that are open now, those of TLS among them. */
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
