package io.herald.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks one SRV question over and over, some times a millisecond, and remembers when each port was
 * first answered since it was last absent.
 */
final class AnswerWatch implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 1000;
  private static final int LONGEST_ANSWER = 1232;
  private static final long PAUSE_NANOS = 200_000;

  private final InetSocketAddress server;
  private final byte[] query;
  private final Map<Integer, Long> firstAnswered = new HashMap<>();
  private final Thread thread = new Thread(this::run, "answer-watch");
  private volatile boolean closed;

  AnswerWatch(InetSocketAddress server, String owner) throws IOException {
    this.server = server;
    Message question =
        Message.newQuery(Record.newRecord(Name.fromString(owner), Type.SRV, DClass.IN));
    question.addRecord(new OPTRecord(LONGEST_ANSWER, 0, 0), Section.ADDITIONAL);
    this.query = question.toWire();
  }

  void start() {
    thread.start();
  }

  /** {@link System#nanoTime} of the first answer with this port; empty while there is none. */
  synchronized OptionalLong firstAnswered(int port) {
    Long at = firstAnswered.get(port);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  private void run() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DatagramPacket question = new DatagramPacket(query, query.length, server);
      DatagramPacket answer = new DatagramPacket(new byte[LONGEST_ANSWER], LONGEST_ANSWER);
      while (!closed) {
        socket.send(question);
        try {
          socket.receive(answer);
        } catch (SocketTimeoutException e) {
          continue; // lost; the next one tells
        }
        note(new Message(java.util.Arrays.copyOf(answer.getData(), answer.getLength())));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void note(Message answer) {
    long now = System.nanoTime();
    Set<Integer> ports = new HashSet<>();
    for (Record srv : answer.getSection(Section.ANSWER)) {
      ports.add(((SRVRecord) srv).getPort());
    }
    firstAnswered.keySet().retainAll(ports);
    ports.forEach(port -> firstAnswered.putIfAbsent(port, now));
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
