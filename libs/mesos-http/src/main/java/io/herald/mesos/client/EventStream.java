package io.herald.mesos.client;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription, kept up until it is closed, on a thread of its own: subscribe, follow
 * redirects, read events, and after any loss wait (exponentially longer, with jitter) and subscribe
 * again.
 *
 * <p>A stream from a master that the detector no longer names is left. The listener and the log
 * report the first failure of a series and the recovery. A listener that throws loses the stream,
 * as if it had broken: the next subscription brings again what it did not take.
 */
final class EventStream<E> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private static final int MAX_REDIRECTS = 5;
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(5);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

  /** In characters; the sentence quotes masters and the proxies before them. */
  private static final int LONGEST_REASON = 800;

  private final StreamApi<E> api;
  private final Connection connection;
  private final Subscriber subscriber;
  private final RequestTarget target;
  private final StreamListener<E> listener;
  private final Thread thread;

  private volatile boolean closed;
  private volatile boolean ending;
  private volatile @Nullable StreamConnection<E> open;

  // Of the stream's own thread.
  private final Backoff backoff;
  private final FailureLog failures = new FailureLog(log);
  private Duration delay = Duration.ZERO;
  private boolean accepted;
  private int redirects;

  EventStream(
      StreamApi<E> api,
      Connection connection,
      HttpClient http,
      RequestTarget target,
      StreamListener<E> listener) {
    this.api = api;
    this.connection = connection;
    this.subscriber = new Subscriber(api, connection, http);
    this.target = target;
    this.listener = listener;
    this.backoff = backoff(api.longestBackoff());
    this.thread = Threads.daemon("mesos-" + api.name(), this::run);
  }

  /** An agent may ask for delays that are shorter than ours, or for none. */
  private static Backoff backoff(Duration wanted) {
    Duration longest = wanted.toMillis() < 1 ? Duration.ofMillis(1) : wanted;
    return new Backoff(longest.compareTo(FIRST_BACKOFF) < 0 ? longest : FIRST_BACKOFF, longest);
  }

  void start() {
    target.start(this::leaveIfOutdated);
    thread.start();
  }

  /** The base address and stream id of the subscription that is up; empty while none is. */
  Optional<Subscribed> subscribed() {
    StreamConnection<E> up = open;
    return up == null ? Optional.empty() : Optional.of(new Subscribed(up.base(), up.streamId()));
  }

  record Subscribed(URI base, Optional<String> streamId) {}

  private void leaveIfOutdated() {
    StreamConnection<E> up = open;
    if (up != null) {
      target.whyOutdated(up.choice()).ifPresent(up::abort);
    }
  }

  /** The stream is about to be ended by a call: its end is not a failure, and none follows it. */
  void expectEnd() {
    ending = true;
  }

  /** Closes the connection if it is with the master at {@code base}, because another one leads. */
  void leave(URI base, String reason) {
    StreamConnection<E> up = open;
    if (up != null && up.base().equals(base)) {
      up.abort(reason);
    }
  }

  /** Closes the connection; the next one follows. */
  void abort(String reason) {
    StreamConnection<E> up = open;
    if (up != null) {
      up.abort(reason);
    }
  }

  @Override
  public void close() {
    closed = true;
    abort("closed");
    thread.interrupt();
    target.close();
  }

  private void run() {
    try {
      while (!closed && !ending) {
        Optional<RequestTarget.Choice> choice = target.await(LEADER_PATIENCE);
        if (choice.isEmpty()) {
          failed(target.whyNoMaster());
        } else if (!subscribe(choice.get())) {
          Thread.sleep(delay.toMillis());
        }
      }
    } catch (InterruptedException e) {
      log.trace("closed", e);
    }
  }

  /** Subscribes and reads until the end; true if the next attempt should be made at once. */
  private boolean subscribe(RequestTarget.Choice choice) throws InterruptedException {
    URI base = choice.base();
    HttpResponse<Body> response;
    try {
      response = subscriber.subscribe(base);
    } catch (IOException e) {
      return failedAt(base, "can't subscribe at " + base + ": " + AnswerRefusal.reason(e));
    } catch (RuntimeException e) { // of what gives the SUBSCRIBE call
      if (!failures.isFailing()) {
        log.error("{} stream: the SUBSCRIBE call could not be made", api.name(), e);
      }
      return failedAt(base, "can't subscribe at " + base + ": " + Reason.of(e));
    }
    int status = response.statusCode();
    if (status == 200) {
      redirects = 0;
      read(choice, response);
      return false;
    }
    if (status / 100 == 3 && response.headers().firstValue("Location").isPresent()) {
      return redirected(base, response);
    }
    target.refused(base);
    failed(AnswerRefusal.sentence(base.resolve(api.path()), response, connection.authorization()));
    return false;
  }

  private boolean redirected(URI base, HttpResponse<Body> response) {
    AnswerRefusal.text(response.body()); // read, the connection can serve again
    String location = response.headers().firstValue("Location").orElseThrow();
    URI leaderBase;
    try {
      leaderBase = Redirect.server(Redirect.target(base, location));
    } catch (CallFailedException e) {
      return failedAt(base, e.getMessage());
    }
    if (++redirects > MAX_REDIRECTS || leaderBase.equals(base)) {
      redirects = 0;
      return failedAt(base, base + " redirects to " + leaderBase + ", which doesn't lead either");
    }
    log.debug("{} says that {} leads", base, leaderBase);
    target.redirected(leaderBase);
    return true;
  }

  private void read(RequestTarget.Choice choice, HttpResponse<Body> response) {
    StreamConnection<E> up =
        new StreamConnection<>(api, choice, response, connection.keptAnswerLimit());
    open = up;
    leaveIfOutdated(); // it may have become so between the choice and the answer
    if (closed) {
      up.abort("closed");
    }
    StreamConnection.End end;
    try {
      end = up.read(this::accepted, listener::received, event -> delivered(event, up));
    } finally {
      open = null;
    }
    if (end.listenerFailure() != null && backoff.failures() == 0) {
      log.error("{} stream: the listener failed", api.name(), end.listenerFailure());
    }
    if (!end.ours()) {
      target.failed(up.base());
    }
    failed(end.reason());
  }

  private void accepted() {
    accepted = true;
    listener.connected();
  }

  private void delivered(E event, StreamConnection<E> up) {
    listener.event(event);
    backoff.succeeded();
    failures.succeeded("{} stream: subscribed at {}", api.name(), up.base());
  }

  /** The server at {@code base} gave no subscription: the next one is asked, if there is one. */
  private boolean failedAt(URI base, String why) {
    target.failed(base);
    failed(why);
    return false;
  }

  private void failed(String why) {
    if (closed || ending) {
      return;
    }
    String reason = Printable.of(why, LONGEST_REASON);
    delay = backoff.failed();
    if (accepted) {
      accepted = false;
      failures.forget(); // what was connected is lost: a new series
    }
    if (failures.failed("{} stream: {}; retrying", api.name(), reason)) {
      try {
        listener.disconnected(reason);
      } catch (RuntimeException e) {
        log.error("{} stream: the listener failed on a lost stream", api.name(), e);
      }
    } else {
      log.debug("{} stream: {}", api.name(), reason);
    }
  }
}
