package io.herald.dns.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Replies of the slow path on one connection: promised, arrived, sent message by message as the
 * client takes them. Used on the connection's event loop alone.
 */
final class LaterReplies {

  private static final int PREFIX = 2;

  /** Messages of one connection that are sent before others have their turn. */
  private static final int MOST_AT_ONCE = 8;

  private final Deque<Messages> ready = new ArrayDeque<>();
  private int owed;
  private boolean closed;

  /** A query was taken over; its reply will arrive. */
  void promised() {
    owed++;
  }

  /** Whether a promised reply has not arrived yet: the client waits for us. */
  boolean isAwaited() {
    return owed > ready.size();
  }

  /** Whether a promised reply has not been sent to its end. */
  boolean isOwing() {
    return owed > 0;
  }

  void arrived(ChannelHandlerContext context, Messages messages) {
    if (closed || !context.channel().isActive()) {
      messages.close();
      owed--;
    } else {
      ready.addLast(messages);
    }
  }

  /** Whether there is something to send. */
  boolean isReady() {
    return !ready.isEmpty();
  }

  /** Sends as many messages as the client takes now, but for a few; true if there was one. */
  boolean send(ChannelHandlerContext context) {
    int sent = 0;
    while (!ready.isEmpty() && context.channel().isWritable() && sent < MOST_AT_ONCE) {
      Messages messages = ready.getFirst();
      if (messages.hasNext()) {
        byte[] message = messages.next();
        ByteBuf out = context.alloc().ioBuffer(PREFIX + message.length);
        out.writeShort(message.length).writeBytes(message);
        var unused = context.writeAndFlush(out, context.voidPromise());
        sent++;
      } else {
        ready.removeFirst().close();
        owed--;
      }
    }
    return sent > 0;
  }

  /** The client is gone. */
  void close() {
    closed = true;
    ready.forEach(Messages::close);
    ready.clear();
  }
}
