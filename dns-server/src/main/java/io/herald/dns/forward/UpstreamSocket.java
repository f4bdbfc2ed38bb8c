package io.herald.dns.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;

/**
 * A socket that is connected to an upstream, and the questions that wait at it: it is closed once
 * none does. What is not the answer to one of them (another id, another question, garbage) is
 * dropped, and waiting continues: otherwise one forged datagram would end it (RFC 5452 §9.1). For
 * use by one thread.
 */
final class UpstreamSocket extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final int LONGEST = 65_535;

  private final EventLoop thread;
  private final Runnable stray;
  private final ChannelFuture connected;
  private final Map<Integer, Waiting> waiting = new HashMap<>();
  private int left;

  private record Waiting(Message query, CompletableFuture<byte[]> answer) {

    private boolean isAnsweredBy(byte[] bytes) {
      try {
        Message message = new Message(bytes);
        return message.getHeader().getFlag(Flags.QR)
            && message.getHeader().getOpcode() == Opcode.QUERY
            && query.getQuestion().equals(message.getQuestion());
      } catch (IOException e) {
        return false;
      }
    }
  }

  /**
   * Opens it; questions may be asked at once.
   *
   * @param questions that it takes, at least 1
   * @param stray run for each datagram that answers none of them
   */
  UpstreamSocket(InetSocketAddress remote, EventLoop thread, int questions, Runnable stray) {
    this.thread = thread;
    this.left = questions;
    this.stray = stray;
    boolean ipv6 = remote.getAddress() instanceof Inet6Address;
    this.connected =
        new Bootstrap()
            .group(thread)
            .channelFactory(
                () ->
                    new NioDatagramChannel(
                        ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST))
            .handler(this)
            .connect(remote);
  }

  /** Whether this question may be asked: it is open, and no other that waits has its id. */
  boolean takes(Message query) {
    return left > 0
        && connected.channel().isOpen()
        && !waiting.containsKey(query.getHeader().getID());
  }

  /** Asks a question that it {@linkplain #takes takes}. */
  void ask(Message query, byte[] data, Duration timeout, CompletableFuture<byte[]> answer) {
    int id = query.getHeader().getID();
    left--;
    waiting.put(id, new Waiting(query, answer));
    var patience =
        thread.schedule(
            () -> answer.completeExceptionally(new SocketTimeoutException()),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        answer.whenComplete(
            (bytes, failure) -> {
              patience.cancel(false);
              if (thread.inEventLoop()) {
                forget(id);
              } else {
                thread.execute(() -> forget(id));
              }
            });
    connected.addListener(
        open -> {
          if (open.isSuccess()) {
            send(data, answer);
          } else {
            answer.completeExceptionally(open.cause());
          }
        });
  }

  private void send(byte[] data, CompletableFuture<byte[]> answer) {
    var unused =
        connected
            .channel()
            .writeAndFlush(Unpooled.wrappedBuffer(data))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    answer.completeExceptionally(sent.cause());
                  }
                });
  }

  private void forget(int id) {
    waiting.remove(id);
    if (waiting.isEmpty()) {
      retire();
    }
  }

  /** It takes no more questions; it is closed once none waits. */
  void retire() {
    left = 0;
    if (waiting.isEmpty()) {
      var unused = connected.channel().close();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    byte[] bytes = ByteBufUtil.getBytes(packet.content());
    Waiting asked =
        bytes.length < 2 ? null : waiting.get((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
    if (asked != null && asked.isAnsweredBy(bytes)) {
      asked.answer().complete(bytes);
    } else {
      stray.run();
    }
  }

  /** The upstream's machine reports that no server listens there. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new ClosedChannelException());
  }

  private void fail(Throwable cause) {
    List.copyOf(waiting.values()).forEach(one -> one.answer().completeExceptionally(cause));
  }
}
