package io.herald.mesos.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.leader.LeaderDetector;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Response;

/**
 * The operator API of the leading master (Mesos documentation, "Operator HTTP API"): the event
 * stream, single calls, and the JSON documents such as {@code /state}.
 *
 * <pre>{@code
 * OperatorClient client = new OperatorClient(LeaderDetectors.parse("zk://zk1:2181/mesos"), Connection.plain());
 * client.subscribe(listener);
 * }</pre>
 */
public final class OperatorClient implements AutoCloseable {

  private static final String PATH = "/api/v1";
  private static final Call SUBSCRIBE = Call.newBuilder().setType(Call.Type.SUBSCRIBE).build();
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  private final Connection connection;
  private final HttpClient http;
  private final RequestTarget target;
  private final Calls calls;

  @GuardedBy("this")
  private EventStream<OperatorEvent> stream;

  /** With an HTTP client of its own, which it keeps for the life of the process. */
  public OperatorClient(LeaderDetector detector, Connection connection) {
    this(detector, connection, new HttpClients());
  }

  /**
   * With one of shared HTTP clients.
   *
   * @param clients which other clients may use too
   */
  public OperatorClient(LeaderDetector detector, Connection connection, HttpClients clients) {
    this.connection = connection;
    this.http = clients.of(connection.tls(), connection.requestTimeout());
    this.target = new RequestTarget(connection.scheme(), detector, true);
    this.calls = new Calls(connection, http, new Redirected());
  }

  /**
   * Subscribes, and again after every loss, until closed. SUBSCRIBED comes first and holds the
   * whole state.
   *
   * @param tasks receives the tasks of each SUBSCRIBED event, before the listener has the event
   * @throws IllegalStateException if there is a subscription already
   */
  public synchronized void subscribe(
      StreamListener<OperatorEvent> listener, SubscribedTasks tasks) {
    if (stream != null) {
      throw new IllegalStateException("there is a subscription already");
    }
    stream =
        new EventStream<>(
            new StreamApi<>(
                "operator",
                PATH,
                () -> SUBSCRIBE,
                record -> OperatorEvent.decode(record, tasks),
                event -> event.event().getSubscribed().getHeartbeatIntervalSeconds(),
                LONGEST_BACKOFF),
            connection,
            http,
            target,
            listener);
    stream.start();
  }

  /** Follows the leader without subscribing, for {@link #call} and {@link #get} alone. */
  public void follow() {
    target.start(() -> {});
  }

  /** Drops the stream's connection and subscribes anew, for a fresh snapshot. */
  public void resubscribe(String reason) {
    EventStream<OperatorEvent> up;
    synchronized (this) {
      up = stream;
    }
    if (up != null) {
      up.abort(reason);
    }
  }

  /**
   * Makes a call at the leader; redirects are followed. It is made once: after a failure the next
   * call goes to the next of several masters.
   *
   * @throws CallFailedException if no master leads, or the answer isn't 2xx
   */
  public Response call(Call call) throws CallFailedException {
    byte[] answer = atLeader(base -> calls.post(base, PATH, call, Optional.empty()));
    try {
      return Protobuf.decode(answer, Response.getDefaultInstance());
    } catch (IOException e) {
      throw new CallFailedException(call.getType() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes a call whose answer may be large, and gives that as it comes: a {@code Response} in
   * protobuf. The caller closes it; else as {@link #get}.
   *
   * @throws CallFailedException if no master leads, or the answer isn't 2xx
   */
  public InputStream open(Call call) throws CallFailedException {
    return atLeader(base -> calls.open(base, PATH, call));
  }

  /**
   * Gets a document of the leader, {@code /state} or {@code /frameworks}; the caller closes it.
   * Reading it fails if nothing comes for the connection's request time-out.
   *
   * @throws CallFailedException if no master leads, or the answer isn't 2xx
   */
  public InputStream get(String path) throws CallFailedException {
    return atLeader(base -> calls.get(base, path));
  }

  /**
   * What was answered without a subscription is not what a leader says: of a list of masters the
   * next one is asked.
   */
  public void askAnother() {
    EventStream<OperatorEvent> up;
    synchronized (this) {
      up = stream;
    }
    if (up == null || up.subscribed().isEmpty()) {
      target.now().ifPresent(target::failed);
    }
  }

  /**
   * A master that redirects elsewhere does not lead: it is left at once, and not asked first again.
   */
  private final class Redirected implements Calls.Redirects {
    @Override
    public void redirected(URI base, URI to) {
      if (base.getAuthority().equals(to.getAuthority())) {
        return; // another path of the same master, or of a proxy before it
      }
      if (target.now().equals(Optional.of(base))) {
        target.redirected(Redirect.server(to));
      }
      leave(base, "it says that " + to.getAuthority() + " leads");
    }

    @Override
    public void failed(URI to) {
      target.forgetRedirect(Redirect.server(to));
    }
  }

  private void leave(URI base, String reason) {
    EventStream<OperatorEvent> up;
    synchronized (this) {
      up = stream;
    }
    if (up != null) {
      up.leave(base, reason);
    }
  }

  private interface Question<A> {
    A ask(URI base) throws CallFailedException;
  }

  /** Asks who has the subscription, else who is likely to lead; a failure makes it less likely. */
  private <A> A atLeader(Question<A> question) throws CallFailedException {
    EventStream<OperatorEvent> up;
    synchronized (this) {
      up = stream;
    }
    Optional<EventStream.Subscribed> subscribed = up == null ? Optional.empty() : up.subscribed();
    URI base =
        subscribed
            .map(EventStream.Subscribed::base)
            .or(target::now)
            .orElseThrow(() -> new CallFailedException(0, target.whyNoMaster()));
    try {
      return question.ask(base);
    } catch (CallFailedException e) {
      // A stream that came up while a slow master was waited for shows that it leads.
      boolean streams = up != null && up.subscribed().isPresent();
      if (e.status() == 503 || (!streams && subscribed.isEmpty())) {
        target.failed(base);
        leave(base, "it does not lead: " + e.getMessage());
      }
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    if (stream != null) {
      stream.close();
    } else {
      target.close();
    }
  }
}
