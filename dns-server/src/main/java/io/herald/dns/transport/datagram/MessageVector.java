package io.herald.dns.transport.datagram;

import java.nio.ByteBuffer;

/**
 * Room for a number of datagrams, as recvmmsg and sendmmsg want it: {@code struct mmsghdr[]}, each
 * with one {@code struct iovec}, an address and the bytes. One thread's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
 */
final class MessageVector {

  // struct mmsghdr: a struct msghdr, and how many bytes came or went.
  private static final int HEADER = 64;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int IOV = 16;
  private static final int IOV_COUNT = 24;
  private static final int MESSAGE_LENGTH = 56;

  // struct iovec.
  private static final int VECTOR = 16;
  private static final int BASE = 0;
  private static final int LENGTH = 8;

  /**
   * Bytes from one datagram to the next: the largest, and 5 cache lines, so that the beginnings of
   * all don't meet in the same few sets of the processor's cache.
   */
  private static final int STRIDE = (1 << 16) + 5 * 64;

  private final SocketCalls calls;
  private final int count;
  private final long start;
  private final ByteBuffer buffer;

  /**
   * Allocates one.
   *
   * @param count datagrams, 1 to {@link BatchUdpSockets#MOST}
   */
  MessageVector(SocketCalls calls, int count) {
    this.calls = calls;
    this.count = count;
    int size = bytes(count);
    this.start = calls.allocate(size);
    this.buffer = calls.view(start, size);
    for (int at = 0; at < bytes(0); at += Long.BYTES) {
      buffer.putLong(at, 0);
    }
    for (int i = 0; i < count; i++) {
      buffer.putLong(header(i) + NAME, start + address(i));
      buffer.putLong(header(i) + IOV, start + vector(i));
      buffer.putLong(header(i) + IOV_COUNT, 1);
      buffer.putLong(vector(i) + BASE, start + bytes(i));
      prepare(i);
    }
  }

  /** Where the kernel finds it, or a part of it. */
  long pointer(int message) {
    return start + header(message);
  }

  /** Makes the whole room of a message free for the next that comes. */
  void prepare(int message) {
    buffer.putInt(header(message) + NAME_LENGTH, SocketAddresses.ROOM);
    buffer.putLong(vector(message) + LENGTH, UdpSocket.LARGEST_DATAGRAM);
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /** Where a received message's address stands in {@link #buffer}. */
  int address(int message) {
    return count * (HEADER + VECTOR) + message * SocketAddresses.ROOM;
  }

  /** Whether the message has a sender; the kernel's word that receiving has ended has none. */
  boolean hasSender(int message) {
    return buffer.getInt(header(message) + NAME_LENGTH) > 0;
  }

  /** Copies what was received. */
  int read(int message, byte[] into) {
    int length = buffer.getInt(header(message) + MESSAGE_LENGTH);
    buffer.get(bytes(message), into, 0, length);
    return length;
  }

  /** Sets what is to be sent, to the sender of a message of another vector. */
  void write(int message, byte[] bytes, int length, MessageVector received, int query) {
    buffer.put(bytes(message), bytes, 0, length);
    buffer.putLong(vector(message) + LENGTH, length);
    buffer.putLong(header(message) + NAME, received.start + received.address(query));
    buffer.putInt(
        header(message) + NAME_LENGTH, received.buffer.getInt(header(query) + NAME_LENGTH));
  }

  void free() {
    calls.free(start);
  }

  private static int header(int message) {
    return message * HEADER;
  }

  private int vector(int message) {
    return count * HEADER + message * VECTOR;
  }

  /** Where the bytes of a message begin; for one more than there are, the size of it all. */
  private int bytes(int message) {
    return count * (HEADER + VECTOR + SocketAddresses.ROOM) + message * STRIDE;
  }
}
