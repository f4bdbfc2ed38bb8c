package io.herald.api.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.herald.services.instance.Instance;
import io.herald.watch.InstanceEvent;
import io.herald.watch.Watch;
import io.herald.watch.WatchListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One response of {@code /v2/watch}: writes what its watch tells, one piece at a time; the next one
 * only when the connection has taken it. Changes come in bursts: the first is written at once,
 * those that follow within a short pause together. Safe for any thread.
 */
final class WatchResponse implements WatchListener {

  private final HttpResponseWriter response;
  private final EventFrames frames;
  private final WatchFigures figures;
  private final Clock clock;
  private final ScheduledExecutorService loop;
  private final Duration pause;

  /** Whether the client has a whole snapshot; a resumed one had it before. */
  private volatile boolean resumable = true;

  @GuardedBy("this")
  private @Nullable Watch watch;

  @GuardedBy("this")
  private boolean ended;

  /** When the connection was given what it hasn't taken yet; null: it has taken all. */
  private volatile @Nullable Instant givenAt;

  /**
   * A response that was begun.
   *
   * @param loop of its connection
   * @param pause after events, before the next ones
   */
  WatchResponse(
      HttpResponseWriter response,
      EventFrames frames,
      WatchFigures figures,
      Clock clock,
      ScheduledExecutorService loop,
      Duration pause) {
    this.response = response;
    this.loop = loop;
    this.pause = pause;
    this.frames = frames;
    this.figures = figures;
    this.clock = clock;
  }

  /** Is told by that watch. */
  synchronized void begin(Watch opened) {
    if (ended) {
      opened.close();
    } else {
      watch = opened;
    }
  }

  private void end() {
    Watch open;
    synchronized (this) {
      ended = true;
      open = watch;
      watch = null;
    }
    if (open != null) {
      open.close();
    }
    response.close();
  }

  /** The response is complete, or its connection has ended. */
  void closed(Duration patience) {
    if (isStalled(patience)) {
      figures.stalled.increment(); // whether it was cut here or by the kernel
    }
    end();
  }

  private boolean isStalled(Duration patience) {
    Instant given = givenAt;
    return given != null && Duration.between(given, clock.instant()).compareTo(patience) > 0;
  }

  /** Tells the client that what it knows is worth nothing any more, and ends. */
  void invalidate() {
    var unused = response.tryWrite(HttpData.wrap(EventFrames.lost()));
    end();
  }

  /** A sign of life, unless the client is being written to; one that reads nothing is cut. */
  void beat(Duration patience) {
    if (isStalled(patience)) {
      response.abort();
      return;
    }
    synchronized (this) {
      if (watch != null) {
        watch.askProgress();
      }
    }
  }

  @Override
  public CompletionStage<?> onSnapshot(List<Instance> instances, OptionalLong complete) {
    resumable = complete.isPresent();
    return write(frames.snapshot(instances, complete));
  }

  @Override
  public CompletionStage<?> onEvents(List<InstanceEvent> events) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    var unused =
        write(frames.events(events, resumable))
            .whenComplete(
                (written, failure) -> {
                  if (failure == null) {
                    count(events);
                    var unusedTimer =
                        loop.schedule(
                            () -> ready.complete(null), pause.toNanos(), TimeUnit.NANOSECONDS);
                  } else {
                    ready.completeExceptionally(failure);
                  }
                });
    return ready;
  }

  private void count(List<InstanceEvent> events) {
    Instant now = clock.instant();
    for (InstanceEvent event : events) {
      figures.delivery.add(Duration.between(event.at(), now).toNanos());
    }
    figures.events.add(events.size());
  }

  @Override
  public CompletionStage<?> onProgress(OptionalLong revision) {
    return write(EventFrames.signOfLife(revision));
  }

  @Override
  public void onLost() {
    invalidate();
  }

  private CompletableFuture<Void> write(byte[] frame) {
    givenAt = clock.instant();
    if (!response.tryWrite(HttpData.wrap(frame))) {
      return CompletableFuture.failedFuture(new IllegalStateException("the connection was closed"));
    }
    return response.whenConsumed().thenRun(() -> givenAt = null);
  }
}
