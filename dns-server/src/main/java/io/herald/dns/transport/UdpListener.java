package io.herald.dns.transport;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.transport.datagram.DatagramClient;
import io.herald.dns.transport.datagram.DatagramHandler;
import io.herald.dns.transport.datagram.UdpSocket;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Fatal;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread on one UDP socket: receive, respond, send, until it is stopped. Between receive and
 * send it allocates nothing and takes no lock of ours.
 */
final class UdpListener implements DatagramHandler {

  private static final Logger log = LoggerFactory.getLogger(UdpListener.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final long END_WITHIN = TimeUnit.SECONDS.toNanos(2);
  private static final long WAKE_EVERY = 5;

  private final UdpSocket socket;
  private volatile QueryResponder responder;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final Thread thread;
  private final FailureLog failures = new FailureLog(log);
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private volatile boolean stopping;

  // The thread's own: what the last query was answered with, and what went wrong since the last
  // look.
  private byte[] reply = {};
  private @Nullable Throwable failure;

  UdpListener(
      String name,
      UdpSocket socket,
      QueryResponder responder,
      SlowPath slowPath,
      QueryCounters counters) {
    this.socket = socket;
    this.responder = responder;
    this.slowPath = slowPath;
    this.counters = counters;
    this.thread = Threads.daemon(name, this::serve);
  }

  void start() {
    thread.start();
  }

  /** Answers with another responder from the next packet on; it belongs to this listener alone. */
  void respondWith(QueryResponder other) {
    responder = other;
  }

  private void serve() {
    counters.countUdpSocket(socket.way(), 1);
    try (socket) {
      while (!stopping) {
        receive();
        if (failure != null) {
          pause(failure);
          failure = null;
        } else if (failures.isFailing()) {
          recovered();
        }
      }
      // What came before the stop is answered: the kernel's queue is emptied without waiting.
      while (socket.receiveNow(this) > 0) {}
    } catch (ClosedChannelException e) {
      log.debug("{} was closed", thread.getName());
    } catch (IOException e) {
      log.warn("{}: the socket failed while closing: {}", thread.getName(), e.getMessage());
    } finally {
      counters.countUdpSocket(socket.way(), -1);
    }
  }

  private void receive() throws ClosedChannelException {
    try {
      socket.receive(this);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  @Override
  public int answer(byte[] query, int length, DatagramClient client) {
    try {
      return respond(query, length, client);
    } catch (RuntimeException | Error e) { // whatever it is, it costs one packet
      failed(e);
      return 0;
    }
  }

  private int respond(byte[] query, int length, DatagramClient client) {
    // One for the whole packet: another may come in between.
    QueryResponder responder = this.responder;
    long start = System.nanoTime();
    int replied = responder.respond(query, length, Transport.UDP, client.address());
    counters.countQuery(responder);
    if (responder.outcome().isForOthers() && isTaken(responder, query, length, client)) {
      return 0;
    }
    counters.count(Transport.UDP, responder, replied > 0, System.nanoTime() - start);
    reply = responder.reply();
    return replied;
  }

  @Override
  public byte[] reply() {
    return reply;
  }

  @Override
  public void sendFailed(Exception e) {
    failed(e);
  }

  private void failed(Throwable e) {
    Fatal.escalate(e);
    counters.countFailure(Transport.UDP);
    failure = e;
  }

  private boolean isTaken(
      QueryResponder responder, byte[] query, int length, DatagramClient client) {
    long start = System.nanoTime();
    InetSocketAddress from = client.socketAddress();
    return slowPath.answer(
        Arrays.copyOf(query, length),
        from,
        Transport.UDP,
        responder.outcome(),
        messages -> send(messages, from, start));
  }

  /** The slow path's reply, from any thread. */
  private void send(Messages messages, InetSocketAddress client, long start) {
    try (messages) {
      byte[] message = messages.next();
      counters.countLater(Transport.UDP, message, System.nanoTime() - start);
      socket.send(message, client);
    } catch (IOException e) {
      counters.countFailure(Transport.UDP);
      log.debug("{}: no reply to {}: {}", thread.getName(), client, e.getMessage());
    }
  }

  private void recovered() {
    failures.succeeded("{} works again after {} failures", thread.getName(), failures.failures());
    backoff.succeeded();
  }

  /** A socket that fails again and again must not turn into a busy loop. */
  private void pause(Throwable failure) {
    failures.failed("{}: a packet failed; continuing with the next", thread.getName(), failure);
    LockSupport.parkNanos(backoff.failed().toNanos());
  }

  /** Asks the thread to stop. */
  void stop() {
    stopping = true;
    socket.wake();
  }

  void awaitEnd() {
    long deadline = System.nanoTime() + END_WITHIN;
    try {
      thread.join(WAKE_EVERY);
      while (thread.isAlive() && System.nanoTime() < deadline) {
        socket.wake();
        thread.join(WAKE_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeNow();
  }

  private void closeNow() {
    try {
      socket.close();
    } catch (IOException e) {
      log.warn("{}: the socket can't be closed: {}", thread.getName(), e.getMessage());
    }
  }
}
