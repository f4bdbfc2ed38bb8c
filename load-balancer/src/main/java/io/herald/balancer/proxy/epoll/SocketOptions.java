package io.herald.balancer.proxy.epoll;

/** Linux' numbers (socket.h, tcp.h) of options that Netty has no name for at a plain socket. */
final class SocketOptions {

  static final int SOCKET = 1;
  static final int KEEP_ALIVE = 9;

  static final int TCP = 6;
  static final int NO_DELAY = 1;
  static final int KEEP_IDLE = 4;
  static final int NOT_SENT_LOWAT = 25;

  private SocketOptions() {}
}
