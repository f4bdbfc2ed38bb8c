package io.herald.balancer.proxy.udp;

import io.herald.balancer.proxy.choice.PooledBackend;
import io.herald.balancer.proxy.socket.ProxyLoops;
import io.herald.balancer.proxy.traffic.VipCounters;
import io.herald.runtime.threads.Fatal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One client's datagrams to one backend, and the answers. Belongs to its front's event loop. */
final class UdpSession extends SimpleChannelInboundHandler<DatagramPacket> {

  private final UdpSessions sessions;
  private final Channel front;
  private final InetSocketAddress client;
  private final PooledBackend target;
  private final VipCounters counters;
  private @Nullable DatagramChannel backend;
  private boolean answered;
  private long lastUse = System.nanoTime();

  UdpSession(
      UdpSessions sessions,
      Channel front,
      InetSocketAddress client,
      PooledBackend target,
      VipCounters counters) {
    this.sessions = sessions;
    this.front = front;
    this.client = client;
    this.target = target;
    this.counters = counters;
  }

  /** Opens the socket towards the backend. */
  void open(ProxyLoops loops) {
    DatagramChannel socket = loops.newDatagrams(target.address().getAddress());
    backend = socket;
    socket.pipeline().addLast(this);
    front
        .eventLoop()
        .register(socket)
        .addListener(
            (ChannelFuture registered) ->
                socket
                    .connect(target.address())
                    .addListener(
                        (ChannelFuture connected) -> {
                          if (!connected.isSuccess()) {
                            sessions.refused(this, connected.cause());
                          }
                        }));
  }

  InetSocketAddress client() {
    return client;
  }

  PooledBackend target() {
    return target;
  }

  long silentNanos() {
    return System.nanoTime() - lastUse;
  }

  /** Passes a datagram on; it belongs to the session from now on. */
  void send(ByteBuf data) {
    lastUse = System.nanoTime();
    DatagramChannel socket = backend;
    if (socket == null || !socket.isWritable()) {
      data.release();
      counters.dropped.increment();
      return;
    }
    var unused =
        socket
            .writeAndFlush(data)
            .addListener(
                (ChannelFuture sent) -> {
                  if (sent.cause() instanceof IOException refused) {
                    counters.dropped.increment();
                    sessions.refused(this, refused);
                  }
                });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket answer) {
    lastUse = System.nanoTime();
    sessions.used(this);
    if (!answered) {
      answered = true;
      sessions.answered(this);
    }
    if (front.isWritable()) {
      counters.sent.add(answer.content().readableBytes());
      var unused =
          front.writeAndFlush(
              new DatagramPacket(answer.content().retain(), client), front.voidPromise());
    } else {
      counters.dropped.increment();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Fatal.escalate(cause);
    sessions.refused(this, cause);
  }

  void close() {
    DatagramChannel socket = backend;
    backend = null;
    if (socket != null) {
      var unused = socket.close();
    }
  }
}
