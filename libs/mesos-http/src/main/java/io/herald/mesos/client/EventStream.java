package io.herald.mesos.client;

import com.google.protobuf.Message;
import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.recordio.RecordDecoder;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription, kept up for ever on a thread of its own: connect, follow redirects, read
 * events, and after any loss wait (exponentially longer, with jitter) and connect again.
 *
 * <p>A master that beats its heart and then is silent for {@value #MISSED_HEARTBEATS} intervals
 * counts as lost, as does one that accepts and then says nothing for the request time-out, and one
 * that the detector no longer names. The listener hears of the first failure of a series and of the
 * recovery; so does the log. A listener that throws loses the stream, as if it had broken: what it
 * did not take, the next subscription brings again.
 */
final class EventStream<E> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private static final double MISSED_HEARTBEATS = 3;
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final int MAX_REDIRECTS = 5;
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(5);

  /** In characters: masters, and those who stand before them, have their words in it. */
  private static final int LONGEST_REASON = 800;

  private static final String STREAM_ID = "Mesos-Stream-Id";

  /** What is particular to one of the APIs. */
  record Api<E>(
      String name,
      String path,
      Supplier<Message> subscribe,
      Decoder<E> decoder,
      ToDoubleFunction<E> heartbeatSeconds,
      Duration maxBackOff) {}

  /** Reads a record. */
  @FunctionalInterface
  interface Decoder<E> {
    E decode(byte[] record) throws IOException;
  }

  private final Api<E> api;
  private final Connection connection;
  private final HttpClient http;
  private final Target target;
  private final StreamListener<E> listener;
  private final Thread thread;

  private volatile boolean closed;
  private volatile boolean ending;
  private volatile @Nullable Link link;

  private boolean troubled;
  private boolean connected;
  private int failures;
  private int redirects;

  /** The connection that is up now. */
  private static final class Link {
    final Target.Choice choice;
    final Body body;
    final Optional<String> streamId;
    volatile String abortReason = "";

    /** Whether it said how often it will be heard. */
    boolean beating;

    Link(Target.Choice choice, Body body, Optional<String> streamId) {
      this.choice = choice;
      this.body = body;
      this.streamId = streamId;
    }

    URI base() {
      return choice.base();
    }

    void abort(String reason) {
      abortReason = reason;
      body.close();
    }
  }

  EventStream(
      Api<E> api,
      Connection connection,
      HttpClient http,
      Target target,
      StreamListener<E> listener) {
    this.api = api;
    this.connection = connection;
    this.http = http;
    this.target = target;
    this.listener = listener;
    this.thread = new Thread(this::run, "mesos-" + api.name());
    thread.setDaemon(true);
  }

  void start() {
    target.start(this::leaveIfOutdated);
    thread.start();
  }

  /** The base address and stream id of the subscription that is up; empty while none is. */
  Optional<Subscribed> subscribed() {
    Link up = link;
    return up == null ? Optional.empty() : Optional.of(new Subscribed(up.base(), up.streamId));
  }

  record Subscribed(URI base, Optional<String> streamId) {}

  private void leaveIfOutdated() {
    Link up = link;
    if (up != null && target.isOutdated(up.choice)) {
      up.abort("another master leads now");
    }
  }

  /** The stream's end is what is wanted now: it isn't a failure, and no other follows. */
  void expectEnd() {
    ending = true;
  }

  /** Drops the connection if it is with the master at {@code base}: another one leads. */
  void leave(URI base, String reason) {
    Link up = link;
    if (up != null && up.base().equals(base)) {
      up.abort(reason);
    }
  }

  /** Drops the connection and connects anew. */
  void abort(String reason) {
    Link up = link;
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
        Optional<Target.Choice> choice = target.await(LEADER_PATIENCE);
        if (choice.isEmpty()) {
          failed(target.whyNobody());
        } else if (!tryOnce(choice.get())) {
          Thread.sleep(backOffMillis());
        }
      }
    } catch (InterruptedException e) {
      log.trace("closed", e);
    }
  }

  private boolean tryOnce(Target.Choice choice) throws InterruptedException {
    try {
      return connectAndRead(choice);
    } catch (RuntimeException e) { // of who gives the SUBSCRIBE call
      if (failures == 0) {
        log.error("{} stream: no subscription could be made", api.name(), e);
      }
      target.failed(choice.base());
      failed("can't subscribe at " + choice.base() + ": " + Reason.of(e));
      return false;
    }
  }

  /** True if the next try should be made at once. */
  private boolean connectAndRead(Target.Choice choice) throws InterruptedException {
    URI base = choice.base();
    HttpResponse<Body> response;
    try {
      String authorization = connection.header();
      response =
          http.send(
              subscribeRequest(base, authorization), Body.handler(connection.requestTimeout()));
      if (response.statusCode() == 401 && connection.refused(authorization)) {
        Refusal.text(response.body()); // read, the connection can serve again
        response =
            http.send(
                subscribeRequest(base, connection.header()),
                Body.handler(connection.requestTimeout()));
      }
    } catch (IOException e) {
      target.failed(base);
      failed("can't subscribe at " + base + ": " + Refusal.reason(e));
      return false;
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
    failed(Refusal.sentence(base.resolve(api.path()), response, connection.authorization()));
    return false;
  }

  private boolean redirected(URI base, HttpResponse<Body> response) {
    Refusal.text(response.body()); // read, the connection can serve again
    String location = response.headers().firstValue("Location").orElseThrow();
    URI leaderBase;
    try {
      leaderBase = Redirect.server(Redirect.target(base, location));
    } catch (CallFailedException e) {
      target.failed(base);
      failed(e.getMessage());
      return false;
    }
    if (++redirects > MAX_REDIRECTS || leaderBase.equals(base)) {
      redirects = 0;
      target.failed(base);
      failed(base + " redirects to " + leaderBase + ", which doesn't lead either");
      return false;
    }
    log.debug("{} says that {} leads", base, leaderBase);
    target.redirected(leaderBase);
    return true;
  }

  private HttpRequest subscribeRequest(URI base, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(api.path()))
            .timeout(connection.requestTimeout())
            .header("Content-Type", Protobuf.MEDIA_TYPE)
            .header("Accept", Protobuf.MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(api.subscribe().get().toByteArray()));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  private void read(Target.Choice choice, HttpResponse<Body> response) {
    URI base = choice.base();
    Link up = new Link(choice, response.body(), response.headers().firstValue(STREAM_ID));
    link = up;
    leaveIfOutdated(); // it may have become so between the choice and the answer
    String why;
    try (up.body) {
      connected = true;
      listener.connected();
      RecordDecoder records =
          new RecordDecoder(
              (int) Math.min(connection.keptAnswerLimit(), RecordDecoder.DEFAULT_MAX_RECORD_SIZE));
      byte[] buffer = new byte[64 << 10];
      int count;
      while (!closed && (count = up.body.read(buffer)) >= 0) {
        records.feed(buffer, 0, count, record -> event(record, up));
      }
      records.end();
      why = "the stream from " + base + " ended";
    } catch (HttpTimeoutException e) {
      why = (up.beating ? "no heartbeat from " : "no event from ") + base + ": " + e.getMessage();
    } catch (IOException e) {
      why = "the stream from " + base + " broke: " + Refusal.reason(e);
    } catch (UncheckedIOException e) { // of a record, or of a part that the listener read later
      why = "the stream from " + base + " is garbled: " + e.getMessage();
    } catch (OutOfMemoryError e) { // its bytes, or what was made of them, are let go again
      why = "an event from " + base + " is more than there is memory for";
    } catch (RuntimeException e) {
      if (failures == 0) {
        log.error("{} stream: the listener failed", api.name(), e);
      }
      up.abortReason = "the listener failed: " + e;
      why = "";
    } finally {
      link = null;
    }
    if (!up.abortReason.isEmpty()) {
      why = "left the stream from " + base + ": " + up.abortReason;
    } else {
      target.failed(base);
    }
    failed(why);
  }

  private void event(byte[] record, Link up) {
    E event;
    try {
      event = api.decoder().decode(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    double heartbeat = api.heartbeatSeconds().applyAsDouble(event);
    if (heartbeat > 0) {
      up.body.patience(Duration.ofMillis(Math.round(MISSED_HEARTBEATS * heartbeat * 1000)));
      up.beating = true;
    } else if (!up.beating) {
      up.body.patience(FOR_EVER); // it spoke, and did not say how often it will
    }
    listener.event(event);
    failures = 0;
    if (troubled) {
      troubled = false;
      log.info("{} stream: subscribed at {}", api.name(), up.base());
    }
  }

  private void failed(String why) {
    if (closed || ending) {
      return;
    }
    String reason = Printable.of(why, LONGEST_REASON);
    failures++;
    if (!troubled || connected) {
      troubled = true;
      connected = false;
      log.warn("{} stream: {}; trying on", api.name(), reason);
      try {
        listener.disconnected(reason);
      } catch (RuntimeException e) {
        log.error("{} stream: the listener failed on a lost stream", api.name(), e);
      }
    } else {
      log.debug("{} stream: {}", api.name(), reason);
    }
  }

  /** Full jitter: anything up to a bound that doubles with each failure in a row. */
  private long backOffMillis() {
    long bound = Math.min(api.maxBackOff().toMillis(), 50L << Math.min(failures, 20));
    return ThreadLocalRandom.current().nextLong(bound / 4, bound + 1);
  }
}
