package io.herald.ports;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reserves ports that can be bound: free over TCP and UDP when they are taken, outside of the range
 * from which the kernel takes the ports of outgoing connections, and no other process that reserves
 * its ports here gets them before this is closed. A port is given once. Safe for threads.
 *
 * <p>Ports come in blocks of a hundred. Whoever listens on the first port of a block owns the rest
 * of it, so that a block is free again however its owner ends.
 */
public final class FreePorts implements AutoCloseable {

  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int[] LINUX_EPHEMERAL = {32_768, 60_999};
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 65_499;
  private static final int BLOCK = 100;

  @GuardedBy("this")
  private final List<ServerSocket> owned = new ArrayList<>();

  @GuardedBy("this")
  private final Deque<Integer> unused = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<Integer> blocks = new ArrayList<>();

  /** Starts at a random block, so that processes seldom try the same one. */
  public FreePorts() {
    this(LOWEST, HIGHEST);
  }

  /** Of a part of the range, for tests that exhaust it. */
  FreePorts(int lowest, int highest) {
    int[] ephemeral = ephemeralRange();
    int count = (highest + 1 - lowest) / BLOCK;
    int start = ThreadLocalRandom.current().nextInt(count);
    for (int i = 0; i < count; i++) {
      int first = lowest + (start + i) % count * BLOCK;
      if (first + BLOCK - 1 < ephemeral[0] || first > ephemeral[1]) {
        blocks.add(first);
      }
    }
  }

  /**
   * Reserves one more port.
   *
   * @throws UncheckedIOException if none is free
   */
  public int take() {
    try {
      return take(1).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reserves some more ports.
   *
   * @throws IOException if fewer are free
   */
  public synchronized List<Integer> take(int count) throws IOException {
    List<Integer> taken = new ArrayList<>();
    while (taken.size() < count) {
      if (unused.isEmpty() && !ownBlock()) {
        throw new IOException("only " + taken.size() + " of " + count + " ports are free");
      }
      int port = unused.remove();
      if (free(port)) {
        taken.add(port);
      }
    }
    return taken;
  }

  @GuardedBy("this")
  private boolean ownBlock() {
    while (!blocks.isEmpty()) {
      int first = blocks.remove(0);
      try {
        owned.add(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
      } catch (IOException taken) {
        continue; // by another process, or by a server that happens to listen there
      }
      for (int port = first + 1; port < first + BLOCK; port++) {
        unused.add(port);
      }
      return true;
    }
    return false;
  }

  private static boolean free(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket everywhere = new ServerSocket(port);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
      return everywhere.isBound() && udp.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  static int[] ephemeralRange() {
    // The kernel returns such a file in one piece.
    try (InputStream in = Files.newInputStream(EPHEMERAL)) {
      byte[] text = new byte[64];
      int length = Math.max(0, in.read(text));
      String[] bounds =
          new String(text, 0, length, StandardCharsets.US_ASCII).strip().split("\\s+");
      return new int[] {Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1])};
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException notLinux) {
      return LINUX_EPHEMERAL;
    }
  }

  /** Gives all ports back. */
  @Override
  public synchronized void close() {
    for (ServerSocket socket : owned) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    owned.clear();
    unused.clear();
  }
}
