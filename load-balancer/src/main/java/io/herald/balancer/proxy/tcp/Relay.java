package io.herald.balancer.proxy.tcp;

import io.herald.runtime.threads.Fatal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what comes from its own side goes to the other, as far as that
 * takes it. A side that doesn't take what it is sent has the other one not read, so that no more
 * than the water mark of {@code ProxyLoops} and one read wait here for it.
 *
 * <p>Its own side's end (FIN) is passed on behind the last byte, and the other direction goes on. A
 * reset resets the other side: what was cut off never looks complete.
 */
final class Relay extends ChannelInboundHandlerAdapter {

  /** Before there is another side no more than this waits for it. */
  private static final int MOST_WAITING = 64 << 10;

  private final ProxiedConnection connection;
  private final LongAdder bytes;

  /** What came before there was another side. */
  private @Nullable Deque<ByteBuf> waiting;

  private int waitingBytes;
  private @Nullable DuplexChannel own;
  private @Nullable DuplexChannel peer;
  private boolean unflushed;

  /** Its own side has ended, and nothing more comes of it. */
  private boolean ended;

  /** The end has been passed on, or there is nobody to pass it on to. */
  private boolean finished;

  /** The other side takes nothing any more: what comes is read and thrown away. */
  private boolean deaf;

  Relay(ProxiedConnection connection, LongAdder bytes) {
    this.connection = connection;
    this.bytes = bytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    own = (DuplexChannel) context.channel();
  }

  /** The other side is there: it gets what has waited, then the rest as it comes. */
  void begin(DuplexChannel other) {
    peer = other;
    Deque<ByteBuf> held = waiting;
    waiting = null;
    if (held != null) {
      for (ByteBuf data : held) {
        pass(other, data);
      }
      unflushed = false;
      other.flush();
    }
    if (ended) {
      passEnd(other);
    } else if (own != null && other.isWritable()) {
      own.config().setAutoRead(true);
    }
  }

  boolean isFinished() {
    return finished;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HAProxyMessage header) {
      try {
        connection.told(header);
      } finally {
        header.release();
      }
      return;
    }
    ByteBuf data = (ByteBuf) message;
    connection.touch();
    DuplexChannel other = peer;
    if (other != null) {
      pass(other, data);
    } else {
      await(context, data);
    }
  }

  private void pass(DuplexChannel other, ByteBuf data) {
    if (deaf) {
      data.release();
      return;
    }
    bytes.add(data.readableBytes());
    // A write that fails shuts the other side's output, which we are told of.
    var unused = other.write(data, other.unsafe().voidPromise());
    unflushed = true;
    if (!other.isWritable() && own != null) {
      own.config().setAutoRead(false);
    }
  }

  private void await(ChannelHandlerContext context, ByteBuf data) {
    if (connection.isOver()) {
      data.release();
      return;
    }
    if (waiting == null) {
      waiting = new ArrayDeque<>(2);
    }
    waiting.add(data);
    waitingBytes += data.readableBytes();
    if (waitingBytes >= MOST_WAITING) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    DuplexChannel other = peer;
    if (unflushed && other != null) {
      unflushed = false;
      other.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    DuplexChannel other = peer;
    if (other != null && context.channel().isWritable()) {
      connection.touch();
      other.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (connection.isFailing()) {
      return;
    }
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      DuplexChannel other = peer;
      if (other != null) {
        passEnd(other);
      } else {
        connection.endedEarly(this);
      }
    } else if (event instanceof ChannelOutputShutdownEvent) {
      connection.takesNothing(this);
    }
  }

  private void passEnd(DuplexChannel other) {
    unflushed = false;
    var unused =
        other
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener((ChannelFuture passed) -> endPassed(other));
  }

  private void endPassed(DuplexChannel other) {
    if (finished) {
      return;
    }
    finished = true;
    if (!connection.closeIfFinished() && other.isActive() && !other.isOutputShutdown()) {
      var unused = other.shutdownOutput();
    }
  }

  /** The other side takes nothing any more, of itself: its answer may still be under way. */
  void stopPassing() {
    if (!finished) {
      finished = true;
      deaf = true;
      Channel side = own;
      if (side != null && !ended && side.isActive()) {
        side.config().setAutoRead(true);
      }
      connection.closeIfFinished();
    }
  }

  /** Lets go of what has waited for another side that will not come. */
  void forget() {
    Deque<ByteBuf> held = waiting;
    waiting = null;
    if (held != null) {
      held.forEach(ByteBuf::release);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connection.lost();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Fatal.escalate(cause);
    connection.failed(context.channel(), cause);
  }
}
