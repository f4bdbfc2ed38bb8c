package io.herald.dns.transport;

import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.QueryResponder.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers queries over TCP (RFC 7766) on any number of addresses: pipelined queries in turn, length
 * prefixes and messages split as the network likes, a limit of connections, a limit of idle time,
 * and no reading from a client that doesn't read. Its threads share nothing but the counters.
 */
public final class TcpServer implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final long END_WITHIN_SECONDS = 2;

  private final TransportSettings settings;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final FastThreadLocal<TcpWorkspace> workspaces;
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
    this.workspaces =
        new FastThreadLocal<>() {
          @Override
          protected TcpWorkspace initialValue() {
            return new TcpWorkspace(responders.get());
          }
        };
    this.threads =
        new MultiThreadIoEventLoopGroup(
            settings.tcpThreads(),
            new DefaultThreadFactory("dns-tcp", true),
            NioIoHandler.newFactory());
  }

  /**
   * Listens on {@code address} from now on; port 0 is any free one.
   *
   * @return the address with its real port
   * @throws IOException naming protocol, address and port, if that can't be
   */
  public InetSocketAddress bind(InetSocketAddress address) throws IOException {
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
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      throw ListenErrors.cannotListen(
          Transport.TCP,
          address,
          cause instanceof IOException failure ? failure : new IOException(cause));
    }
    listeners.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private void accept(SocketChannel channel) {
    boolean served = connections.size() < settings.tcpConnections();
    counters.countConnection(served);
    if (served) {
      connections.add(channel);
      channel
          .pipeline()
          .addLast(new TcpConnection(workspaces, settings.tcpIdle(), slowPath, counters));
    } else {
      var unused = channel.close();
    }
  }

  /** Number of connections that are open now. */
  public int connections() {
    return connections.size();
  }

  /** Stops listening, sends what has been answered, closes the connections; waits for that. */
  @Override
  public void close() {
    listeners.close().awaitUninterruptibly(END_WITHIN_SECONDS, TimeUnit.SECONDS);
    for (Channel connection : connections) {
      connection.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
    connections.newCloseFuture().awaitUninterruptibly(END_WITHIN_SECONDS, TimeUnit.SECONDS);
    threads
        .shutdownGracefully(0, END_WITHIN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * END_WITHIN_SECONDS, TimeUnit.SECONDS);
  }
}
