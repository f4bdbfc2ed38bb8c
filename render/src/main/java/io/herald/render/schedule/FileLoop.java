package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import io.herald.render.command.StoppableRunner;
import io.herald.render.config.FileSpec;
import io.herald.render.plan.RenderPlan.Contents;
import io.herald.render.plan.RenderPlan.Found;
import io.herald.render.plan.RenderQueries;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one file true: renders it at the start, and at its pace whenever something changes that its
 * queries could find. What fails is tried again. Nothing is rendered before the services are
 * complete. All of it on its own loop, so that no file waits for another's commands.
 */
final class FileLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FileLoop.class);

  /** Until the services are complete they are looked at this often. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final FileSpec spec;
  private final LiveServices live;
  private final BooleanSupplier ready;
  private final FileRenderer renderer;
  private final StoppableRunner runner;
  private final RenderPace pace;
  private final Runnable reload;
  private final FileReload pending;
  private final FileCounters counters;
  private final ScheduledExecutorService loop;
  private final LongSupplier nanos;
  private final List<InstanceFilter> filters;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final FailureLog failures = new FailureLog(log);
  private final FailureLog keeping = new FailureLog(log);

  private final List<CompletableFuture<Long>> listening = new ArrayList<>();
  private long turn;
  private Future<?> next = CompletableFuture.completedFuture(null);
  private OptionalLong firstChange = OptionalLong.empty();
  private long lastRendered;
  private volatile boolean closed;

  FileLoop(
      FileSpec spec,
      LiveServices live,
      BooleanSupplier ready,
      FileRenderer renderer,
      StoppableRunner runner,
      RenderPace pace,
      FileReload pending,
      Runnable reload,
      FileCounters counters,
      ScheduledExecutorService loop,
      LongSupplier nanos) {
    this.spec = requireNonNull(spec, "spec");
    this.live = requireNonNull(live, "live");
    this.ready = ready;
    this.renderer = renderer;
    this.runner = runner;
    this.pace = pace;
    this.pending = pending;
    this.reload = reload;
    this.counters = counters;
    this.loop = loop;
    this.nanos = nanos;
    this.filters = RenderQueries.filters(spec);
  }

  /** Begins; returns at once. */
  void start() {
    loop.execute(
        () -> {
          renderer.removeLeftovers();
          if (spec.reload().isPresent() && pending.isPending()) {
            log.info("{}: a reload is pending from an earlier run", spec.target());
            reload.run();
          }
          render();
        });
  }

  /** What the file shows; for after {@link #awaitEnd}. */
  Contents last() {
    return renderer.last();
  }

  private void render() {
    next.cancel(false);
    if (closed) {
      return;
    }
    if (!ready.getAsBoolean()) {
      renderIn(LOOK.toNanos());
      return;
    }
    stopListening();
    OptionalLong changed = firstChange;
    firstChange = OptionalLong.empty();
    lastRendered = nanos.getAsLong();
    // First the revision: what changes after it is rendered twice rather than never.
    long seen = live.revision();
    Found found = live.read(renderer.plan()::find);
    RenderOutcome outcome;
    try {
      outcome = renderer.render(found);
    } catch (InterruptedException e) {
      log.debug("{}: its command was stopped", spec.target());
      return;
    }
    tell(outcome, changed);
    listen(seen);
  }

  private void tell(RenderOutcome outcome, OptionalLong changed) {
    switch (outcome.kind()) {
      case FAILED -> {
        failures.failed("{}: not rendered: {}; retrying", spec.target(), outcome.why());
        renderIn(backoff.failed().toNanos());
        return;
      }
      case KEPT ->
          keeping.failed("{}: {}; it stays as it is (empty: keep)", spec.target(), outcome.why());
      case WRITTEN -> {
        changed.ifPresent(since -> counters.written(nanos.getAsLong() - since));
        if (spec.reload().isPresent()) {
          reload.run();
        }
      }
      case UNCHANGED -> log.debug("{}: unchanged", spec.target());
    }
    if (outcome.kind() != RenderOutcome.Kind.KEPT) {
      keeping.forget();
    }
    backoff.succeeded();
    failures.succeeded("{}: rendered again", spec.target());
    renderer.nextTrial().ifPresent(at -> renderIn(Math.max(0, at - nanos.getAsLong())));
  }

  private void listen(long seen) {
    stopListening();
    if (closed) {
      return;
    }
    long now = turn;
    for (InstanceFilter filter : filters) {
      CompletableFuture<Long> change = live.nextChange(filter, seen);
      listening.add(change);
      var unused = change.thenAccept(revision -> onLoop(() -> changed(now, revision)));
    }
  }

  private void stopListening() {
    turn++;
    listening.forEach(change -> change.cancel(false));
    listening.clear();
  }

  private void changed(long heardIn, long revision) {
    if (heardIn != turn) {
      return; // of a time that is over
    }
    stopListening();
    long now = nanos.getAsLong();
    if (firstChange.isEmpty()) {
      firstChange = OptionalLong.of(now);
    }
    renderIn(pace.due(firstChange.getAsLong(), now, lastRendered) - now);
    var unused =
        loop.schedule(
            () -> {
              if (firstChange.isPresent() && listening.isEmpty()) {
                listen(revision);
              }
            },
            pace.deaf().toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private void renderIn(long delay) {
    next.cancel(false);
    if (!closed) {
      next = loop.schedule(this::render, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }
  }

  private void onLoop(Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException e) {
      log.trace("{}: a change came after the end", spec.target());
    }
  }

  @Override
  public void close() {
    closed = true;
    runner.close();
    loop.shutdown();
  }

  /** Waits until nothing of it runs any more. */
  boolean awaitEnd(Duration longest) throws InterruptedException {
    return loop.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
