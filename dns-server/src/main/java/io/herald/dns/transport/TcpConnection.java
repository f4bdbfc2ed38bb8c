package io.herald.dns.transport;

import io.herald.dns.zone.QueryResponder;
import io.herald.dns.zone.QueryResponder.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: takes messages out of the stream by their two length bytes, answers each in
 * turn, sends the replies of one read together. A client that sends more than it reads is not read
 * from until it has caught up; one that sends no whole query for the idle time is closed, however
 * busily it drips bytes. A message too short for a header means that the other side doesn't speak
 * DNS, and closes the connection.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

  private static final int PREFIX = 2;
  private static final int SHORTEST_MESSAGE = 12;
  private static final int FLUSH_AT = 32 * 1024;

  private final FastThreadLocal<TcpWorkspace> workspaces;
  private final long idleNanos;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final Deque<Messages> waiting = new ArrayDeque<>();
  private @Nullable ByteBuf unread;
  private long lastQuery;

  TcpConnection(
      FastThreadLocal<TcpWorkspace> workspaces,
      Duration idle,
      SlowPath slowPath,
      QueryCounters counters) {
    this.workspaces = workspaces;
    this.idleNanos = idle.toNanos();
    this.slowPath = slowPath;
    this.counters = counters;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lastQuery = System.nanoTime();
    closeWhenIdle(context);
  }

  private void closeWhenIdle(ChannelHandlerContext context) {
    long left = idleNanos - (System.nanoTime() - lastQuery);
    if (left <= 0) {
      close(context);
    } else if (context.channel().isActive()) {
      var unused =
          context.executor().schedule(() -> closeWhenIdle(context), left, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf data = (ByteBuf) message;
    unread =
        unread == null
            ? data
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, data);
    answerUnread(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      sendWaiting(context);
      context.channel().config().setAutoRead(true);
      answerUnread(context);
    }
  }

  private void answerUnread(ChannelHandlerContext context) {
    ByteBuf replies = null;
    ByteBuf in = unread;
    while (in != null && holdsMessage(in)) {
      if (replies != null && replies.readableBytes() >= FLUSH_AT) {
        send(context, replies);
        replies = null;
      }
      if (!context.channel().isWritable()) {
        context.channel().config().setAutoRead(false);
        break;
      }
      int length = in.readUnsignedShort();
      if (length < SHORTEST_MESSAGE) {
        counters.countFailure(Transport.TCP);
        close(context);
        break;
      }
      TcpWorkspace workspace = workspaces.get();
      in.readBytes(workspace.query, 0, length);
      replies = answer(context, workspace, length, replies);
    }
    if (replies != null) {
      send(context, replies);
    }
    if (unread != null && !unread.isReadable()) {
      unread.release();
      unread = null;
    }
  }

  /** The void promise turns a failed write into {@link #exceptionCaught}. */
  private static void send(ChannelHandlerContext context, ByteBuf replies) {
    var unused = context.writeAndFlush(replies, context.voidPromise());
  }

  private static void close(ChannelHandlerContext context) {
    var unused = context.close();
  }

  private static boolean holdsMessage(ByteBuf in) {
    return in.readableBytes() >= PREFIX
        && in.readableBytes() >= PREFIX + in.getUnsignedShort(in.readerIndex());
  }

  private @Nullable ByteBuf answer(
      ChannelHandlerContext context,
      TcpWorkspace workspace,
      int length,
      @Nullable ByteBuf replies) {
    QueryResponder responder = workspace.responder;
    lastQuery = System.nanoTime();
    int reply = responder.respond(workspace.query, length, Transport.TCP);
    if (responder.outcome().isForOthers() && isTaken(context, workspace, length)) {
      return replies;
    }
    counters.count(Transport.TCP, responder, reply > 0);
    if (reply == 0) {
      return replies;
    }
    ByteBuf out = replies == null ? context.alloc().ioBuffer(PREFIX + reply) : replies;
    return out.writeShort(reply).writeBytes(responder.reply(), 0, reply);
  }

  private boolean isTaken(ChannelHandlerContext context, TcpWorkspace workspace, int length) {
    return slowPath.answer(
        Arrays.copyOf(workspace.query, length),
        (InetSocketAddress) context.channel().remoteAddress(),
        Transport.TCP,
        workspace.responder.outcome(),
        messages -> context.executor().execute(() -> begin(context, messages)));
  }

  private void begin(ChannelHandlerContext context, Messages messages) {
    if (context.channel().isActive()) {
      waiting.addLast(messages);
      sendWaiting(context);
    } else {
      messages.close();
    }
  }

  /** Messages of the slow path, as many as the client takes now; the rest when it has read. */
  private void sendWaiting(ChannelHandlerContext context) {
    while (!waiting.isEmpty() && context.channel().isWritable()) {
      lastQuery = System.nanoTime(); // who is being sent to isn't idle
      Messages messages = waiting.getFirst();
      if (messages.hasNext()) {
        byte[] message = messages.next();
        ByteBuf out = context.alloc().ioBuffer(PREFIX + message.length);
        send(context, out.writeShort(message.length).writeBytes(message));
      } else {
        waiting.removeFirst().close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.forEach(Messages::close);
    waiting.clear();
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    counters.countFailure(Transport.TCP);
    log.debug("TCP {}: {}", context.channel().remoteAddress(), cause.toString());
    close(context);
  }
}
