package io.herald.executor.probe;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A TCP connection with a deadline for all that is done with it. */
final class PlainWire implements Wire {

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Deadline deadline;

  private PlainWire(SocketChannel channel, Selector selector, SelectionKey key, Deadline deadline) {
    this.channel = channel;
    this.selector = selector;
    this.key = key;
    this.deadline = deadline;
  }

  /**
   * Connects to the first of a host's addresses that accepts. Each gets an equal part of the time.
   *
   * @throws ConnectException if none does; the message says why, for each
   * @throws java.net.UnknownHostException if the host has no address
   */
  static PlainWire open(String host, int port, Deadline deadline)
      throws IOException, InterruptedException {
    List<InetAddress> addresses = TargetAddresses.of(host);
    List<String> reasons = new ArrayList<>();
    for (int turn = 0; turn < addresses.size(); turn++) {
      InetAddress address = addresses.get(turn);
      try {
        return connected(
            new InetSocketAddress(address, port),
            deadline,
            deadline.forOneOf(addresses.size() - turn));
      } catch (SocketTimeoutException e) {
        reasons.add(TargetAddresses.text(address) + ": the connection was not made in time");
      } catch (UnsupportedAddressTypeException e) {
        reasons.add(TargetAddresses.text(address) + ": IPv6 is not in use here");
      } catch (IOException e) {
        reasons.add(TargetAddresses.text(address) + ": " + Reason.of(e));
      }
    }
    throw new ConnectException(String.join("; ", reasons));
  }

  private static PlainWire connected(
      InetSocketAddress address, Deadline deadline, Deadline connectBy)
      throws IOException, InterruptedException {
    SocketChannel channel = SocketChannel.open();
    Selector selector = null;
    boolean done = false;
    try {
      channel.configureBlocking(false);
      selector = Selector.open();
      SelectionKey key = channel.register(selector, 0);
      PlainWire wire = new PlainWire(channel, selector, key, deadline);
      if (!channel.connect(address)) {
        do {
          wire.await(SelectionKey.OP_CONNECT, connectBy);
        } while (!channel.finishConnect());
      }
      done = true;
      return wire;
    } finally {
      if (!done) {
        close(channel, selector);
      }
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException, InterruptedException {
    int read = channel.read(into);
    while (read == 0) {
      await(SelectionKey.OP_READ, deadline);
      read = channel.read(into);
    }
    return read;
  }

  @Override
  public void write(ByteBuffer from) throws IOException, InterruptedException {
    while (from.hasRemaining()) {
      if (channel.write(from) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  /** Sends what goes out without waiting. */
  void offer(ByteBuffer from) throws IOException {
    channel.write(from);
  }

  @Override
  public void close() {
    close(channel, selector);
  }

  private void await(int operation, Deadline until) throws IOException, InterruptedException {
    key.interestOps(operation);
    do {
      long left = until.nanosLeft();
      if (left <= 0) {
        throw new SocketTimeoutException("no answer came in time");
      }
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while an answer was waited for");
      }
    } while (selector.selectedKeys().isEmpty());
    selector.selectedKeys().clear();
  }

  private static void close(SocketChannel channel, @Nullable Selector selector) {
    try (channel;
        selector) {
      // Both are closed, the selector first: a channel lives on while it is registered.
    } catch (IOException e) {
      return; // There is nothing to be done about it, and nothing is lost.
    }
  }
}
