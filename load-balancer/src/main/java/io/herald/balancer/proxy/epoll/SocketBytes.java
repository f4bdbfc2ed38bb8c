package io.herald.balancer.proxy.epoll;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes between Netty's buffers and a socket. */
final class SocketBytes {

  private SocketBytes() {}

  /** Bytes that were received; 0: none are there; -1: there will be none. */
  static int receive(LinuxSocket socket, ByteBuf data) throws IOException {
    int at = data.writerIndex();
    int length;
    if (data.hasMemoryAddress()) {
      length = socket.recvAddress(data.memoryAddress(), at, data.capacity());
    } else {
      ByteBuffer nio = data.internalNioBuffer(at, data.writableBytes());
      length = socket.recv(nio, nio.position(), nio.limit());
    }
    if (length > 0) {
      data.writerIndex(at + length);
    }
    return length;
  }

  /** Bytes that the kernel has taken; 0: it has no room. */
  static int send(LinuxSocket socket, ByteBuf data) throws IOException {
    if (data.hasMemoryAddress()) {
      return socket.sendAddress(data.memoryAddress(), data.readerIndex(), data.writerIndex());
    }
    ByteBuffer nio = data.nioBuffer();
    return socket.send(nio, nio.position(), nio.limit());
  }

  /** The same bytes where the kernel can reach them; what isn't there is copied and released. */
  static ByteBuf direct(ByteBuf data, ByteBufAllocator allocator) {
    if (data.isDirect() || !data.isReadable()) {
      return data;
    }
    ByteBuf direct = allocator.directBuffer(data.readableBytes());
    direct.writeBytes(data);
    data.release();
    return direct;
  }
}
