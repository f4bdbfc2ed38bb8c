package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for the name of each living task, round after round on a thread of its own, and notes every
 * answer that is not an address. A task that ended while it was asked for is not held against the
 * server.
 */
final class NameChecker implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 5_000;
  private static final int A = 1;
  private static final int IN = 1;

  private final InetSocketAddress server;
  private final Set<String> living;
  private final String suffix;
  private final Thread thread = new Thread(this::run, "name-checker");
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private int id;

  /** What an answer says: response code and how many records. */
  record Answer(int rcode, int records) {
    boolean hasAddress() {
      return rcode == 0 && records > 0;
    }

    boolean isNameError() {
      return rcode == 3;
    }
  }

  /**
   * @param living first labels of the names that have to be there; live
   * @param suffix what follows the first label
   */
  NameChecker(InetSocketAddress server, Set<String> living, String suffix) {
    this.server = server;
    this.living = living;
    this.suffix = suffix;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (DatagramSocket socket = new DatagramSocket()) {
      while (!closed) {
        for (String name : List.copyOf(living)) {
          if (closed) {
            return;
          }
          Answer answer = ask(socket, name);
          asked.incrementAndGet();
          if (!answer.hasAddress() && living.contains(name)) {
            wrong.add(name + suffix + " answered " + answer + " in round " + rounds);
          }
        }
        rounds.incrementAndGet();
      }
    } catch (IOException e) {
      wrong.add("asking failed: " + e);
    }
  }

  /** Asks once. */
  Answer ask(String name) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return ask(socket, name);
    }
  }

  private Answer ask(DatagramSocket socket, String name) throws IOException {
    ByteBuffer query = ByteBuffer.allocate(512);
    int own = ++id & 0xffff;
    query.putShort((short) own).putShort((short) 0x0100).putShort((short) 1);
    query.putShort((short) 0).putInt(0);
    for (String label : (name + suffix).split("\\.", -1)) {
      byte[] bytes = label.getBytes(US_ASCII);
      query.put((byte) bytes.length).put(bytes);
    }
    query.put((byte) 0).putShort((short) A).putShort((short) IN);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.send(new DatagramPacket(query.array(), query.position(), server));
    byte[] buffer = new byte[2048];
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        throw new IOException("no answer for " + name + suffix, e);
      }
      ByteBuffer answer = ByteBuffer.wrap(buffer);
      if ((answer.getShort() & 0xffff) == own) {
        int rcode = answer.getShort() & 15;
        return new Answer(rcode, answer.getShort(6) & 0xffff);
      }
    }
  }

  /** Every answer that should have been an address. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How often every name was asked for. */
  long rounds() {
    return rounds.get();
  }

  long asked() {
    return asked.get();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
