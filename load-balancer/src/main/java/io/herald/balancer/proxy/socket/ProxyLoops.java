package io.herald.balancer.proxy.socket;

import io.herald.balancer.proxy.choice.ConnectFailure;
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
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  // Linux' numbers (socket.h, tcp.h). Accepted sockets inherit these of the listening one, which
  // saves a call into the kernel for each of them and each connection.
  private static final ChannelOption<Integer> KEEP_ALIVE =
      new IntegerUnixChannelOption("SO_KEEPALIVE", 1, 9);
  private static final ChannelOption<Integer> KEEP_IDLE =
      new IntegerUnixChannelOption("TCP_KEEPIDLE", 6, 4);
  private static final ChannelOption<Integer> NOT_SENT_LOWAT =
      new IntegerUnixChannelOption("TCP_NOTSENT_LOWAT", 6, 25);

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

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
            epoll ? KeptInEpoll.newFactory() : NioIoHandler.newFactory());
    group.forEach(loop -> loops.add((EventLoop) loop));
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
  public List<Channel> listen(InetSocketAddress address, Consumer<SocketChannel> clients)
      throws BindFailedException {
    List<Channel> bound = new ArrayList<>();
    for (EventLoop loop : epoll ? loops : List.of(next())) {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(loop, epoll ? loop : group)
              .channelFactory(() -> newListener(address.getAddress()))
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childOption(ChannelOption.AUTO_CLOSE, false)
              .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
              .childHandler(accepting(clients));
      if (epoll) {
        bootstrap
            .option(UnixChannelOption.SO_REUSEPORT, true)
            .option(KEEP_ALIVE, 1)
            .option(KEEP_IDLE, KEEP_ALIVE_SECONDS)
            .option(NOT_SENT_LOWAT, NOT_SENT);
      } else {
        bootstrap
            .option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true);
      }
      keep(bootstrap.bind(address), bound, address, "TCP");
    }
    return bound;
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
      keep(bootstrap.bind(address), bound, address, "UDP");
    }
    return bound;
  }

  private static ChannelHandler accepting(Consumer<SocketChannel> clients) {
    return new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel client) {
        client.config().setRecvByteBufAllocator(STREAM_READS);
        clients.accept(client);
      }
    };
  }

  private static void keep(
      ChannelFuture binding, List<Channel> bound, InetSocketAddress address, String protocol)
      throws BindFailedException {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      bound.forEach(listener -> listener.close().awaitUninterruptibly());
      Throwable cause = binding.cause();
      throw new BindFailedException(
          protocol,
          address,
          cause instanceof IOException failure ? failure : new IOException(cause));
    }
    bound.add(binding.channel());
  }

  private ServerChannel newListener(InetAddress address) {
    return epoll
        ? new EpollServerSocketChannel(family(address))
        : new NioServerSocketChannel(SelectorProvider.provider(), family(address));
  }

  /**
   * A socket that isn't connected yet. It belongs to who asked for it.
   *
   * @param connectTimeoutMillis after which connecting fails
   */
  public SocketChannel newSocket(InetAddress address, int connectTimeoutMillis) {
    SocketChannel socket =
        epoll
            ? new EpollSocketChannel(family(address))
            : new NioSocketChannel(SelectorProvider.provider(), family(address));
    ChannelConfig config = socket.config();
    config.setConnectTimeoutMillis(connectTimeoutMillis);
    config.setAutoClose(false);
    config.setWriteBufferWaterMark(UNSENT);
    config.setRecvByteBufAllocator(STREAM_READS);
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.SO_KEEPALIVE, true);
    if (epoll) {
      config.setOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT);
    } else {
      config.setOption(ChannelOption.TCP_NODELAY, true);
    }
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
