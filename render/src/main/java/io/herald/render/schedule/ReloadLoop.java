package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import io.herald.render.command.CommandResult;
import io.herald.render.command.FileCommand;
import io.herald.render.command.StoppableRunner;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one reload command, for all files that have it: once for changes that come together, and
 * again and again until it succeeds. Files go on being written meanwhile. All of it on its own
 * loop.
 */
final class ReloadLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReloadLoop.class);

  /** Files that change together are written within this time. */
  static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final FileCommand command;
  private final Map<String, Path> places;
  private final StoppableRunner runner;
  private final ScheduledExecutorService loop;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final FailureLog failures = new FailureLog(log);
  private final Set<FileReload> waiting = new LinkedHashSet<>();
  private Future<?> next = CompletableFuture.completedFuture(null);

  ReloadLoop(
      FileCommand command,
      Map<String, Path> places,
      StoppableRunner runner,
      ScheduledExecutorService loop) {
    this.command = requireNonNull(command, "command");
    this.places = Map.copyOf(places);
    this.runner = runner;
    this.loop = loop;
  }

  /** A file changed; safe for any thread, returns at once. */
  void request(FileReload file) {
    loop.execute(
        () -> {
          waiting.add(file);
          runIn(GATHER);
        });
  }

  private void runIn(Duration delay) {
    next.cancel(false);
    next = loop.schedule(this::run, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run() {
    Map<FileReload, Long> taken = new LinkedHashMap<>();
    waiting.forEach(file -> taken.put(file, file.changes()));
    CommandResult result;
    try {
      result = runner.run(command, places);
    } catch (InterruptedException e) {
      log.debug("reload command \"{}\" was stopped; it stays pending", command);
      return;
    }
    if (result.ok()) {
      backoff.succeeded();
      if (!failures.succeeded("reload command \"{}\" succeeds again", command)) {
        log.info("reload command \"{}\" succeeded", command);
      }
      taken.forEach(this::done);
    } else {
      taken.keySet().forEach(FileReload::failed);
      Duration delay = backoff.failed();
      failures.failed(
          "reload command \"{}\" {}; the reload stays pending, retrying", command, result);
      runIn(delay);
    }
  }

  private void done(FileReload file, long changes) {
    try {
      file.reloaded(changes);
      if (!file.isPending()) {
        waiting.remove(file);
      }
    } catch (IOException e) {
      // The mark means one reload too many after the next start, no harm.
      log.warn("the mark of a pending reload can't be removed: {}", Reason.of(e));
      waiting.remove(file);
    }
  }

  @Override
  public void close() {
    runner.close();
    loop.shutdown();
  }

  /** Waits until nothing of it runs any more. */
  boolean awaitEnd(Duration longest) throws InterruptedException {
    return loop.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
