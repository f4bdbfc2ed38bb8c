package io.herald.benchmarks.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Questions at a fixed rate, whatever the server does: the next one doesn't wait for the last one's
 * answer, so a server that stops for a while shows that in every answer that was due meanwhile (no
 * coordinated omission). Time runs from the question's own send to its answer. One thread does it
 * all without a lock or an allocation: it waits awake while answers are under way, so that what is
 * measured is the server and not how soon this process is scheduled.
 */
final class OpenLoad {

  private static final int IDS = 1 << 16;

  /** A question without an answer after that long is lost. */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A timer wakes that much too late. */
  private static final long TIMER_NANOS = 60_000;

  /**
   * An answer that takes longer need not be timed to the microsecond; the server may want the core.
   */
  private static final long AWAKE_NANOS = 200_000;

  private final int port;
  private final ByteBuffer[] queries;

  /** When the question of each id was sent; 0 for one that isn't under way. */
  private final long[] sent = new long[IDS];

  private final ByteBuffer answer = ByteBuffer.allocateDirect(4096);
  private final Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
  private int underWay;
  private long lost;
  private long behindNanos;

  OpenLoad(int port, List<String> questions) {
    this.port = port;
    this.queries =
        questions.stream()
            .map(MeasuredServer::query)
            .map(OpenLoad::direct)
            .toArray(ByteBuffer[]::new);
  }

  private static ByteBuffer direct(byte[] query) {
    return ByteBuffer.allocateDirect(query.length).put(query).flip();
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
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 22);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      long begin = System.nanoTime();
      long total = (long) perSecond * seconds;
      for (long number = 0; number < total; number++) {
        long due = begin + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
        receiveUntil(due, channel);
        ask(channel, number, due);
      }
      long end = System.nanoTime() + LOST_NANOS;
      while (underWay > 0 && System.nanoTime() < end) {
        receive(channel);
      }
    }
    return new Outcome(nanos, lost + underWay, behindNanos);
  }

  private void receiveUntil(long due, DatagramChannel channel) throws IOException {
    receive(channel);
    long awakeUntil = System.nanoTime() + AWAKE_NANOS;
    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
      boolean idle = underWay == 0 || now > awakeUntil;
      if (idle && due - now > TIMER_NANOS) {
        LockSupport.parkNanos(Math.min(due - now - TIMER_NANOS, TIMER_NANOS));
      } else {
        Thread.onSpinWait();
      }
      receive(channel);
    }
  }

  private void ask(DatagramChannel channel, long number, long due) throws IOException {
    int id = (int) (number & (IDS - 1));
    ByteBuffer query = queries[(int) (number % queries.length)];
    query.putShort(0, (short) id).rewind();
    long now = System.nanoTime();
    behindNanos = Math.max(behindNanos, now - due);
    if (sent[id] == 0) {
      underWay++;
    } else {
      lost++;
    }
    sent[id] = now;
    if (channel.write(query) == 0) {
      throw new IOException("the socket takes no more questions");
    }
  }

  private void receive(DatagramChannel channel) throws IOException {
    while (underWay > 0) {
      answer.clear();
      if (channel.read(answer) <= 0) {
        return;
      }
      int id = answer.getShort(0) & 0xffff;
      if (sent[id] != 0) {
        nanos.recordValue(System.nanoTime() - sent[id]);
        sent[id] = 0;
        underWay--;
      }
    }
  }
}
