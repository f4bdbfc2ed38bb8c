package io.herald.balancer.listening;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tries again and again to connect to an endpoint, without waiting for it. Of one thread. */
final class Knock implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** So long it is tried at every turn, then less often. */
  private static final Duration EAGER = Duration.ofSeconds(10);

  private static final Duration LATER = Duration.ofSeconds(1);

  /** Version 2, LOCAL: the connection is the balancer's own. */
  private static final byte[] PROXY_HEADER = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0x00, 0x00
  };

  private final ListeningPlace endpoint;
  private final Instant since;
  private @Nullable SocketChannel open;
  private Instant began = Instant.MIN;

  Knock(ListeningPlace endpoint, Instant now) {
    this.endpoint = endpoint;
    this.since = now;
  }

  /** Since when it is tried. */
  Instant since() {
    return since;
  }

  /** Goes on; whether a connection was accepted. */
  boolean isAnswered(Instant now) {
    try {
      SocketChannel socket = open;
      boolean connected;
      if (socket != null) {
        connected = socket.finishConnect();
      } else if (now.isAfter(since.plus(EAGER)) && now.isBefore(began.plus(LATER))) {
        return false;
      } else {
        began = now;
        socket = SocketChannel.open();
        open = socket;
        socket.configureBlocking(false);
        connected = socket.connect(endpoint.address());
      }
      if (connected) {
        if (endpoint.proxyHeader()) {
          int unused = socket.write(ByteBuffer.wrap(PROXY_HEADER));
        }
        close();
        return true;
      }
      if (now.isAfter(began.plus(LONGEST))) {
        close();
      }
    } catch (IOException | UnresolvedAddressException e) {
      close(); // refused, mostly: it doesn't listen yet
    }
    return false;
  }

  @Override
  public void close() {
    SocketChannel socket = open;
    open = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone then, too.
      }
    }
  }
}
