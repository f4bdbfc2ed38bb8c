package io.herald.render.schedule;

import static java.util.Objects.requireNonNull;

import io.herald.render.command.CommandResult;
import io.herald.render.config.FileSpec;
import io.herald.render.config.RenderConfig;
import io.herald.render.plan.RenderPlan;
import io.herald.render.plan.RenderPlan.Contents;
import io.herald.render.plan.RenderPlan.Found;
import io.herald.render.plan.RenderPlan.Rendered;
import io.herald.render.plan.Selection;
import io.herald.render.template.TemplateFailedException;
import io.herald.render.write.FileDiff;
import io.herald.render.write.TargetFile;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import io.herald.watch.LiveServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders every file once, or shows what that would change. In the caller's thread. */
public final class OneRendering {

  private static final Logger log = LoggerFactory.getLogger(OneRendering.class);

  private final RenderConfig config;
  private final LiveServices live;
  private final Selection selection;
  private final RenderWorkers workers;

  /**
   * Of services that are complete.
   *
   * @param workers whose loops aren't needed
   */
  public OneRendering(
      RenderConfig config, LiveServices live, Selection selection, RenderWorkers workers) {
    this.config = requireNonNull(config, "config");
    this.live = requireNonNull(live, "live");
    this.selection = requireNonNull(selection, "selection");
    this.workers = requireNonNull(workers, "workers");
  }

  /**
   * Writes each file, and reloads for those that changed or were pending. A reload that fails stays
   * pending. A file that isn't there afterwards has failed, whatever the reason.
   *
   * @return whether all of it succeeded; what didn't is logged
   */
  public boolean write() throws InterruptedException {
    boolean ok = true;
    for (FileSpec spec : config.files()) {
      ok &= write(spec);
    }
    return ok;
  }

  private boolean write(FileSpec spec) throws InterruptedException {
    FileCounters counters = new FileCounters(String.valueOf(spec.target()));
    FileReload pending = new FileReload(RenderPlaces.mark(config, spec.target()), counters);
    FileRenderer renderer =
        new FileRenderer(
            spec,
            new RenderPlan(spec, selection),
            RenderPlaces.history(config, spec.target()),
            pending,
            workers.runner(),
            counters,
            (file, leftOut) ->
                leftOut.forEach(one -> log.warn("{}: {}", file, LeftOutText.of(one))),
            workers.nanos(),
            Contents.none());
    renderer.removeLeftovers();
    Found found = live.read(renderer.plan()::find);
    RenderOutcome outcome = renderer.render(found);
    switch (outcome.kind()) {
      case FAILED -> {
        log.error("{}: not rendered: {}", spec.target(), outcome.why());
        return false;
      }
      case KEPT -> {
        if (Files.notExists(spec.target())) {
          log.error(
              "{}: there is no such file yet, and none is made: {}; start what the query is to"
                  + " find, or write empty: render-empty or empty: placeholder",
              spec.target(),
              outcome.why());
          return false;
        }
        log.warn("{}: {}; it stays as it is", spec.target(), outcome.why());
      }
      case UNCHANGED -> log.info("{}: unchanged", spec.target());
      case WRITTEN -> {}
    }
    return spec.reload().isEmpty() || !pending.isPending() || reload(spec, pending);
  }

  private boolean reload(FileSpec spec, FileReload pending) throws InterruptedException {
    long changes = pending.changes();
    CommandResult result =
        workers.runner().run(spec.reload().orElseThrow(), Map.of("file", spec.target()));
    if (!result.ok()) {
      log.error(
          "{}: reload command \"{}\" {}; it stays pending",
          spec.target(),
          spec.reload().get(),
          result);
      return false;
    }
    try {
      pending.reloaded(changes);
      return true;
    } catch (IOException e) {
      log.error("{}: the mark of its reload can't be removed: {}", spec.target(), Reason.of(e));
      return false;
    }
  }

  /**
   * Shows what writing would change, as unified diffs; writes and runs nothing.
   *
   * @return whether every file could be rendered
   */
  public boolean show(Consumer<String> lines) {
    boolean ok = true;
    for (FileSpec spec : config.files()) {
      ok &= show(spec, lines);
    }
    return ok;
  }

  private boolean show(FileSpec spec, Consumer<String> lines) {
    Path target = spec.target();
    try {
      RenderPlan plan = new RenderPlan(spec, selection);
      Rendered safe = plan.render(plan.contents(live.read(plan::find)));
      safe.contents()
          .leftOut()
          .forEach(one -> lines.accept("# " + target + ": " + LeftOutText.of(one)));
      Optional<Rendered> rendered = plan.byPolicy(safe, Contents.none());
      if (rendered.isEmpty()) {
        lines.accept(
            "# " + target + ": a query finds no instance to write; it would stay as it is");
        return true;
      }
      byte[] now = new TargetFile(target, spec.mode()).read().orElse(new byte[0]);
      FileDiff diff = FileDiff.of(target.toString(), now, rendered.get().bytes());
      if (diff.lines().isEmpty()) {
        lines.accept("# " + target + ": unchanged");
      }
      diff.lines().forEach(lines);
      return true;
    } catch (IOException e) {
      lines.accept("# " + target + ": it can't be read: " + Reason.of(target, e));
    } catch (TemplateFailedException e) {
      lines.accept("# " + target + ": " + Printable.of(String.valueOf(e.getMessage())));
    }
    return false;
  }
}
