package io.herald.dns.transport;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries over TCP (RFC 7766) and TLS (RFC 7858) on any number of addresses: pipelined
 * queries in turn, length prefixes and messages split as the network likes, a limit of connections
 * in all and for each client, a limit of idle time, and no reading from a client that doesn't read.
 * Its threads share nothing but counts.
 */
public final class TcpServer implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final long END_WITHIN_SECONDS = 2;
  private static final long ROOM_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Bytes of replies that the client hasn't taken above which nothing more is read or answered. */
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(8 << 10, 32 << 10);

  /** The kernel's own choice goes up to megabytes for each client that doesn't read. */
  private static final int KERNEL_BUFFER = 256 << 10;

  private final TransportSettings settings;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final ConnectionLimits limits;
  private final Handshakes handshakes;
  private final ExecutorService handshakeThread =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("dns-tls", true));
  private final FastThreadLocal<TcpWorkspace> workspaces;
  private volatile Supplier<QueryResponder> responders;
  private final EventLoopGroup threads;
  private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /**
   * @param responders gives each thread its own responder
   */
  public TcpServer(
      TransportSettings settings,
      Supplier<QueryResponder> responders,
      SlowPath slowPath,
      QueryCounters counters) {
    this.settings = settings;
    this.slowPath = slowPath;
    this.counters = counters;
    this.responders = responders;
    this.limits =
        new ConnectionLimits(settings.tcpConnections(), settings.tcpConnectionsPerClient());
    this.handshakes =
        new Handshakes(settings.tlsHandshakes(), settings.tlsHandshakesPerClient(), counters);
    this.workspaces =
        new FastThreadLocal<>() {
          @Override
          protected TcpWorkspace initialValue() {
            return new TcpWorkspace(TcpServer.this.responders.get());
          }
        };
    this.threads =
        new MultiThreadIoEventLoopGroup(
            settings.tcpThreads(),
            new DefaultThreadFactory("dns-tcp", true),
            NioIoHandler.newFactory());
  }

  /**
   * Listens for TCP on {@code address} from now on; port 0 is any free one.
   *
   * @return the address with its real port
   * @throws IOException naming protocol, address and port, if that can't be
   */
  public InetSocketAddress bind(InetSocketAddress address) throws IOException {
    return bind(address, null);
  }

  /** The same for TLS; each connection shows the certificate that is in force when it opens. */
  public InetSocketAddress bindTls(InetSocketAddress address, ServerCertificate certificate)
      throws IOException {
    return bind(address, certificate);
  }

  private InetSocketAddress bind(InetSocketAddress address, @Nullable ServerCertificate certificate)
      throws IOException {
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet6Address
            ? SocketProtocolFamily.INET6
            : SocketProtocolFamily.INET;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(threads)
            .channelFactory(() -> new NioServerSocketChannel(SelectorProvider.provider(), family))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, KERNEL_BUFFER)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, certificate);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      throw new CannotListenException(
          certificate == null ? Transport.TCP : Transport.TLS,
          address,
          cause instanceof IOException failure ? failure : new IOException(cause));
    }
    listeners.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** Gives each thread another responder, while it keeps answering. */
  void respondWith(Supplier<QueryResponder> others) {
    responders = others;
    threads.forEach(thread -> thread.execute(() -> workspaces.get().responder = others.get()));
  }

  private void accept(SocketChannel channel, @Nullable ServerCertificate certificate) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null || !mayStay(channel, remote.getAddress(), certificate != null)) {
      var unused = channel.close();
      return;
    }
    InetAddress client = remote.getAddress();
    channel.closeFuture().addListener(closed -> limits.leave(client));
    connections.add(channel);
    if (certificate != null) {
      shakeHands(channel, certificate);
    }
    channel
        .pipeline()
        .addLast(
            new TcpConnection(
                workspaces,
                settings.tcpIdle(),
                slowPath,
                counters,
                certificate == null ? Transport.TCP : Transport.TLS,
                client));
  }

  private boolean mayStay(SocketChannel channel, InetAddress client, boolean tls) {
    if (tls && !handshakes.begin(channel, client)) {
      return false;
    }
    boolean served = limits.enter(client);
    if (!served && limits.isFull() && closeIdlest()) {
      served = limits.enterBeyond(client);
    }
    counters.countConnection(served);
    if (!served && tls) {
      handshakes.giveUp(channel);
    }
    return served;
  }

  /**
   * Closes the connection that has been without an answered query for longest, if that is for long
   * enough that others may need its place more (RFC 7766 §6.2.3). Whether there was one.
   */
  private boolean closeIdlest() {
    TcpConnection idlest = null;
    for (Channel channel : connections) {
      TcpConnection connection = channel.pipeline().get(TcpConnection.class);
      if (connection != null
          && connection.isIdle()
          && (idlest == null || connection.isIdleFor(idlest))) {
        idlest = connection;
      }
    }
    return idlest != null && idlest.makeRoom(ROOM_AFTER_NANOS);
  }

  /** Its cryptography is done in a thread of its own: existing connections continue meanwhile. */
  private void shakeHands(SocketChannel channel, ServerCertificate certificate) {
    SslHandler tls = certificate.context().newHandler(channel.alloc(), handshakeThread);
    tls.setHandshakeTimeout(settings.tlsHandshakeTime().toMillis(), TimeUnit.MILLISECONDS);
    channel.pipeline().addLast(tls);
    tls.handshakeFuture().addListener(done -> handshakes.ended(channel, done.isSuccess()));
  }

  /** Number of connections that are open now. */
  public int connections() {
    return limits.open();
  }

  /** Stops listening, answers what has come, closes the connections; waits for that. */
  @Override
  public void close() {
    listeners.close().awaitUninterruptibly(END_WITHIN_SECONDS, TimeUnit.SECONDS);
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(TcpConnection.Ending.STOP);
    }
    connections.newCloseFuture().awaitUninterruptibly(END_WITHIN_SECONDS, TimeUnit.SECONDS);
    threads
        .shutdownGracefully(0, END_WITHIN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * END_WITHIN_SECONDS, TimeUnit.SECONDS);
    handshakeThread.shutdown();
  }
}
