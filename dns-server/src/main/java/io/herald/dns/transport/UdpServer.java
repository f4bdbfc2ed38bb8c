package io.herald.dns.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.transport.datagram.UdpSocket;
import io.herald.dns.transport.datagram.UdpSockets;
import io.herald.runtime.text.AddressText;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries over UDP on any number of addresses. Each address has its own sockets and
 * threads; a thread owns its socket, responder and buffers, so threads share nothing but the
 * counters. With several threads for an address the kernel spreads clients over their sockets
 * (SO_REUSEPORT).
 *
 * <p>A reply must come from the address that the query was sent to, or the client drops it. A
 * socket on the wildcard address lets the kernel choose, and the JDK can't tell where a packet
 * went. So listening everywhere means a socket for each of this machine's addresses, which the
 * kernel prefers, and the wildcard one behind them for what isn't any interface's; addresses that
 * come and go are followed.
 *
 * <p>A blocking receive of whatever has come, with one system call, is the cheapest way in that was
 * measured on Java; see {@link io.herald.dns.transport.datagram} and docs/performance.md.
 *
 * <p>A packet that fails is counted and dropped; only {@link #close} ends a listener.
 */
public final class UdpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UdpServer.class);

  private static final int RECEIVE_BUFFER = 1 << 20;
  static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final int threadsPerAddress;
  private final UdpSockets sockets;

  @GuardedBy("this")
  private Supplier<QueryResponder> responders;

  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final LocalAddresses localAddresses;
  private final ScheduledExecutorService scheduler;

  @GuardedBy("this")
  private final List<UdpListener> listeners = new ArrayList<>();

  @GuardedBy("this")
  private final List<Everywhere> everywhere = new ArrayList<>();

  @GuardedBy("this")
  private @Nullable Future<?> following;

  @GuardedBy("this")
  private boolean closed;

  /** A wildcard address that is listened on: what stands for it now. */
  private static final class Everywhere {
    final InetSocketAddress wildcard;
    final Map<InetAddress, List<UdpListener>> listeners = new HashMap<>();

    Everywhere(InetSocketAddress wildcard) {
      this.wildcard = wildcard;
    }
  }

  /**
   * @param threadsPerAddress 1 or more
   * @param sockets opens them
   * @param responders gives each thread its own responder
   * @param localAddresses of this machine, for listening everywhere
   * @param scheduler looks for addresses that come and go; it stays open when this is closed
   */
  public UdpServer(
      int threadsPerAddress,
      UdpSockets sockets,
      Supplier<QueryResponder> responders,
      SlowPath slowPath,
      QueryCounters counters,
      LocalAddresses localAddresses,
      ScheduledExecutorService scheduler) {
    this.threadsPerAddress = threadsPerAddress;
    this.sockets = sockets;
    this.responders = responders;
    this.slowPath = slowPath;
    this.counters = counters;
    this.localAddresses = localAddresses;
    this.scheduler = scheduler;
  }

  /**
   * Listens on {@code address} from now on; port 0 is any free one.
   *
   * @return the address with its real port
   * @throws IOException naming protocol, address and port, if that can't be
   */
  public synchronized InetSocketAddress bind(InetSocketAddress address) throws IOException {
    boolean wildcard = address.getAddress().isAnyLocalAddress();
    boolean shared = (wildcard || threadsPerAddress > 1) && sockets.canShare();
    List<UdpSocket> opened = open(address, shared);
    InetSocketAddress local = opened.get(0).localAddress();
    listeners.addAll(start(opened));
    if (wildcard && shared) {
      Everywhere all = new Everywhere(local);
      follow(all);
      everywhere.add(all);
      keepFollowing();
    }
    return local;
  }

  /** Gives each thread another responder, while it keeps answering. */
  synchronized void respondWith(Supplier<QueryResponder> others) {
    responders = others;
    listeners.forEach(listener -> listener.respondWith(others.get()));
    everywhere.forEach(
        wildcard ->
            wildcard
                .listeners
                .values()
                .forEach(some -> some.forEach(one -> one.respondWith(others.get()))));
  }

  @GuardedBy("this")
  private List<UdpListener> start(List<UdpSocket> opened) {
    List<UdpListener> started = new ArrayList<>();
    for (UdpSocket socket : opened) {
      String name = "dns-udp-" + AddressText.of(socket.localAddress()) + "-" + started.size();
      UdpListener listener = new UdpListener(name, socket, responders.get(), slowPath, counters);
      started.add(listener);
      listener.start();
    }
    return started;
  }

  private List<UdpSocket> open(InetSocketAddress address, boolean shared) throws IOException {
    try {
      // Without SO_REUSEPORT first: with it, a port that another server has would not be noticed.
      UdpSocket first = sockets.open(address, false, RECEIVE_BUFFER);
      if (!shared) {
        return List.of(first);
      }
      first.close();
      return openShared(first.localAddress());
    } catch (IOException e) {
      throw new CannotListenException(Transport.UDP, address, e);
    }
  }

  private List<UdpSocket> openShared(InetSocketAddress address) throws IOException {
    List<UdpSocket> opened = new ArrayList<>();
    try {
      for (int i = 0; i < threadsPerAddress; i++) {
        opened.add(sockets.open(address, true, RECEIVE_BUFFER));
      }
      return opened;
    } catch (IOException e) {
      for (UdpSocket socket : opened) {
        socket.close();
      }
      throw e;
    }
  }

  @GuardedBy("this")
  private void keepFollowing() {
    if (following == null) {
      following =
          scheduler.scheduleWithFixedDelay(
              this::followAll, LOOK_EVERY.toNanos(), LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void followAll() {
    if (!closed) {
      for (Everywhere all : everywhere) {
        follow(all);
      }
    }
  }

  /** Opens sockets for addresses that have come, and closes those of addresses that have gone. */
  @GuardedBy("this")
  private void follow(Everywhere all) {
    Set<InetAddress> present;
    try {
      present = localAddresses.now();
    } catch (SocketException e) {
      log.debug("the interfaces' addresses can't be read: {}", e.getMessage());
      return;
    }
    Set<InetAddress> gone = new HashSet<>(all.listeners.keySet());
    gone.removeAll(present);
    for (InetAddress address : gone) {
      List<UdpListener> left = all.listeners.remove(address);
      if (left != null) {
        end(left);
      }
    }
    for (InetAddress address : present) {
      if (covers(all.wildcard, address) && !all.listeners.containsKey(address)) {
        try {
          InetSocketAddress local = new InetSocketAddress(address, all.wildcard.getPort());
          all.listeners.put(address, start(openShared(local)));
        } catch (IOException e) {
          // An IPv6 address that is still being tried out, say: the next look finds it.
          log.debug("no socket of its own for {} yet: {}", address, e.getMessage());
        }
      }
    }
  }

  private static boolean covers(InetSocketAddress wildcard, InetAddress address) {
    return wildcard.getAddress() instanceof Inet6Address || !(address instanceof Inet6Address);
  }

  private static void end(List<UdpListener> listeners) {
    listeners.forEach(UdpListener::stop);
    listeners.forEach(UdpListener::awaitEnd);
  }

  /** Answers what the kernel has already received, then stops; waits for that. */
  @Override
  public synchronized void close() {
    closed = true;
    if (following != null) {
      following.cancel(false);
    }
    // The wildcard sockets last: only then does the packet that wakes them reach them.
    List<UdpListener> preferred = new ArrayList<>();
    everywhere.forEach(one -> one.listeners.values().forEach(preferred::addAll));
    end(preferred);
    end(listeners);
    everywhere.clear();
    listeners.clear();
  }
}
