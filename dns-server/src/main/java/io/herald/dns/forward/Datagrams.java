package io.herald.dns.forward;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.UdpIoClient;

/**
 * Asks upstreams over UDP. A question has a socket, and so a random port, of its own (RFC 5452
 * §9.2), unless others wait for the same upstream: they share one, at most {@value
 * #QUESTIONS_OF_A_SOCKET} questions within a second, so that a burst doesn't pay for a socket each.
 *
 * <p>One thread, whatever the number of questions. After closing, questions that wait still get
 * their answers.
 */
final class Datagrams implements UdpIoClient, AutoCloseable {

  static final int QUESTIONS_OF_A_SOCKET = 64;
  private static final Duration TAKES_QUESTIONS_FOR = Duration.ofSeconds(1);
  private static final Duration END_WITHIN = Duration.ofSeconds(1);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("dns-upstream", true), NioIoHandler.newFactory());
  private final EventLoop thread = (EventLoop) group.next();
  private final ForwardCounters counters;

  /** Which socket takes questions to an upstream now. The thread's alone. */
  private final Map<InetSocketAddress, UpstreamSocket> taking = new HashMap<>();

  /** Questions that wait, and one more until it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  Datagrams(ForwardCounters counters) {
    this.counters = counters;
  }

  @Override
  public CompletableFuture<byte[]> sendAndReceiveUdp(
      InetSocketAddress local,
      InetSocketAddress remote,
      Message query,
      byte[] data,
      int max,
      Duration timeout) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    users.incrementAndGet();
    try {
      thread.execute(() -> socket(remote, query).ask(query, data, timeout, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer.whenComplete((bytes, failure) -> leave());
  }

  private UpstreamSocket socket(InetSocketAddress remote, Message query) {
    UpstreamSocket open = taking.get(remote);
    if (open != null && open.takes(query)) {
      return open;
    }
    UpstreamSocket fresh =
        new UpstreamSocket(remote, thread, QUESTIONS_OF_A_SOCKET, counters::countStray);
    taking.put(remote, fresh);
    if (open != null) {
      open.retire();
    }
    var unused =
        thread.schedule(
            () -> {
              taking.remove(remote, fresh);
              fresh.retire();
            },
            TAKES_QUESTIONS_FOR.toNanos(),
            TimeUnit.NANOSECONDS);
    return fresh;
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      var unused = group.shutdownGracefully(0, END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** No question is asked any more. */
  @Override
  public void close() {
    leave();
  }
}
