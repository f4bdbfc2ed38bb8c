package io.herald.balancer.proxy.epoll;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket at which one loop accepts connections; several loops, and several processes, may have
 * one at the same address each (SO_REUSEPORT). One connection for each event, so that those that
 * are open have their turn.
 */
public final class LinuxListener implements EpollIoHandle {

  private static final Logger log = LoggerFactory.getLogger(LinuxListener.class);

  /** How long it lets connections wait when the machine has no socket left for them. */
  private static final long PAUSE_SECONDS = 1;

  /**
   * Linux' EPERM, EINTR, ENONET, EPROTO, ENOPROTOOPT, EOPNOTSUPP, ENETDOWN, ENETUNREACH,
   * ECONNABORTED, EHOSTDOWN, EHOSTUNREACH.
   */
  private static final Set<Integer> CLIENTS_ERRORS =
      Set.of(1, 4, 64, 71, 92, 95, 100, 101, 103, 112, 113);

  private static final int LONGEST_ADDRESS = 25; // Netty's: its length, and up to 24 bytes

  private final LinuxSocket socket;
  private final EventLoop loop;
  private final Settings settings;
  private final Clients clients;
  private final byte[] address = new byte[LONGEST_ADDRESS];
  private @Nullable IoRegistration registration;

  /** Who gets what comes, on the loop's thread. */
  public interface Clients {

    /** A connection, before it is read from. */
    void accepted(DuplexChannel client);

    /** None could be accepted for a reason of this machine; it is tried again. */
    void failed(IOException cause);
  }

  /**
   * What its connections inherit.
   *
   * @param keepAliveSeconds of a silent one, when the other machine is asked whether it still is
   *     there
   * @param unsent bytes that may wait in the kernel beyond what is under way
   * @param opened prepares each connection
   */
  public record Settings(
      int backlog,
      int keepAliveSeconds,
      int unsent,
      RecvByteBufAllocator reads,
      Consumer<DuplexChannel> opened) {}

  private LinuxListener(LinuxSocket socket, EventLoop loop, Settings settings, Clients clients) {
    this.socket = socket;
    this.loop = loop;
    this.settings = settings;
    this.clients = clients;
  }

  /**
   * Accepts from now on.
   *
   * @throws IOException if the address can't be had
   */
  public static LinuxListener open(
      InetSocketAddress address, EventLoop loop, Settings settings, Clients clients)
      throws IOException {
    LinuxSocket socket = LinuxSocket.newSocketStream(address.getAddress() instanceof Inet6Address);
    LinuxListener listener = new LinuxListener(socket, loop, settings, clients);
    boolean open = false;
    try {
      listener.listen(address);
      open = true;
    } finally {
      if (!open) {
        socket.close();
      }
    }
    return listener;
  }

  private void listen(InetSocketAddress at) throws IOException {
    socket.setReuseAddress(true);
    socket.setReusePort(true);
    socket.setIntOpt(SocketOptions.SOCKET, SocketOptions.KEEP_ALIVE, 1);
    socket.setIntOpt(SocketOptions.TCP, SocketOptions.KEEP_IDLE, settings.keepAliveSeconds());
    socket.setIntOpt(SocketOptions.TCP, SocketOptions.NOT_SENT_LOWAT, settings.unsent());
    socket.setIntOpt(SocketOptions.TCP, SocketOptions.NO_DELAY, 1);
    socket.bind(at);
    socket.listen(settings.backlog());
    Future<IoRegistration> registered = ((IoEventLoop) loop).register(this).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException(registered.cause());
    }
    loop.execute(
        () -> {
          registration = registered.getNow();
          want(EpollIoOps.EPOLLIN);
        });
  }

  private void want(EpollIoOps ops) {
    IoRegistration own = registration;
    if (own != null && own.isValid()) {
      own.submit(ops);
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration own, IoEvent event) {
    int client;
    try {
      client = socket.accept(address);
    } catch (IOException e) {
      if (isOfOneClient(e)) {
        log.debug("{}: {}", socket, e.toString());
      } else {
        pause(e);
      }
      return;
    }
    if (client >= 0) { // otherwise another process was quicker, or the client has gone
      serve(client);
    }
  }

  /** What was wrong with one connection before it was accepted, as accept(2) tells it. */
  private static boolean isOfOneClient(IOException failure) {
    return failure instanceof Errors.NativeIoException error
        && CLIENTS_ERRORS.contains(-error.expectedErr());
  }

  private void serve(int client) {
    LinuxStream stream =
        LinuxStream.accepted(
            LinuxSocket.newSocket(client),
            NativeInetAddress.address(address, 1, address[0]),
            settings.reads());
    settings.opened().accept(stream);
    if (!loop.register(stream).isSuccess()) {
      return;
    }
    try {
      clients.accepted(stream);
    } catch (RuntimeException e) { // the loop has others to serve
      log.error("a client is dropped", e);
      var unused = stream.close();
    }
  }

  /** Level-triggered epoll would call again at once, and for nothing. */
  private void pause(IOException cause) {
    clients.failed(cause);
    want(EpollIoOps.EPOLLET);
    if (!loop.isShuttingDown()) {
      var unused = loop.schedule(() -> want(EpollIoOps.EPOLLIN), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Accepts nobody any more; what was accepted goes on. Waits until it is so. */
  @Override
  public void close() {
    if (loop.inEventLoop()) {
      end();
      return;
    }
    try {
      loop.submit(this::end).awaitUninterruptibly();
    } catch (RejectedExecutionException e) { // the loop has ended, and has closed it
      log.debug("{}: {}", socket, e.toString());
    }
  }

  private void end() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("{}: {}", socket, e.toString());
    }
    IoRegistration own = registration;
    if (own != null) {
      own.cancel();
    }
  }
}
