package io.herald.minimesos.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds ports that tasks can bind: free over TCP and UDP at the moment, and outside the range from
 * which the kernel takes the ports of outgoing connections, so that they stay free. Ports once
 * given are not given again. For one thread.
 */
public final class FreePorts {

  private static final Logger log = LoggerFactory.getLogger(FreePorts.class);
  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 65_535;

  private final int ephemeralLow;
  private final int ephemeralHigh;
  private int next;
  private int looked;

  /**
   * @param random where to begin: two clusters on a machine that begin apart don't meet
   */
  public FreePorts(RandomGenerator random) {
    int[] range = ephemeralRange();
    this.ephemeralLow = range[0];
    this.ephemeralHigh = range[1];
    this.next = LOWEST + random.nextInt(HIGHEST - LOWEST);
  }

  /**
   * Finds some more.
   *
   * @throws IOException if there are not so many
   */
  public List<Integer> take(int count) throws IOException {
    List<Integer> found = new ArrayList<>();
    while (found.size() < count) {
      if (looked++ > HIGHEST - LOWEST) {
        throw new IOException(
            "only "
                + found.size()
                + " of "
                + count
                + " ports are free outside of "
                + ephemeralLow
                + "-"
                + ephemeralHigh
                + ": ask for fewer agents, or for fewer ports for each");
      }
      int port = next;
      next = next == HIGHEST ? LOWEST : next + 1;
      boolean ephemeral = port >= ephemeralLow && port <= ephemeralHigh;
      if (!ephemeral && free(port)) {
        found.add(port);
      }
    }
    return found;
  }

  private static boolean free(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket everywhere = new ServerSocket(port);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
      return everywhere.isBound() && udp.isBound();
    } catch (IOException e) {
      log.trace("port {} is taken", port, e);
      return false;
    }
  }

  private static int[] ephemeralRange() {
    if (Files.isReadable(EPHEMERAL)) {
      // The kernel gives such a file in one piece: reading on after a first byte finds its end.
      try (InputStream in = Files.newInputStream(EPHEMERAL)) {
        byte[] text = new byte[64];
        int length = Math.max(0, in.read(text));
        String[] bounds =
            new String(text, 0, length, StandardCharsets.US_ASCII).strip().split("\\s+");
        return new int[] {Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1])};
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        log.warn("{} can't be read ({}), Linux' usual range is taken", EPHEMERAL, e.getMessage());
      }
    }
    return new int[] {32_768, 60_999};
  }
}
