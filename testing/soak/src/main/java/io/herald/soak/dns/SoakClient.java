package io.herald.soak.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks over one UDP socket and judges each reply by what the tasks were between query and reply:
 * addresses and SRV records of services, and names that don't exist. For one thread; its counts may
 * be read when that has ended.
 */
final class SoakClient implements AutoCloseable {

  /**
   * So many of our largest replies fit the usual receive buffer; more would be lost on this side.
   */
  private static final int WINDOW = 64;

  private static final int IDS = 65_536;
  private static final long IDLE_NANOS = 20_000;
  private static final int HEADER = 12;
  private static final byte[] OPT = {0, 0, 41, 4, (byte) 208, 0, 0, 0, 0, 0, 0};
  private static final int ABSENT = 0;
  private static final int ADDRESSES = 1;
  private static final int SERVICE = 2;
  private static final int KINDS = 20;

  private final SoakTasks tasks;
  private final DatagramChannel channel;
  private final SplittableRandom random;
  private final ByteBuffer out = ByteBuffer.allocateDirect(512);
  private final ByteBuffer in = ByteBuffer.allocateDirect(65_535);
  private final long[] sentAt = new long[IDS];
  private final int[] asked = new int[IDS];
  private final int[] found = new int[1024];
  private int nextId;
  private int outstanding;

  private long answered;
  private long lost;
  private long wrong;

  SoakClient(SoakTasks tasks, InetSocketAddress server, long seed) throws IOException {
    this.tasks = tasks;
    this.random = new SplittableRandom(seed);
    this.channel = DatagramChannel.open();
    channel.connect(server);
    channel.configureBlocking(false);
  }

  /** How many replies came and were judged. */
  long answered() {
    return answered;
  }

  /** How many queries had no reply by the time that their id was used again, or at the end. */
  long lost() {
    return lost;
  }

  long wrong() {
    return wrong;
  }

  /**
   * Asks until it is stopped, then waits for the outstanding answers.
   *
   * @param perSecond queries; 0: as many as get answers
   */
  void run(AtomicBoolean stop, double perSecond) throws IOException {
    long start = System.nanoTime();
    long sent = 0;
    while (!stop.get()) {
      long due =
          perSecond == 0 ? Long.MAX_VALUE : (long) ((System.nanoTime() - start) / 1e9 * perSecond);
      boolean idle = true;
      while (sent < due && outstanding < WINDOW) {
        ask();
        sent++;
        idle = false;
      }
      idle &= !receiveAll();
      if (idle) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
    finish();
  }

  /** Sends so many at once. */
  void burst(int queries) throws IOException {
    for (int i = 0; i < queries; i++) {
      ask();
    }
  }

  /** Takes what still comes, for a second at most. */
  void finish() throws IOException {
    long deadline = System.nanoTime() + 1_000_000_000L;
    while (outstanding > 0 && System.nanoTime() < deadline) {
      if (!receiveAll()) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
    lost += outstanding;
    outstanding = 0;
    Arrays.fill(sentAt, 0);
  }

  private void ask() throws IOException {
    int id = nextId++ & (IDS - 1);
    if (sentAt[id] != 0) {
      lost++;
      outstanding--;
    }
    int service = random.nextInt(tasks.services());
    int dice = random.nextInt(KINDS); // 45% A, 45% SRV, 10% absent
    int kind = dice < 9 ? ADDRESSES : dice < 18 ? SERVICE : ABSENT;
    asked[id] = service << 2 | kind;
    out.clear();
    out.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    out.putInt(0).putShort((short) 1);
    String name = SoakTasks.name(service);
    switch (kind) {
      case SERVICE -> {
        label("_" + name);
        label("_tcp");
      }
      case ADDRESSES -> label(name);
      default -> label("no-" + name);
    }
    for (String label : SoakTasks.DOMAIN.split("\\.")) {
      label(label);
    }
    out.put((byte) 0).putShort((short) (kind == SERVICE ? 33 : 1)).putShort((short) 1).put(OPT);
    sentAt[id] = System.nanoTime();
    outstanding++;
    channel.write(out.flip());
  }

  private void label(String label) {
    out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean receiveAll() throws IOException {
    boolean any = false;
    for (in.clear(); channel.read(in) > 0; in.clear()) {
      any = true;
      judge(in.flip());
    }
    return any;
  }

  private void judge(ByteBuffer reply) {
    long now = System.nanoTime();
    answered++;
    int id = reply.getShort(0) & 0xffff;
    if (sentAt[id] == 0) {
      wrong(reply, "an answer to no query");
      return;
    }
    long sent = sentAt[id];
    sentAt[id] = 0;
    outstanding--;
    int kind = asked[id] & 3;
    int flags = reply.getShort(2) & 0xffff;
    int answers = reply.getShort(6) & 0xffff;
    if (kind == ABSENT) {
      if (flags != 0x8503 || answers != 0 || reply.getShort(8) != 1) {
        wrong(reply, "a name that doesn't exist");
      }
      return;
    }
    int service = asked[id] >>> 2;
    int count = flags == 0x8500 && answers <= found.length ? read(reply, answers, kind) : -1;
    if (count < 0) {
      wrong(reply, "flags, number or form of the records");
    } else if (!tasks.wasTrue(service, kind == SERVICE, found, count, sent, now)) {
      wrong(reply, "not what service " + service + " was");
    }
  }

  /**
   * Reads addresses or ports, sorted, into {@link #found}; -1 if a record isn't as it should be.
   */
  private int read(ByteBuffer reply, int answers, int kind) {
    int at = HEADER;
    while (reply.get(at) != 0) {
      at += reply.get(at) + 1;
    }
    at += 5;
    for (int i = 0; i < answers; i++) {
      int type = reply.getShort(at + 2);
      int length = reply.getShort(at + 10) & 0xffff;
      if ((reply.getShort(at) & 0xffff) != 0xc00c || type != (kind == SERVICE ? 33 : 1)) {
        return -1;
      }
      int rdata = at + HEADER;
      found[i] = kind == SERVICE ? reply.getShort(rdata + 4) & 0xffff : reply.getInt(rdata);
      at = rdata + length;
    }
    Arrays.sort(found, 0, answers);
    return answers;
  }

  private void wrong(ByteBuffer reply, String why) {
    if (wrong++ < 10) {
      byte[] bytes = new byte[Math.min(reply.limit(), 300)];
      reply.get(0, bytes);
      System.out.println("wrong: " + why + ": " + java.util.HexFormat.of().formatHex(bytes));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
