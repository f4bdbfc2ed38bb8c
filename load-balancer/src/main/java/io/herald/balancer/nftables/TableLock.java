package io.herald.balancer.nftables;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that one process of a network namespace at a time changes a table: by the name of a
 * socket that the kernel has once in each namespace, and gives free when its process ends, however
 * that ends. One thread uses it.
 */
final class TableLock implements AutoCloseable {

  private final DomainSocketAddress name;
  private @Nullable Socket held;

  /**
   * A lock that isn't taken.
   *
   * @param table of the family inet
   */
  TableLock(String table) {
    this.name =
        new DomainSocketAddress("\0herald-nftables-" + table); // no file: in the kernel alone
  }

  /**
   * Takes it if nobody else has it. Where the processor has none of Netty's sockets nothing is
   * locked.
   *
   * @return whether it is this process' now
   * @throws IOException if the kernel refuses for another reason than that it is taken
   */
  boolean take() throws IOException {
    if (held != null || !Epoll.isAvailable()) {
      return true;
    }
    Socket socket = Socket.newSocketDomain();
    boolean bound = false;
    try {
      socket.bind(name);
      bound = true;
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("already in use")) {
        throw e;
      }
    } finally {
      if (!bound) {
        socket.close();
      }
    }
    held = bound ? socket : null;
    return bound;
  }

  @Override
  public void close() throws IOException {
    Socket taken = held;
    held = null;
    if (taken != null) {
      taken.close();
    }
  }
}
