package io.herald.mesos.client;

import com.google.protobuf.Message;
import io.herald.mesos.codec.MessageFormat;
import io.herald.mesos.recordio.RecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
 * counts as lost, as does one that the detector no longer names. The listener hears of the first
 * failure of a series and of the recovery; so does the log.
 */
final class EventStream<E extends Message> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private static final double MISSED_HEARTBEATS = 3;
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_REASON = 500;
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(5);
  private static final String STREAM_ID = "Mesos-Stream-Id";

  /** What is particular to one of the APIs. */
  record Api<E extends Message>(
      String name,
      String path,
      Supplier<Message> subscribe,
      E prototype,
      ToDoubleFunction<E> heartbeatSeconds,
      Duration maxBackOff) {}

  private final Api<E> api;
  private final Connection connection;
  private final HttpClient http;
  private final Target target;
  private final StreamListener<E> listener;
  private final Thread thread;
  private final Thread watchdog;

  private volatile boolean closed;
  private volatile @Nullable Link link;
  private boolean troubled;
  private boolean connected;
  private int failures;
  private int redirects;

  /** The connection that is up now. */
  private static final class Link {
    final URI base;
    final InputStream body;
    final Optional<String> streamId;
    volatile long lastHeard = System.nanoTime();
    volatile double heartbeatSeconds;
    volatile String abortReason = "";

    Link(URI base, InputStream body, Optional<String> streamId) {
      this.base = base;
      this.body = body;
      this.streamId = streamId;
    }

    void abort(String reason) {
      abortReason = reason;
      try {
        body.close();
      } catch (IOException e) {
        log.debug("closing the stream from {} failed", base, e);
      }
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
    this.thread = daemon(this::run, "mesos-" + api.name());
    this.watchdog = daemon(this::watch, "mesos-" + api.name() + "-watchdog");
  }

  private static Thread daemon(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    target.start(() -> abort("another master leads now"));
    thread.start();
    watchdog.start();
  }

  /** The base address and stream id of the subscription that is up; empty while none is. */
  Optional<Subscribed> subscribed() {
    Link up = link;
    return up == null ? Optional.empty() : Optional.of(new Subscribed(up.base, up.streamId));
  }

  record Subscribed(URI base, Optional<String> streamId) {}

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
    watchdog.interrupt();
    target.close();
  }

  private void run() {
    while (!closed) {
      try {
        Optional<URI> base = target.await(LEADER_PATIENCE);
        if (base.isEmpty()) {
          failed("no master leads at " + target);
          continue;
        }
        if (!connectAndRead(base.get())) {
          Thread.sleep(backOffMillis());
        }
      } catch (InterruptedException e) {
        break; // closed
      } catch (RuntimeException e) {
        // A listener's fault must not end the following of the cluster.
        log.error("{} stream: the listener failed; subscribing again", api.name(), e);
        failed("the listener failed: " + e);
      }
    }
  }

  /** True if the next try should be made at once. */
  private boolean connectAndRead(URI base) throws InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response = http.send(subscribeRequest(base), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      target.failed();
      failed("can't subscribe at " + base + ": " + reason(e));
      return false;
    }
    int status = response.statusCode();
    if (status == 200) {
      redirects = 0;
      read(base, response);
      return false;
    }
    if (status / 100 == 3 && response.headers().firstValue("Location").isPresent()) {
      return redirected(base, response);
    }
    String answer = text(response.body());
    if (status != 503) {
      target.failed();
    }
    failed(
        base.resolve(api.path()) + " answered " + status + (answer.isEmpty() ? "" : ": " + answer));
    return false;
  }

  private boolean redirected(URI base, HttpResponse<InputStream> response) {
    text(response.body());
    String location = response.headers().firstValue("Location").orElseThrow();
    URI leader = base.resolve(location);
    URI leaderBase = URI.create(leader.getScheme() + "://" + leader.getAuthority() + "/");
    if (++redirects > MAX_REDIRECTS || leaderBase.equals(base)) {
      redirects = 0;
      target.failed();
      failed(base + " redirects to " + leaderBase + ", which doesn't lead either");
      return false;
    }
    log.debug("{} says that {} leads", base, leaderBase);
    target.redirected(leaderBase);
    return true;
  }

  private HttpRequest subscribeRequest(URI base) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(api.path()))
            .timeout(connection.requestTimeout())
            .header("Content-Type", connection.format().mediaType())
            .header("Accept", connection.format().mediaType())
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    connection.format().encode(api.subscribe().get())));
    if (connection.authorization() != null) {
      request.header("Authorization", connection.authorization());
    }
    return request.build();
  }

  private void read(URI base, HttpResponse<InputStream> response) {
    Link up = new Link(base, response.body(), response.headers().firstValue(STREAM_ID));
    link = up;
    connected = true;
    listener.connected();
    RecordDecoder records = new RecordDecoder();
    byte[] buffer = new byte[64 << 10];
    String why;
    try (InputStream body = up.body) {
      int count;
      while (!closed && (count = body.read(buffer)) >= 0) {
        up.lastHeard = System.nanoTime();
        records.feed(buffer, 0, count, record -> event(record, up));
      }
      records.end();
      why = "the stream from " + base + " ended";
    } catch (IOException e) {
      why = "the stream from " + base + " broke: " + reason(e);
    } catch (UndecodableException e) {
      why = "the stream from " + base + " is garbled: " + e.getMessage();
    } finally {
      link = null;
    }
    if (!up.abortReason.isEmpty()) {
      why = "left the stream from " + base + ": " + up.abortReason;
    } else {
      target.failed();
    }
    failed(why);
  }

  private static final class UndecodableException extends RuntimeException {
    UndecodableException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private void event(byte[] record, Link up) {
    E event;
    try {
      event = connection.format().decode(record, api.prototype());
    } catch (IOException e) {
      throw new UndecodableException(e);
    }
    double heartbeat = api.heartbeatSeconds().applyAsDouble(event);
    if (heartbeat > 0) {
      up.heartbeatSeconds = heartbeat;
    }
    if (troubled) {
      troubled = false;
      log.info("{} stream: subscribed at {}", api.name(), up.base);
    }
    failures = 0;
    listener.event(event);
  }

  private void failed(String reason) {
    if (closed) {
      return;
    }
    failures++;
    if (!troubled || connected) {
      troubled = true;
      connected = false;
      log.warn("{} stream: {}; trying on", api.name(), reason);
      listener.disconnected(reason);
    } else {
      log.debug("{} stream: {}", api.name(), reason);
    }
  }

  /** Full jitter: anything up to a bound that doubles with each failure in a row. */
  private long backOffMillis() {
    long bound = Math.min(api.maxBackOff().toMillis(), 50L << Math.min(failures, 20));
    return ThreadLocalRandom.current().nextLong(bound / 4, bound + 1);
  }

  private void watch() {
    try {
      while (!closed) {
        Thread.sleep(100);
        Link up = link;
        if (up != null && up.heartbeatSeconds > 0) {
          double silence = (System.nanoTime() - up.lastHeard) / 1e9;
          if (silence > MISSED_HEARTBEATS * up.heartbeatSeconds) {
            up.abort("no heartbeat for " + Math.round(silence * 10) / 10.0 + " s");
          }
        }
      }
    } catch (InterruptedException e) {
      log.trace("closed", e);
    }
  }

  /** The answer's text, at most some hundred characters of it, on one line. */
  static String text(InputStream body) {
    try (body) {
      String text = new String(body.readNBytes(MAX_REASON), StandardCharsets.UTF_8);
      return text.strip().replaceAll("\\s+", " ");
    } catch (IOException e) {
      return "(its answer broke off: " + reason(e) + ")";
    }
  }

  static String reason(IOException e) {
    if (e instanceof ConnectException && e.getMessage() == null) {
      return "nobody listens there"; // all that the JDK's client tells of a refused connection
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  MessageFormat format() {
    return connection.format();
  }
}
