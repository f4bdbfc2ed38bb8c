package io.herald.dns.transport.datagram;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Linux' own calls on sockets, on machines whose numbers and structures are those of x86-64 and of
 * 64-bit ARM.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
 */
final class SocketCalls {

  private static final Set<String> MACHINES = Set.of("amd64", "aarch64");

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int SHUT_RD = 0;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x10000;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EADDRINUSE = 98;
  private static final int EADDRNOTAVAIL = 99;

  private final Invoker invoker = Invoker.getInstance();
  private final MemoryIO memory = MemoryIO.getInstance();
  private final Library libc = Library.getDefault();
  private final Call socket = call("socket", Type.SINT, Type.SINT, Type.SINT);
  private final Call setsockopt =
      call("setsockopt", Type.SINT, Type.SINT, Type.SINT, Type.POINTER, Type.SINT);
  private final Call bind = call("bind", Type.SINT, Type.POINTER, Type.SINT);
  private final Call getsockname = call("getsockname", Type.SINT, Type.POINTER, Type.POINTER);
  private final Call shutdown = call("shutdown", Type.SINT, Type.SINT);
  private final Call close = call("close", Type.SINT);
  private final Call sendto =
      call("sendto", Type.SINT, Type.POINTER, Type.ULONG, Type.SINT, Type.POINTER, Type.SINT);
  private final Call recvmmsg =
      call("recvmmsg", Type.SINT, Type.POINTER, Type.SINT, Type.SINT, Type.POINTER);
  private final Call sendmmsg = call("sendmmsg", Type.SINT, Type.POINTER, Type.SINT, Type.SINT);

  private SocketCalls() {}

  /** A function of the C library, and how it is called. */
  private record Call(String name, long address, CallContext context) {}

  /**
   * Finds the calls.
   *
   * @throws UnsupportedOperationException saying why this machine has none; its message continues a
   *     sentence
   */
  static SocketCalls load() {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!system.startsWith("Linux") || !MACHINES.contains(System.getProperty("os.arch"))) {
      throw new UnsupportedOperationException(
          "recvmmsg is used on 64-bit Linux alone, not " + system);
    }
    try {
      return new SocketCalls();
    } catch (LinkageError | RuntimeException e) {
      // Where there is no file of it, it is unpacked into java.io.tmpdir: read-only, or mounted
      // noexec.
      throw new UnsupportedOperationException(
          "the library for native calls can't be loaded from "
              + System.getProperty("jffi.boot.library.path", System.getProperty("java.io.tmpdir"))
              + ": "
              + e,
          e);
    }
  }

  private Call call(String name, Type... parameters) {
    long address = libc.getSymbolAddress(name);
    if (address == 0) {
      throw new UnsupportedOperationException("the C library has no " + name);
    }
    return new Call(
        name,
        address,
        CallContext.getCallContext(Type.SINT, parameters, CallingConvention.DEFAULT, true));
  }

  /** The bytes at an address that {@link #allocate} gave, in the machine's order. */
  ByteBuffer view(long address, int length) {
    return memory.newDirectByteBuffer(address, length).order(ByteOrder.nativeOrder());
  }

  /**
   * Memory beside the heap, whose bytes are anything; pages that are never touched cost nothing.
   */
  long allocate(int length) {
    long address = memory.allocateMemory(length, false);
    if (address == 0) {
      throw new OutOfMemoryError("no " + length + " bytes for datagrams");
    }
    return address;
  }

  void free(long address) {
    memory.freeMemory(address);
  }

  /** Opens a datagram socket; an IPv6 one takes IPv4 too, as the JDK's do. */
  int open(boolean ipv6) throws IOException {
    int family = ipv6 ? SocketAddresses.INET6 : SocketAddresses.INET;
    int descriptor =
        checked(
            socket,
            (int)
                invoker.invokeL3(
                    socket.context, socket.address, family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (ipv6) {
      set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
    return descriptor;
  }

  void receiveBuffer(int descriptor, int bytes) throws IOException {
    set(descriptor, SOL_SOCKET, SO_RCVBUF, bytes);
  }

  void share(int descriptor) throws IOException {
    set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  }

  private void set(int descriptor, int level, int option, int value) throws IOException {
    long pointer = allocate(Integer.BYTES);
    try {
      memory.putInt(pointer, value);
      checked(
          setsockopt,
          (int)
              invoker.invokeL5(
                  setsockopt.context,
                  setsockopt.address,
                  descriptor,
                  level,
                  option,
                  pointer,
                  Integer.BYTES));
    } finally {
      free(pointer);
    }
  }

  void bind(int descriptor, InetSocketAddress address, boolean ipv6) throws IOException {
    long pointer = allocate(SocketAddresses.ROOM);
    try {
      int length = SocketAddresses.write(address, ipv6, view(pointer, SocketAddresses.ROOM), 0);
      checked(
          bind, (int) invoker.invokeL3(bind.context, bind.address, descriptor, pointer, length));
    } finally {
      free(pointer);
    }
  }

  /** The port that a socket is bound to. */
  int port(int descriptor) throws IOException {
    long pointer = allocate(SocketAddresses.ROOM + Integer.BYTES);
    try {
      long length = pointer + SocketAddresses.ROOM;
      memory.putInt(length, SocketAddresses.ROOM);
      checked(
          getsockname,
          (int)
              invoker.invokeL3(
                  getsockname.context, getsockname.address, descriptor, pointer, length));
      return SocketAddresses.port(view(pointer, SocketAddresses.ROOM), 0);
    } finally {
      free(pointer);
    }
  }

  /**
   * Wakes whoever receives, now and later, and lets what has come be received. (Of a socket without
   * a peer Linux says ENOTCONN, and does it.)
   */
  void endReceiving(int descriptor) {
    invoker.invokeL2(shutdown.context, shutdown.address, descriptor, SHUT_RD);
  }

  void close(int descriptor) {
    invoker.invokeL1(close.context, close.address, descriptor);
  }

  void send(int descriptor, byte[] message, InetSocketAddress client, boolean ipv6)
      throws IOException {
    long pointer = allocate(SocketAddresses.ROOM + message.length);
    try {
      int length = SocketAddresses.write(client, ipv6, view(pointer, SocketAddresses.ROOM), 0);
      long bytes = pointer + SocketAddresses.ROOM;
      memory.putByteArray(bytes, message, 0, message.length);
      long sent;
      do {
        sent =
            (int)
                invoker.invokeL6(
                    sendto.context,
                    sendto.address,
                    descriptor,
                    bytes,
                    message.length,
                    0,
                    pointer,
                    length);
      } while (sent < 0 && LastError.getInstance().get() == EINTR);
      checked(sendto, (int) sent);
    } finally {
      free(pointer);
    }
  }

  /**
   * Receives into a vector of messages.
   *
   * @param wait whether to wait for the first
   * @return how many came; 0 if there is nothing to be received, or a signal came
   */
  int receive(int descriptor, long vector, int count, boolean wait) throws IOException {
    int received =
        (int)
            invoker.invokeL5(
                recvmmsg.context,
                recvmmsg.address,
                descriptor,
                vector,
                count,
                wait ? MSG_WAITFORONE : MSG_DONTWAIT,
                0);
    if (received < 0) {
      int error = LastError.getInstance().get();
      if (error == EINTR || error == EAGAIN) {
        return 0;
      }
      throw failure(recvmmsg, error);
    }
    return received;
  }

  /**
   * Sends from a vector of messages, up to the first that fails.
   *
   * @return how many were sent, 1 or more; 0 if a signal came
   * @throws IOException if the first can't be sent
   */
  int send(int descriptor, long vector, int count) throws IOException {
    int sent =
        (int) invoker.invokeL4(sendmmsg.context, sendmmsg.address, descriptor, vector, count, 0);
    if (sent < 0) {
      int error = LastError.getInstance().get();
      if (error == EINTR) {
        return 0;
      }
      throw failure(sendmmsg, error);
    }
    return sent;
  }

  private int checked(Call call, int result) throws IOException {
    if (result < 0) {
      throw failure(call, LastError.getInstance().get());
    }
    return result;
  }

  /** The kernel's words, as the JDK gives them for its own sockets. */
  private IOException failure(Call call, int error) {
    Call strerror = call("strerror", Type.SINT);
    CallContext text =
        CallContext.getCallContext(
            Type.POINTER, new Type[] {Type.SINT}, CallingConvention.DEFAULT, false);
    long pointer = invoker.invokeL1(text, strerror.address, error);
    String reason =
        pointer == 0
            ? call.name + " failed with error " + error
            : new String(memory.getZeroTerminatedByteArray(pointer), StandardCharsets.UTF_8);
    return switch (error) {
      case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(reason);
      default -> new IOException(reason);
    };
  }
}
