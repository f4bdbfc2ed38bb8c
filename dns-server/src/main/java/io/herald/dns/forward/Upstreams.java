package io.herald.dns.forward;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.Message;

/**
 * The upstreams of one zone. They are asked one after the other, in the order given, those that
 * failed recently last, until one gives a usable answer. The number of questions that wait for them
 * is limited, independently of other zones. Thread-safe.
 */
final class Upstreams {

  private final List<Upstream> upstreams = new ArrayList<>();

  /** Average number of waiting clients allowed per question. */
  private static final int CLIENTS_FOR_A_QUESTION = 10;

  private final Semaphore clients;
  private final Semaphore waiting;

  /**
   * @param timeout of each one's answer
   * @param atOnce how many questions may wait; of clients it is ten times as many
   */
  Upstreams(
      List<InetSocketAddress> addresses,
      Duration timeout,
      int atOnce,
      Clock clock,
      Datagrams datagrams) {
    this.clients = new Semaphore(CLIENTS_FOR_A_QUESTION * atOnce);
    this.waiting = new Semaphore(atOnce);
    addresses.forEach(address -> upstreams.add(new Upstream(address, timeout, clock, datagrams)));
  }

  /** Whether one more client may wait; then {@link #dismiss} is to be called. */
  boolean admit() {
    return clients.tryAcquire();
  }

  /** A client has its reply. */
  void dismiss() {
    clients.release();
  }

  /**
   * Asks them; empty if too many questions wait already. Fails with what the last one said if none
   * gives a usable answer.
   */
  Optional<CompletionStage<Message>> ask(Message question) {
    if (!waiting.tryAcquire()) {
      return Optional.empty();
    }
    List<Upstream> order = new ArrayList<>(upstreams);
    order.sort(Comparator.comparing(Upstream::isSuspect)); // stable
    CompletionStage<Message> answer =
        ask(question, order.iterator(), new UpstreamException("no upstream is configured"));
    return Optional.of(answer.whenComplete((message, failure) -> waiting.release()));
  }

  private static CompletionStage<Message> ask(
      Message question, Iterator<Upstream> left, Throwable last) {
    if (!left.hasNext()) {
      return CompletableFuture.failedFuture(last);
    }
    return left.next()
        .ask(question)
        .handle(
            (answer, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(answer)
                    : ask(question, left, failure))
        .thenCompose(next -> next);
  }
}
