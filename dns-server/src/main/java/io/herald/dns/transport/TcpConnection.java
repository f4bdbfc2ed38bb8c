package io.herald.dns.transport;

import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.runtime.threads.Fatal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP or TLS connection: takes messages out of the stream by their two length bytes, answers
 * each in turn, sends the replies of one read together. A client that sends more than it reads is
 * not read from until it has caught up; one that has sent no whole query and taken no reply for the
 * idle time is closed even if bytes or other messages keep trickling in, but never while it waits
 * for an answer. One that has shut its side gets its answers before ours is closed, and so does
 * every client when the server stops. A message too short for a header means that the other side
 * doesn't speak DNS, and closes the connection.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

  /** Why a connection comes to its end; fired as an event. */
  enum Ending {
    /** The server stops. */
    STOP
  }

  /** When the server stops, a connection that is silent for so long has said everything. */
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int PREFIX = 2;
  private static final int FLUSH_AT = 32 * 1024;

  private final FastThreadLocal<TcpWorkspace> workspaces;
  private final long idleNanos;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final Transport transport;
  private final InetAddress client;
  private final LaterReplies later = new LaterReplies();
  private @Nullable ByteBuf unread;

  /** Written by its own thread; others look who is idle. */
  private volatile long lastQuery;

  /** Whether it waits for an answer of ours; as {@code lastQuery}. */
  private volatile boolean awaited;

  private volatile @Nullable ChannelHandlerContext context;
  private long lastRead;

  /** No more queries are to come: the connection ends with the last answer. */
  private boolean ending;

  private boolean answering;
  private boolean again;

  TcpConnection(
      FastThreadLocal<TcpWorkspace> workspaces,
      Duration idle,
      SlowPath slowPath,
      QueryCounters counters,
      Transport transport,
      InetAddress client) {
    this.workspaces = workspaces;
    this.idleNanos = idle.toNanos();
    this.slowPath = slowPath;
    this.counters = counters;
    this.transport = transport;
    this.client = client;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    this.context = context;
    lastQuery = System.nanoTime();
    closeWhenIdle(context);
  }

  private void closeWhenIdle(ChannelHandlerContext context) {
    long left = awaited ? idleNanos : idleNanos - (System.nanoTime() - lastQuery);
    if (left <= 0) {
      if (context.channel().isActive()) {
        counters.countIdle();
      }
      close(context);
    } else if (context.channel().isActive()) {
      var unused =
          context.executor().schedule(() -> closeWhenIdle(context), left, TimeUnit.NANOSECONDS);
    }
  }

  /** Whether it waits for nothing of ours. From any thread. */
  boolean isIdle() {
    return !awaited;
  }

  /** Whether it has been without an answered query for longer than the other. From any thread. */
  boolean isIdleFor(TcpConnection other) {
    return lastQuery - other.lastQuery < 0;
  }

  /** Closes if it is idle for so long; whether it does. From any thread. */
  boolean makeRoom(long nanos) {
    ChannelHandlerContext own = context;
    if (own == null || awaited || System.nanoTime() - lastQuery < nanos) {
      return false;
    }
    lastQuery = System.nanoTime(); // no other thread need choose it
    counters.countIdle();
    own.executor().execute(() -> close(own));
    return true;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Ending.STOP) {
      lastRead = System.nanoTime();
      endWhenSilent(context);
    } else if (event instanceof ChannelInputShutdownEvent) {
      ending = true;
      answerUnread(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  private void endWhenSilent(ChannelHandlerContext context) {
    long left = SILENCE_NANOS - (System.nanoTime() - lastRead);
    if (left > 0) {
      var unused =
          context.executor().schedule(() -> endWhenSilent(context), left, TimeUnit.NANOSECONDS);
    } else {
      ending = true;
      answerUnread(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    lastRead = System.nanoTime();
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
      context.channel().config().setAutoRead(true);
      answerUnread(context);
    }
  }

  /**
   * Answers what has come whole. To send may make the channel writable and so lead back here, in
   * the middle of the work: that is then done once more, not inside itself.
   */
  private void answerUnread(ChannelHandlerContext context) {
    again = true;
    if (answering) {
      return;
    }
    answering = true;
    try {
      while (again) {
        again = false;
        answerWhatMayBeSent(context);
      }
    } finally {
      answering = false;
    }
  }

  private void answerWhatMayBeSent(ChannelHandlerContext context) {
    ByteBuf replies = null;
    // The field each time: a send that fails may end the connection, and let go of what is unread.
    for (ByteBuf in = unread; in != null && holdsMessage(in); in = unread) {
      if (replies != null && replies.readableBytes() >= FLUSH_AT) {
        send(context, replies);
        replies = null;
      }
      if (!context.channel().isWritable()) {
        context.channel().config().setAutoRead(false);
        break;
      }
      int length = in.readUnsignedShort();
      if (length < MessageHeader.LENGTH) {
        counters.countFailure(transport);
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
    if (later.send(context)) {
      lastQuery = System.nanoTime(); // who is being sent to isn't idle
      if (later.isReady() && context.channel().isWritable()) {
        // A client that reads fast would keep this thread from all the others.
        context.executor().execute(() -> answerUnread(context));
      }
    }
    if (ending && !later.isOwing() && (unread == null || !holdsMessage(unread))) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
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
    long start = System.nanoTime();
    int reply = responder.respond(workspace.query, length, transport, client);
    if (responder.outcome() != Outcome.IGNORED) {
      lastQuery = start;
    }
    counters.countQuery(responder);
    if (responder.outcome().isForOthers() && isTaken(context, workspace, length)) {
      return replies;
    }
    counters.count(transport, responder, reply > 0, System.nanoTime() - start);
    if (reply == 0) {
      return replies;
    }
    ByteBuf out = replies == null ? context.alloc().ioBuffer(PREFIX + reply) : replies;
    return out.writeShort(reply).writeBytes(responder.reply(), 0, reply);
  }

  private boolean isTaken(ChannelHandlerContext context, TcpWorkspace workspace, int length) {
    long start = System.nanoTime();
    boolean taken =
        slowPath.answer(
            Arrays.copyOf(workspace.query, length),
            (InetSocketAddress) context.channel().remoteAddress(),
            transport,
            workspace.responder.outcome(),
            messages -> context.executor().execute(() -> arrived(context, messages, start)));
    if (taken) {
      later.promised();
      awaited = true;
    }
    return taken;
  }

  private void arrived(ChannelHandlerContext context, Messages messages, long start) {
    later.arrived(context, new CountedMessages(messages, transport, counters, start));
    lastQuery = System.nanoTime(); // what it has to take now, it gets the time for
    awaited = later.isAwaited();
    answerUnread(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    later.close();
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Fatal.escalate(cause);
    counters.countFailure(transport);
    log.debug("{} {}: {}", transport, client, cause.toString());
    close(context);
  }
}
