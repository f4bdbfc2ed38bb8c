package io.herald.dns.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.io.UdpIoClient;

/**
 * Asks upstreams over UDP, each question from a socket and port of its own, connected to the
 * upstream's address. What is not the answer to the question (another id, another question,
 * garbage) is dropped, and waiting continues: otherwise one forged datagram would end it (RFC 5452
 * §9.1).
 *
 * <p>One thread, whatever the number of questions. After closing, questions that wait still get
 * their answers.
 */
final class Datagrams implements UdpIoClient, AutoCloseable {

  private static final int LONGEST = 65_535;
  private static final Duration END_WITHIN = Duration.ofSeconds(1);

  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("dns-upstream", true), NioIoHandler.newFactory());
  private final ForwardCounters counters;

  /** Questions that wait, and one more until it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  Datagrams(ForwardCounters counters) {
    this.counters = counters;
  }

  @Override
  public CompletableFuture<byte[]> sendAndReceiveUdp(
      InetSocketAddress local,
      InetSocketAddress remote,
      Message query,
      byte[] data,
      int max,
      Duration timeout) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    users.incrementAndGet();
    boolean ipv6 = remote.getAddress() instanceof Inet6Address;
    ChannelFuture connected =
        new Bootstrap()
            .group(thread)
            .channelFactory(
                () ->
                    new NioDatagramChannel(
                        ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST))
            .handler(new Waiting(query, answer, counters))
            .connect(remote);
    connected.addListener(
        done -> {
          if (done.isSuccess()) {
            ask(connected.channel(), data, timeout, answer);
          } else {
            answer.completeExceptionally(done.cause());
          }
        });
    return answer.whenComplete(
        (bytes, failure) -> {
          leave();
          var unused = connected.channel().close();
        });
  }

  private static void ask(
      Channel channel, byte[] data, Duration timeout, CompletableFuture<byte[]> answer) {
    var unused =
        channel
            .writeAndFlush(Unpooled.wrappedBuffer(data))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    answer.completeExceptionally(sent.cause());
                  }
                });
    var patience =
        channel
            .eventLoop()
            .schedule(
                () -> answer.completeExceptionally(new SocketTimeoutException()),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    var unusedToo = answer.whenComplete((bytes, failure) -> patience.cancel(false));
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      var unused = thread.shutdownGracefully(0, END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** No question is asked any more. */
  @Override
  public void close() {
    leave();
  }

  /** One question's socket: takes its answer out of what arrives. */
  private static final class Waiting extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Message query;
    private final CompletableFuture<byte[]> answer;
    private final ForwardCounters counters;

    Waiting(Message query, CompletableFuture<byte[]> answer, ForwardCounters counters) {
      this.query = query;
      this.answer = answer;
      this.counters = counters;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      byte[] bytes = ByteBufUtil.getBytes(packet.content());
      if (isAnswer(bytes)) {
        answer.complete(bytes);
      } else {
        counters.countStray();
      }
    }

    private boolean isAnswer(byte[] bytes) {
      try {
        Message message = new Message(bytes);
        return message.getHeader().getID() == query.getHeader().getID()
            && message.getHeader().getFlag(Flags.QR)
            && message.getHeader().getOpcode() == Opcode.QUERY
            && query.getQuestion().equals(message.getQuestion());
      } catch (IOException e) {
        return false;
      }
    }

    /** The upstream's machine reports that no server listens there. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      answer.completeExceptionally(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.completeExceptionally(new ClosedChannelException());
    }
  }
}
