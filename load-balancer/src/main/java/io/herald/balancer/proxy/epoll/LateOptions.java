package io.herald.balancer.proxy.epoll;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;

/**
 * Options of a connection that was made here, each set when it begins to matter: a short connection
 * is over before. (An accepted one has them of its listener, which costs no call.)
 */
final class LateOptions {

  private final LinuxSocket socket;
  private final LateKeepAlive keepAlive;
  private final int unsent;
  private boolean written;
  private boolean undelayed;
  private boolean limited;

  /**
   * @param unsent bytes that may wait in the kernel beyond what is under way
   */
  LateOptions(LinuxSocket socket, LateKeepAlive keepAlive, int unsent) {
    this.socket = socket;
    this.keepAlive = keepAlive;
    this.unsent = unsent;
  }

  void connected(LinuxStream stream) {
    keepAlive.opened(stream);
  }

  void closed(LinuxStream stream) {
    keepAlive.closed(stream);
  }

  /** Nagle delays no first write; further ones must not be. */
  void beforeWrite() throws IOException {
    if (written && !undelayed) {
      undelayed = true;
      socket.setTcpNoDelay(true);
    }
    written = true;
  }

  /** The kernel takes no more for now. */
  void full() throws IOException {
    if (!limited) {
      limited = true;
      socket.setIntOpt(SocketOptions.TCP, SocketOptions.NOT_SENT_LOWAT, unsent);
    }
  }
}
