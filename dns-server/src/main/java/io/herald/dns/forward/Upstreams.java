package io.herald.dns.forward;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Message;

/**
 * The upstreams of one zone. They are asked one after the other, in the order given, those that
 * failed lately last, until one gives a usable answer. Thread-safe.
 */
final class Upstreams {

  private final List<Upstream> upstreams = new ArrayList<>();

  Upstreams(List<InetSocketAddress> addresses, Duration timeout, Clock clock) {
    addresses.forEach(address -> upstreams.add(new Upstream(address, timeout, clock)));
  }

  /** Fails with what the last one said if none gives a usable answer. */
  CompletionStage<Message> ask(Message question) {
    List<Upstream> order = new ArrayList<>(upstreams);
    order.sort(Comparator.comparing(Upstream::isSuspect)); // stable
    return ask(question, order.iterator(), new UpstreamException("no upstream is configured"));
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
