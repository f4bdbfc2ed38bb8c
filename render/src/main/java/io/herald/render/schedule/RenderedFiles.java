package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.render.command.FileCommand;
import io.herald.render.command.StoppableRunner;
import io.herald.render.config.FileSpec;
import io.herald.render.config.RenderConfig;
import io.herald.render.plan.RenderPlan;
import io.herald.render.plan.RenderPlan.Contents;
import io.herald.render.plan.Selection;
import io.herald.runtime.metrics.Metric;
import io.herald.watch.LiveServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All files of the configuration in force, kept true in the background. A new configuration takes
 * the place of the one before; what a file showed last, pending reloads and counters outlive that.
 * Safe for any thread.
 */
public final class RenderedFiles implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RenderedFiles.class);

  /** Longest wait for what runs to end; commands are stopped first. */
  private static final Duration END = Duration.ofSeconds(10);

  private final RenderWorkers workers;

  @GuardedBy("this")
  private final Map<Path, FileCounters> counters = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<Path, Contents> shown = new HashMap<>();

  @GuardedBy("this")
  private final Map<Path, FileLoop> files = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<ReloadKey, ReloadLoop> reloads = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /**
   * Which files share a reload command.
   *
   * @param file empty if the command is the same whichever file it is for
   */
  private record ReloadKey(FileCommand command, Optional<Path> file) {

    static ReloadKey of(FileCommand command, Path file) {
      boolean names =
          command.words().stream()
              .anyMatch(word -> word.contains("{file}") || word.contains("HERALD_FILE"));
      return new ReloadKey(command, names ? Optional.of(file) : Optional.empty());
    }

    Map<String, Path> places() {
      return file.map(path -> Map.of("file", path)).orElse(Map.of());
    }
  }

  public RenderedFiles(RenderWorkers workers) {
    this.workers = requireNonNull(workers, "workers");
  }

  /**
   * Renders these files from now on, and no others. Waits until what runs for those of before has
   * ended.
   *
   * @param ready whether all that is there is known; nothing is rendered before
   * @param problems hears what a file doesn't show, from any thread
   */
  public synchronized void use(
      RenderConfig config,
      LiveServices live,
      BooleanSupplier ready,
      Selection selection,
      LeftOutReport problems)
      throws InterruptedException {
    if (closed) {
      return;
    }
    end();
    shown.keySet().retainAll(config.files().stream().map(FileSpec::target).toList());
    RenderPace pace = new RenderPace(config.quiet(), config.leastInterval());
    int number = 0;
    for (FileSpec spec : config.files()) {
      number++;
      FileCounters counted =
          counters.computeIfAbsent(
              spec.target(), target -> new FileCounters(String.valueOf(target)));
      FileReload pending = new FileReload(RenderPlaces.mark(config, spec.target()), counted);
      StoppableRunner runner = new StoppableRunner(workers.runner());
      FileRenderer renderer =
          new FileRenderer(
              spec,
              new RenderPlan(spec, selection),
              RenderPlaces.history(config, spec.target()),
              pending,
              runner,
              counted,
              problems,
              workers.nanos(),
              shown.getOrDefault(spec.target(), Contents.none()));
      FileLoop loop =
          new FileLoop(
              spec,
              live,
              ready,
              renderer,
              runner,
              pace,
              pending,
              spec.reload().map(command -> reload(command, spec, pending)).orElse(() -> {}),
              counted,
              workers.loops().apply("render-" + number),
              workers.nanos());
      files.put(spec.target(), loop);
    }
    files.values().forEach(FileLoop::start);
    if (!files.isEmpty()) {
      log.info("rendering {} files: {}", files.size(), files.keySet());
    }
  }

  @GuardedBy("this")
  private Runnable reload(FileCommand command, FileSpec spec, FileReload pending) {
    ReloadKey key = ReloadKey.of(command, spec.target());
    ReloadLoop loop =
        reloads.computeIfAbsent(
            key,
            wanted ->
                new ReloadLoop(
                    command,
                    wanted.places(),
                    new StoppableRunner(workers.runner()),
                    workers.loops().apply("render-reload-" + (reloads.size() + 1))));
    return () -> loop.request(pending);
  }

  /** What is counted, of every file that ever was configured. */
  public synchronized List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>();
    counters.values().forEach(file -> rows.addAll(file.rows()));
    return rows;
  }

  @GuardedBy("this")
  private void end() throws InterruptedException {
    files.values().forEach(FileLoop::close);
    reloads.values().forEach(ReloadLoop::close);
    for (Map.Entry<Path, FileLoop> file : files.entrySet()) {
      if (file.getValue().awaitEnd(END)) {
        shown.put(file.getKey(), file.getValue().last());
      } else {
        log.warn("{}: its rendering doesn't end", file.getKey());
      }
    }
    for (ReloadLoop reload : reloads.values()) {
      boolean unused = reload.awaitEnd(END);
    }
    files.clear();
    reloads.clear();
  }

  /** Ends what runs; files stay as they are, pending reloads wait for the next start. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
