package io.herald.benchmarks.attacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * TCP connections at a steady rate from many addresses of 127.77/16, of which so many are kept:
 * each says its first bytes, then a few more now and then, and reads or doesn't.
 */
final class Connections implements Attack {

  private static final int CLIENTS = 60;
  private static final long STEP_NANOS = 2_000_000;

  /**
   * What each one does.
   *
   * @param perSecond how many are opened
   * @param kept how many are held open; the oldest goes for the next
   * @param tls whether it goes to the port of TLS
   * @param first what is sent at once
   * @param dripped of these one byte is sent each tenth of a second; none if empty
   * @param reading whether replies are read
   */
  record Plan(
      int perSecond, int kept, boolean tls, byte[] first, byte[] dripped, boolean reading) {}

  private static final class Open {
    final SocketChannel channel;
    final ByteBuffer first;
    int dripped;

    Open(SocketChannel channel, byte[] first) {
      this.channel = channel;
      this.first = ByteBuffer.wrap(first);
    }
  }

  private final Plan plan;
  private final ByteBuffer in = ByteBuffer.allocateDirect(65_536);

  Connections(Plan plan) {
    this.plan = plan;
  }

  @Override
  public void run(Target target, Tally tally, AtomicBoolean stop) throws IOException {
    InetSocketAddress address = plan.tls() ? target.tls() : target.dns();
    Deque<Open> open = new ArrayDeque<>();
    long begin = System.nanoTime();
    long opened = 0;
    long lastDrip = begin;
    try {
      while (!stop.get()) {
        long due = (long) ((System.nanoTime() - begin) / 1e9 * plan.perSecond());
        for (; opened < due; opened++) {
          if (open.size() >= plan.kept()) {
            open.removeFirst().channel.close();
          }
          open(address, (int) (opened % CLIENTS), open, tally);
        }
        boolean drip = System.nanoTime() - lastDrip > 100_000_000L;
        if (drip) {
          lastDrip = System.nanoTime();
        }
        open.removeIf(one -> !serve(one, drip, tally));
        LockSupport.parkNanos(STEP_NANOS);
      }
    } finally {
      for (Open one : open) {
        one.channel.close();
      }
    }
  }

  private void open(InetSocketAddress address, int client, Deque<Open> open, Tally tally)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.bind(new InetSocketAddress("127.77.0." + (1 + client), 0));
      channel.configureBlocking(false);
      channel.connect(address);
      open.addLast(new Open(channel, plan.first()));
      tally.sent(0);
    } catch (IOException e) { // no port is free, say
      channel.close();
    }
  }

  /** False once the other side has closed it. */
  private boolean serve(Open one, boolean drip, Tally tally) {
    try {
      if (!one.channel.finishConnect()) {
        return true;
      }
      if (one.first.hasRemaining()) {
        tally.sentBytes.add(one.channel.write(one.first));
      } else if (drip && plan.dripped().length > 0) {
        byte next = plan.dripped()[one.dripped++ % plan.dripped().length];
        tally.sentBytes.add(one.channel.write(ByteBuffer.wrap(new byte[] {next})));
      }
      while (plan.reading()) {
        in.clear();
        int read = one.channel.read(in);
        if (read <= 0) {
          if (read < 0) {
            one.channel.close();
          }
          return read == 0;
        }
        tally.gotBytes.add(read);
      }
      return true;
    } catch (IOException e) {
      try {
        one.channel.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      return false;
    }
  }
}
