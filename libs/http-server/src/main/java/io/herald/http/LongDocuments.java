package io.herald.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.net.ConnectionLimits;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The long documents that a server sends. Each holds a thread for as long as its client takes to
 * read it, so a few are sent to one client at a time, its further ones wait for these, and one that
 * isn't read is given up: one client can't take the threads of all others. Safe for any thread.
 */
final class LongDocuments {

  /** Of the 200 threads of Armeria's blocking executor. */
  private static final int MOST_PER_CLIENT = 10;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final AttributeKey<LongDocuments> OWN = AttributeKey.valueOf("herald.documents");

  private final int mostPerClient;
  private final Duration patience;
  private final Map<InetAddress, Sent> clients = new ConcurrentHashMap<>();

  /** What one client is being sent; changed by one thread at a time, within the map's methods. */
  private static final class Sent {
    private int running;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
  }

  /**
   * @param patience how long a client may take for one piece
   */
  LongDocuments(int mostPerClient, Duration patience) {
    this.mostPerClient = mostPerClient;
    this.patience = patience;
  }

  static LongDocuments ofServer() {
    return new LongDocuments(MOST_PER_CLIENT, PATIENCE);
  }

  /** Has them found by whoever answers the request. */
  void attachTo(ServiceRequestContext context) {
    context.setAttr(OWN, this);
  }

  /** Those of the request's server. */
  static LongDocuments of(ServiceRequestContext context) {
    LongDocuments own = context.attr(OWN);
    if (own == null) {
      throw new IllegalStateException("the request came past the server's guard");
    }
    return own;
  }

  Duration patience() {
    return patience;
  }

  /** Sends a document on a blocking thread, once it is the client's turn. */
  void send(ServiceRequestContext context, Runnable sending) {
    InetAddress client = ConnectionLimits.client(context.remoteAddress().getAddress());
    Runnable work =
        () -> {
          try {
            sending.run();
          } finally {
            done(client);
          }
        };
    Runnable inItsTurn = () -> context.blockingTaskExecutor().execute(work);
    clients.compute(
        client,
        (address, known) -> {
          Sent sent = known == null ? new Sent() : known;
          if (sent.running < mostPerClient) {
            sent.running++;
            inItsTurn.run();
          } else {
            sent.waiting.add(inItsTurn);
          }
          return sent;
        });
  }

  private void done(InetAddress client) {
    clients.computeIfPresent(client, (address, sent) -> afterOne(sent));
  }

  private static @Nullable Sent afterOne(Sent sent) {
    Runnable next = sent.waiting.poll();
    if (next != null) {
      next.run();
      return sent;
    }
    sent.running--;
    return sent.running == 0 ? null : sent;
  }
}
