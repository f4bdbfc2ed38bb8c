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

  private final Deque<Messages> ready = new ArrayDeque<>();
  private int owed;
  private boolean closed;

  /** A query was taken over; its reply will arrive. */
  void promised() {
    owed++;
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

  /** Sends as many messages as the client takes now; true if there was one. */
  boolean send(ChannelHandlerContext context) {
    boolean sent = false;
    while (!ready.isEmpty() && context.channel().isWritable()) {
      Messages messages = ready.getFirst();
      if (messages.hasNext()) {
        byte[] message = messages.next();
        ByteBuf out = context.alloc().ioBuffer(PREFIX + message.length);
        out.writeShort(message.length).writeBytes(message);
        var unused = context.writeAndFlush(out, context.voidPromise());
        sent = true;
      } else {
        ready.removeFirst().close();
        owed--;
      }
    }
    return sent;
  }

  /** The client is gone. */
  void close() {
    closed = true;
    ready.forEach(Messages::close);
    ready.clear();
  }
}
