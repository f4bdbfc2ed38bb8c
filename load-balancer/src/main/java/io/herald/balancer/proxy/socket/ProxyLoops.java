package io.herald.balancer.proxy.socket;

import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.balancer.proxy.epoll.LateKeepAlive;
import io.herald.balancer.proxy.epoll.LinuxListener;
import io.herald.balancer.proxy.epoll.LinuxStream;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that carry the traffic ({@code lb-proxy-*}), and sockets on them. With epoll each
 * loop has a socket of its own at every address (SO_REUSEPORT), so that a connection is accepted,
 * connected and carried by one thread and no thread waits for another.
 */
public final class ProxyLoops implements AutoCloseable {

  /**
   * Bytes that a side hasn't taken above which the other isn't read, and below which it is again.
   */
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(32 << 10, 64 << 10);

  /** Most bytes of one read. */
  private static final int LARGEST_READ = 64 << 10;

  private static final RecvByteBufAllocator STREAM_READS =
      new AdaptiveRecvByteBufAllocator(1 << 10, 4 << 10, LARGEST_READ);
  private static final RecvByteBufAllocator DATAGRAM_READS =
      new FixedRecvByteBufAllocator(LARGEST_READ);

  private static final int BACKLOG = 4096;

  /** Of a connection that is silent, when the other machine is asked whether it still is there. */
  private static final int KEEP_ALIVE_SECONDS = 300;

  /** Bytes in the kernel that a slow reader may have waiting beyond what is under way. */
  private static final int NOT_SENT = 128 << 10;

  private static final long END_WITHIN_SECONDS = 2;

  private static final LinuxListener.Settings LINUX =
      new LinuxListener.Settings(
          BACKLOG, KEEP_ALIVE_SECONDS, NOT_SENT, STREAM_READS, ProxyLoops::prepare);

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final Map<EventLoop, LateKeepAlive> keepAlives = new HashMap<>();

  /**
   * @param threads that carry traffic, at least 1
   * @param nativeSockets whether epoll is used where it can be had
   */
  public ProxyLoops(int threads, boolean nativeSockets) {
    this.epoll = nativeSockets && Epoll.isAvailable();
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("lb-proxy", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    group.forEach(loop -> loops.add((EventLoop) loop));
    loops.forEach(loop -> keepAlives.put(loop, new LateKeepAlive(loop, KEEP_ALIVE_SECONDS)));
  }

  /** Whether sockets are Linux' own. */
  public boolean isNative() {
    return epoll;
  }

  /** One of the loops, by turns: for what isn't a client's. */
  public EventLoop next() {
    return group.next();
  }

  /**
   * Listens for connections.
   *
   * @param clients gets each accepted connection, before it is read from, on its loop
   * @return the listening sockets, one for each loop where the kernel spreads connections
   * @throws BindFailedException if the address can't be had; then nothing listens
   */
  public List<ListeningSocket> listen(InetSocketAddress address, LinuxListener.Clients clients)
      throws BindFailedException {
    List<ListeningSocket> bound = new ArrayList<>();
    try {
      if (epoll) {
        for (EventLoop loop : loops) {
          bound.add(LinuxListener.open(address, loop, LINUX, clients)::close);
        }
      } else {
        bound.add(listenAnywhere(address, clients));
      }
    } catch (IOException e) {
      bound.forEach(ListeningSocket::close);
      throw new BindFailedException("TCP", address, e);
    }
    return bound;
  }

  private ListeningSocket listenAnywhere(InetSocketAddress address, LinuxListener.Clients clients)
      throws IOException {
    ChannelFuture binding =
        new ServerBootstrap()
            .group(next(), group)
            .channelFactory(
                () ->
                    new NioServerSocketChannel(
                        SelectorProvider.provider(), family(address.getAddress())))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    prepare(client);
                    prepareNio(client.config());
                    clients.accepted(client);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      Throwable cause = binding.cause();
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    }
    Channel listener = binding.channel();
    return () -> listener.close().awaitUninterruptibly();
  }

  private static void prepare(DuplexChannel stream) {
    stream.config().setWriteBufferWaterMark(UNSENT);
  }

  private static void prepareNio(ChannelConfig config) {
    config.setAutoClose(false);
    config.setRecvByteBufAllocator(STREAM_READS);
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.TCP_NODELAY, true);
    config.setOption(ChannelOption.SO_KEEPALIVE, true);
  }

  /**
   * Takes datagrams.
   *
   * @param handlers one for each socket
   * @throws BindFailedException if the address can't be had; then nothing is taken
   */
  public List<Channel> receive(InetSocketAddress address, Supplier<ChannelHandler> handlers)
      throws BindFailedException {
    List<Channel> bound = new ArrayList<>();
    for (EventLoop loop : epoll ? loops : List.of(next())) {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channelFactory(() -> newDatagrams(address.getAddress()))
              .handler(handlers.get());
      if (epoll) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
      } else {
        bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
      }
      keep(bootstrap.bind(address), bound, address);
    }
    return bound;
  }

  private static void keep(ChannelFuture binding, List<Channel> bound, InetSocketAddress address)
      throws BindFailedException {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      bound.forEach(listener -> listener.close().awaitUninterruptibly());
      Throwable cause = binding.cause();
      throw new BindFailedException(
          "UDP", address, cause instanceof IOException failure ? failure : new IOException(cause));
    }
    bound.add(binding.channel());
  }

  /**
   * A socket that isn't connected yet. It belongs to who asked for it.
   *
   * @param loop at which it will be registered
   * @param connectTimeoutMillis after which connecting fails
   */
  public DuplexChannel newSocket(EventLoop loop, InetAddress address, int connectTimeoutMillis) {
    DuplexChannel socket;
    if (epoll) {
      LateKeepAlive keepAlive =
          Objects.requireNonNull(keepAlives.get(loop), "the loop is none of these");
      socket =
          LinuxStream.unconnected(
              address instanceof Inet6Address, keepAlive, NOT_SENT, STREAM_READS);
    } else {
      socket = new NioSocketChannel(SelectorProvider.provider(), family(address));
      prepareNio(socket.config());
    }
    prepare(socket);
    socket.config().setConnectTimeoutMillis(connectTimeoutMillis);
    return socket;
  }

  /** A socket for datagrams that isn't bound yet. It belongs to who asked for it. */
  public DatagramChannel newDatagrams(InetAddress address) {
    DatagramChannel socket =
        epoll
            ? new EpollDatagramChannel(family(address))
            : new NioDatagramChannel(SelectorProvider.provider(), family(address));
    socket.config().setRecvByteBufAllocator(DATAGRAM_READS);
    return socket;
  }

  private static SocketProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
  }

  /** Why a connect has failed. */
  public static ConnectFailure failureOf(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return ConnectFailure.TIMED_OUT;
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof NoRouteToHostException || message.contains("unreachable")) {
      return ConnectFailure.UNREACHABLE;
    }
    if (message.contains("timed out")) {
      return ConnectFailure.TIMED_OUT;
    }
    return cause instanceof ConnectException && message.contains("refused")
        ? ConnectFailure.REFUSED
        : ConnectFailure.LOCAL;
  }

  /** Ends the threads, and with them every connection. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, END_WITHIN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * END_WITHIN_SECONDS, TimeUnit.SECONDS);
  }
}
