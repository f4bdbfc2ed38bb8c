package io.herald.benchmarks.attacks;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * An honest client at 127.0.0.1: asks at a steady rate, one query at a time, and notes what was
 * answered rightly and how long that took. For one thread.
 */
final class Witness {

  private static final int PATIENCE_MILLIS = 1000;
  private static final int ANSWERS = 6;

  private final InetSocketAddress server;
  private final boolean tcp;
  private final int perSecond;
  private final IntFunction<byte[]> queries;
  private final List<Double> millis = new ArrayList<>();
  private int asked;

  /**
   * @param queries makes the next one, by its number; each has an answer
   */
  Witness(InetSocketAddress server, boolean tcp, int perSecond, IntFunction<byte[]> queries) {
    this.server = server;
    this.tcp = tcp;
    this.perSecond = perSecond;
    this.queries = queries;
  }

  void run(AtomicBoolean stop) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.connect(server);
      socket.setSoTimeout(PATIENCE_MILLIS);
      while (!stop.get()) {
        long begin = System.nanoTime();
        byte[] query = queries.apply(asked);
        asked++;
        query[0] = (byte) (asked >>> 8);
        query[1] = (byte) asked;
        if (tcp ? isAnsweredOverTcp(query) : isAnswered(socket, query)) {
          millis.add((System.nanoTime() - begin) / 1e6);
        }
        LockSupport.parkNanos(1_000_000_000L / perSecond - (System.nanoTime() - begin));
      }
    }
  }

  private static boolean isAnswered(DatagramSocket socket, byte[] query) throws IOException {
    DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
    try {
      socket.send(new DatagramPacket(query, query.length));
      do {
        socket.receive(reply);
      } while (reply.getData()[0] != query[0] || reply.getData()[1] != query[1]);
      return isGood(reply.getData());
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private boolean isAnsweredOverTcp(byte[] query) {
    try (Socket socket = new Socket()) {
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(Queries.framed(query));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return isGood(in.readNBytes(in.readUnsignedShort()));
    } catch (IOException e) { // turned away, closed or silent
      return false;
    }
  }

  /** NOERROR with an answer, and whole. */
  private static boolean isGood(byte[] reply) {
    return reply.length > ANSWERS + 1
        && (reply[3] & 15) == 0
        && (reply[2] & 2) == 0
        && (reply[ANSWERS] | reply[ANSWERS + 1]) != 0;
  }

  /** Per cent of the queries. */
  double answered() {
    return asked == 0 ? Double.NaN : 100.0 * millis.size() / asked;
  }

  /** The time that so many per cent of the answers took at most, in milliseconds. */
  double percentile(double percent) {
    if (millis.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * percent / 100))];
  }
}
