package io.herald.benchmarks.attacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Packets at a steady rate from many addresses of 127.66/16, as if they were forged; what comes
 * back is counted. The ids are random.
 */
final class UdpFlood implements Attack {

  private static final int SENDERS = 200;
  private static final int HOSTS_OF_A_NETWORK = 50;
  private static final long STEP_NANOS = 1_000_000;

  private final int perSecond;
  private final Function<SplittableRandom, byte[]> packets;

  /**
   * @param packets makes the next one
   */
  UdpFlood(int perSecond, Function<SplittableRandom, byte[]> packets) {
    this.perSecond = perSecond;
    this.packets = packets;
  }

  @Override
  public void run(Target target, Tally tally, AtomicBoolean stop) throws IOException {
    SplittableRandom random = new SplittableRandom(66);
    List<DatagramChannel> channels = new ArrayList<>();
    ByteBuffer in = ByteBuffer.allocateDirect(65_535);
    try {
      for (int i = 0; i < SENDERS; i++) {
        String from = "127.66." + i / HOSTS_OF_A_NETWORK + "." + (1 + i % HOSTS_OF_A_NETWORK);
        DatagramChannel channel =
            DatagramChannel.open().bind(new InetSocketAddress(from, 0)).connect(target.dns());
        channel.configureBlocking(false);
        channels.add(channel);
      }
      long begin = System.nanoTime();
      long sent = 0;
      while (!stop.get()) {
        long due = (long) ((System.nanoTime() - begin) / 1e9 * perSecond);
        for (; sent < due; sent++) {
          DatagramChannel channel = channels.get((int) (sent % SENDERS));
          byte[] packet = packets.apply(random);
          if (packet.length > 1) {
            packet[0] = (byte) random.nextInt();
            packet[1] = (byte) random.nextInt();
          }
          if (channel.write(ByteBuffer.wrap(packet)) > 0) {
            tally.sent(packet.length);
          }
          receive(channel, in, tally);
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static void receive(DatagramChannel channel, ByteBuffer in, Tally tally)
      throws IOException {
    while (true) {
      in.clear();
      if (channel.read(in) <= 0) {
        return;
      }
      tally.gotBytes.add(in.position());
    }
  }
}
