package io.herald.dns.transport;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.Fatal;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
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
final class UdpListener {

  private static final Logger log = LoggerFactory.getLogger(UdpListener.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final long END_WITHIN = TimeUnit.SECONDS.toNanos(2);
  private static final long WAKE_EVERY = 5;

  private final DatagramChannel channel;
  private volatile QueryResponder responder;
  private final SlowPath slowPath;
  private final QueryCounters counters;
  private final Thread thread;
  private final byte[] query = new byte[MessageHeader.MAX_MESSAGE];
  private final ByteBuffer received = ByteBuffer.allocateDirect(MessageHeader.MAX_MESSAGE);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(MessageHeader.MAX_MESSAGE);
  private final FailureLog failures = new FailureLog(log);
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private volatile boolean stopping;

  UdpListener(
      String name,
      DatagramChannel channel,
      QueryResponder responder,
      SlowPath slowPath,
      QueryCounters counters) {
    this.channel = channel;
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
    try (channel) {
      while (!stopping) {
        Throwable failure = answerOne();
        if (failure != null) {
          pause(failure);
        } else if (failures.isFailing()) {
          recovered();
        }
      }
      // What came before the stop is answered: the kernel's queue is emptied without waiting.
      channel.configureBlocking(false);
      do {
        answerOne();
      } while (received.position() > 0);
    } catch (ClosedChannelException e) {
      log.debug("{} was closed", thread.getName());
    } catch (IOException e) {
      log.warn("{}: the socket failed while closing: {}", thread.getName(), e.getMessage());
    }
  }

  /** One receive and the send that it asks for; returns what went wrong, null if nothing did. */
  private @Nullable Throwable answerOne() throws ClosedChannelException {
    try {
      received.clear();
      SocketAddress client = channel.receive(received);
      if (client instanceof InetSocketAddress address && !(stopping && received.position() == 0)) {
        answer(address);
      }
      return null;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) { // whatever it is, it costs one packet
      Fatal.escalate(e);
      counters.countFailure(Transport.UDP);
      return e;
    }
  }

  private void answer(InetSocketAddress client) throws IOException {
    // One for the whole packet: another may come in between.
    QueryResponder responder = this.responder;
    long start = System.nanoTime();
    int length = received.position();
    received.flip().get(query, 0, length);
    int reply = responder.respond(query, length, Transport.UDP, client.getAddress());
    counters.countQuery(responder);
    if (responder.outcome().isForOthers() && isTaken(responder, client, length)) {
      return;
    }
    counters.count(Transport.UDP, responder, reply > 0, System.nanoTime() - start);
    if (reply > 0) {
      sent.clear().put(responder.reply(), 0, reply).flip();
      channel.send(sent, client);
    }
  }

  private boolean isTaken(QueryResponder responder, InetSocketAddress client, int length) {
    long start = System.nanoTime();
    return slowPath.answer(
        Arrays.copyOf(query, length),
        client,
        Transport.UDP,
        responder.outcome(),
        messages -> send(messages, client, start));
  }

  /** The slow path's reply, from any thread. */
  private void send(Messages messages, InetSocketAddress client, long start) {
    try (messages) {
      byte[] message = messages.next();
      counters.countLater(Transport.UDP, message, System.nanoTime() - start);
      channel.send(ByteBuffer.wrap(message), client);
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
    wake();
  }

  /**
   * Wakes the thread from its receive by a datagram of no bytes; where several sockets share the
   * port, the kernel may give it to another of them.
   */
  private void wake() {
    try (DatagramChannel waker = DatagramChannel.open()) {
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      InetAddress host =
          local.getAddress().isAnyLocalAddress()
              ? InetAddress.getLoopbackAddress()
              : local.getAddress();
      waker.send(ByteBuffer.allocate(0), new InetSocketAddress(host, local.getPort()));
    } catch (IOException e) {
      log.debug("{} can't be woken: {}", thread.getName(), e.getMessage());
    }
  }

  void awaitEnd() {
    long deadline = System.nanoTime() + END_WITHIN;
    try {
      thread.join(WAKE_EVERY);
      while (thread.isAlive() && System.nanoTime() < deadline) {
        wake();
        thread.join(WAKE_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeNow();
  }

  private void closeNow() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("{}: the socket can't be closed: {}", thread.getName(), e.getMessage());
    }
  }
}
