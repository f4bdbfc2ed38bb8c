package io.herald.benchmarks.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Questions at a fixed rate, whatever the server does: the next one doesn't wait for the last one's
 * answer, so a server that stops for a while shows that in every answer that was due meanwhile (no
 * coordinated omission). Time runs from the question's own send to its answer. One thread sends,
 * one receives.
 */
final class OpenLoad {

  private static final int IDS = 1 << 16;

  /** A question without an answer after that long is lost. */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final int port;
  private final List<byte[]> queries;

  /** When the question of each id was sent; 0 for one that isn't under way. */
  private final AtomicLongArray sent = new AtomicLongArray(IDS);

  private final Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
  private long lost;
  private long behindNanos;
  private volatile boolean done;

  OpenLoad(int port, List<String> questions) {
    this.port = port;
    this.queries = questions.stream().map(NameServer::query).toList();
  }

  /**
   * What came of it.
   *
   * @param nanos from question to answer
   * @param lost questions without an answer within two seconds
   * @param behindNanos how far this sender fell behind its own plan at worst
   */
  record Outcome(Histogram nanos, long lost, long behindNanos) {

    void print(String what) {
      System.out.printf(
          "%-34s %9d answers, %d lost; ms: average %.3f, p50 %.3f, p99 %.3f, p99.9 %.3f,"
              + " p99.99 %.3f, worst %.3f (sender behind by %.1f at worst)%n",
          what,
          nanos.getTotalCount(),
          lost,
          nanos.getMean() / 1e6,
          nanos.getValueAtPercentile(50) / 1e6,
          nanos.getValueAtPercentile(99) / 1e6,
          nanos.getValueAtPercentile(99.9) / 1e6,
          nanos.getValueAtPercentile(99.99) / 1e6,
          nanos.getMaxValue() / 1e6,
          behindNanos / 1e6);
    }
  }

  Outcome run(int perSecond, int seconds) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setReceiveBufferSize(1 << 22);
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(100);
      Thread receiver = new Thread(() -> receive(socket), "answers");
      receiver.start();
      send(socket, perSecond, seconds);
      LockSupport.parkNanos(LOST_NANOS);
      done = true;
      receiver.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    for (int id = 0; id < IDS; id++) {
      lost += sent.get(id) == 0 ? 0 : 1;
    }
    return new Outcome(nanos, lost, behindNanos);
  }

  private void send(DatagramSocket socket, int perSecond, int seconds) throws IOException {
    long begin = System.nanoTime();
    long total = (long) perSecond * seconds;
    for (long number = 0; number < total; number++) {
      long due = begin + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
      long now = System.nanoTime();
      while (now < due) {
        LockSupport.parkNanos(due - now);
        now = System.nanoTime();
      }
      behindNanos = Math.max(behindNanos, now - due);
      int id = (int) (number & (IDS - 1));
      byte[] query = queries.get((int) (number % queries.size()));
      query[0] = (byte) (id >> 8);
      query[1] = (byte) id;
      if (sent.getAndSet(id, now) != 0) {
        lost++;
      }
      socket.send(new DatagramPacket(query, query.length));
    }
  }

  private void receive(DatagramSocket socket) {
    DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
    while (!done) {
      try {
        socket.receive(answer);
        byte[] bytes = answer.getData();
        long asked = sent.getAndSet((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff), 0);
        if (asked != 0) {
          nanos.recordValue(System.nanoTime() - asked);
        }
      } catch (SocketTimeoutException e) {
        // Looks whether it is done.
      } catch (IOException e) {
        System.err.println("an answer could not be received: " + e.getMessage());
      }
    }
  }
}
