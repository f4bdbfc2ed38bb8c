package io.herald.client;

import io.herald.client.event.StreamedEvent;
import io.herald.client.http.ApiException;
import io.herald.client.http.ApiRequests;
import io.herald.client.http.EventConnection;
import io.herald.client.model.InstanceSelection;
import io.herald.client.model.ServiceInstance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a watch alive, on a thread of its own: connects, reads, tells, connects again. A stream to
 * the server that the last event came from goes on behind that event; another server numbers its
 * events by itself, so it is asked for a snapshot. Logs the first of several failures, and the
 * recovery.
 */
final class WatchRun implements ServiceWatch, Runnable {

  private static final Logger log = LoggerFactory.getLogger(WatchRun.class);

  /** A stream without an event that lived for longer than heartbeats are apart worked, too. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  private final ApiRequests requests;
  private final Servers servers;
  private final InstanceSelection selection;
  private final ToldListener listener;
  private final Consumer<WatchRun> onClose;
  private final LiveView view = new LiveView();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private volatile @Nullable EventConnection connection;
  private volatile boolean connected;

  /** Used by the watch's thread alone, as is what follows. */
  private Optional<URI> resumeAt = Optional.empty();

  private Optional<String> resumeId = Optional.empty();
  private boolean failing;

  /** Whether the stream has given an event. */
  private boolean worked;

  /** Whether changes have been told since {@code settled} was. */
  private boolean unsettled;

  WatchRun(
      ApiRequests requests,
      Servers servers,
      InstanceSelection selection,
      ChangeListener listener,
      Consumer<WatchRun> onClose) {
    this.requests = requests;
    this.servers = servers;
    this.selection = selection;
    this.listener = new ToldListener(listener, selection.toString());
    this.onClose = onClose;
  }

  @Override
  public List<ServiceInstance> instances() {
    return view.all();
  }

  @Override
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void close() {
    listener.end();
    if (closing.complete(null)) {
      ready.cancel(false);
      connected = false;
      EventConnection open = connection;
      if (open != null) {
        open.close();
      }
      onClose.accept(this);
    }
  }

  @Override
  public void run() {
    try {
      while (!closing.isDone()) {
        pause(once());
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts this thread: whoever does wants it to end.
      log.warn("watch of {}: its thread was interrupted; the watch ends", selection, e);
      close();
    }
  }

  /** One stream, from connecting to its end; the pause before the next. */
  private Duration once() throws InterruptedException {
    URI server = servers.current();
    long begun = System.nanoTime();
    worked = false;
    try (EventConnection open = connect(server)) {
      connection = open;
      return closing.isDone() ? Duration.ZERO : follow(server, open);
    } catch (IOException e) {
      return failed(server, begun, e);
    } catch (RuntimeException e) {
      resumeId = Optional.empty();
      log.error("watch of {} at {}: a fault of the client; retrying", selection, server, e);
      return failed(server, begun, new IOException("a fault of the client: " + e, e));
    } finally {
      connection = null;
      connected = false;
    }
  }

  private EventConnection connect(URI server) throws IOException, InterruptedException {
    String query = selection.query();
    URI uri = server.resolve("v2/watch" + (query.isEmpty() ? "" : "?" + query));
    Optional<String> after = resumeAt.equals(Optional.of(server)) ? resumeId : Optional.empty();
    return requests.open(uri, after, closing);
  }

  /** Reads until the server says that this is all; what breaks the stream off is thrown. */
  private Duration follow(URI server, EventConnection open)
      throws IOException, InterruptedException {
    boolean resumed = resumeId.isPresent() && resumeAt.equals(Optional.of(server));
    EventReader reader = new EventReader(view, selection, resumed);
    if (resumed) {
      connected(server);
    }
    while (true) {
      StreamedEvent event = next(open, reader);
      if (EventReader.isLast(event)) {
        String why = "the server gave the watch up, as it fell behind";
        log.info("watch of {} at {}: {}; connecting again", selection, server, why);
        listener.tell(l -> l.interrupted(server + ": " + why));
        return servers.ended(open.retry());
      }
      EventReader.Effect effect = apply(reader, event);
      resumeAt = Optional.of(server);
      resumeId = effect.resumeId();
      if (effect.settled()) {
        worked = true;
        servers.worked();
        connected(server);
      }
      effect.changes().forEach(change -> listener.tell(l -> l.changed(change)));
      if (effect.settled()) {
        settle(ready.complete(null) || !effect.changes().isEmpty(), open.hasNext());
      }
    }
  }

  /** The next event; heartbeats may have moved the id on when there is none. */
  private StreamedEvent next(EventConnection open, EventReader reader)
      throws IOException, InterruptedException {
    try {
      return open.next();
    } catch (IOException e) {
      Optional<String> last = reader.resumeId(open.lastId());
      resumeId = last.isPresent() ? last : resumeId;
      throw e;
    }
  }

  /** Tells that everything was told, unless more is to be told at once. */
  private void settle(boolean changed, boolean moreIsHere) {
    unsettled |= changed;
    if (unsettled && !moreIsHere) {
      unsettled = false;
      listener.tell(l -> l.settled(this));
    }
  }

  private EventReader.Effect apply(EventReader reader, StreamedEvent event) throws IOException {
    try {
      return reader.apply(event);
    } catch (IOException e) {
      // What it would have changed is unknown: only a snapshot helps.
      resumeId = Optional.empty();
      throw new IOException(
          "its event \"" + event.type() + "\" can't be read: " + e.getMessage(), e);
    }
  }

  private void connected(URI server) {
    if (connected || closing.isDone()) {
      return;
    }
    connected = true;
    if (failing) {
      log.info("watch of {}: {} works", selection, server);
    }
    failing = false;
    listener.tell(l -> l.connected(server));
  }

  private Duration failed(URI server, long begun, IOException failure) {
    if (closing.isDone()) {
      return Duration.ZERO;
    }
    EventConnection ended = connection;
    String why = server + ": " + reason(failure);
    listener.tell(l -> l.interrupted(why));
    if (ended != null && (worked || System.nanoTime() - begun > LONG_ENOUGH.toNanos())) {
      log.debug("watch of {} at {}; connecting again", selection, why);
      servers.worked();
      return servers.ended(ended.retry());
    }
    if (!failing) {
      log.warn("watch of {} at {}; retrying", selection, why);
    }
    failing = true;
    Optional<Duration> retryAfter =
        failure instanceof ApiException api ? api.retryAfter() : Optional.empty();
    return servers.failed(System.nanoTime(), retryAfter);
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure instanceof ConnectException
          ? "connection refused"
          : failure.getClass().getSimpleName();
    }
    return message;
  }

  private void pause(Duration pause) throws InterruptedException {
    try {
      closing.get(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // It is over.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
