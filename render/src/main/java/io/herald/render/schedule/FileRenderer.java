package io.herald.render.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import io.herald.render.command.CommandResult;
import io.herald.render.command.CommandRunner;
import io.herald.render.config.FileSpec;
import io.herald.render.plan.RenderPlan;
import io.herald.render.plan.RenderPlan.Contents;
import io.herald.render.plan.RenderPlan.Found;
import io.herald.render.plan.RenderPlan.Rendered;
import io.herald.render.template.TemplateFailedException;
import io.herald.render.write.FileDiff;
import io.herald.render.write.FileHistory;
import io.herald.render.write.StagedFile;
import io.herald.render.write.TargetFile;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders one file: makes its content, has it judged, puts it in the file's place. Whatever fails,
 * the file stays as it was. Instances that a check refuses are found and left out. For one thread.
 */
final class FileRenderer {

  private static final Logger log = LoggerFactory.getLogger(FileRenderer.class);

  /** Of a diff, the log has this many lines. */
  private static final int LOGGED_LINES = 40;

  private final FileSpec spec;
  private final RenderPlan plan;
  private final TargetFile target;
  private final FileHistory history;
  private final FileReload reload;
  private final CommandRunner runner;
  private final FileCounters counters;
  private final LeftOutReport problems;
  private final LongSupplier nanos;
  private final Quarantine quarantine = new Quarantine();
  private Contents last;

  FileRenderer(
      FileSpec spec,
      RenderPlan plan,
      FileHistory history,
      FileReload reload,
      CommandRunner runner,
      FileCounters counters,
      LeftOutReport problems,
      LongSupplier nanos,
      Contents last) {
    this.spec = requireNonNull(spec, "spec");
    this.plan = requireNonNull(plan, "plan");
    this.target = new TargetFile(spec.target(), spec.mode());
    this.history = history;
    this.reload = reload;
    this.runner = runner;
    this.counters = counters;
    this.problems = problems;
    this.nanos = nanos;
    this.last = last;
  }

  RenderPlan plan() {
    return plan;
  }

  /** What the file shows, for a renderer that takes this one's place. */
  Contents last() {
    return last;
  }

  /** When it is to be rendered again for what is in quarantine, by the clock. */
  OptionalLong nextTrial() {
    return quarantine.nextTrial();
  }

  void removeLeftovers() {
    target.removeLeftovers();
  }

  /**
   * Renders what was found.
   *
   * @throws InterruptedException if its commands were stopped; the file is as it was
   */
  RenderOutcome render(Found found) throws InterruptedException {
    RenderOutcome outcome;
    try {
      outcome = renderOrThrow(found);
    } catch (IOException e) {
      outcome = RenderOutcome.failed(Reason.of(e));
    } catch (TemplateFailedException e) {
      outcome = RenderOutcome.failed(String.valueOf(e.getMessage()));
    }
    counters.rendered(outcome);
    return outcome;
  }

  private RenderOutcome renderOrThrow(Found found) throws IOException, InterruptedException {
    Contents wanted = quarantine.filter(plan.contents(found), nanos.getAsLong());
    return write(
        plan.render(wanted),
        (rendered, refusal) -> {
          counters.checkFailed();
          return renderWithoutBad(rendered, refusal);
        });
  }

  /** What becomes of a file that the check refuses. */
  @FunctionalInterface
  private interface Refused {
    RenderOutcome by(Rendered rendered, CommandResult refusal)
        throws IOException, InterruptedException;
  }

  /** Writes what the policy makes of it, unless the file is so already. */
  private RenderOutcome write(Rendered safe, Refused refused)
      throws IOException, InterruptedException {
    Optional<Rendered> shown = plan.byPolicy(safe, last);
    if (shown.isEmpty()) {
      return kept(safe.contents());
    }
    Rendered rendered = shown.get();
    byte[] now = target.read().orElse(null);
    if (now != null && Arrays.equals(now, rendered.bytes())) {
      accepted(rendered);
      return RenderOutcome.UNCHANGED;
    }
    Optional<CommandResult> refusal = write(rendered);
    return refusal.isEmpty() ? RenderOutcome.WRITTEN : refused.by(rendered, refusal.get());
  }

  private RenderOutcome renderWithoutBad(Rendered refused, CommandResult refusal)
      throws IOException, InterruptedException {
    Contents contents = refused.contents();
    CommandResult[] said = {refusal};
    Optional<Set<Task.Id>> bad =
        BadInstances.find(
            contents.instances().keySet(),
            suspects(contents),
            removed -> {
              Optional<CommandResult> now = trial(contents.without(removed, ""));
              now.ifPresent(result -> said[0] = result);
              return now.isEmpty();
            });
    if (bad.isEmpty()) {
      return refused(refusal);
    }
    String why = "the check command refuses the file with it: " + said[0];
    quarantine.add(bad.get(), contents, why, nanos.getAsLong());
    return write(
        plan.render(contents.without(bad.get(), why)), (rendered, again) -> refused(again));
  }

  private static RenderOutcome refused(CommandResult refusal) {
    return RenderOutcome.failed("the check command " + refusal + "; the file stays as it was");
  }

  private Set<Task.Id> suspects(Contents contents) {
    Map<Task.Id, Object> before = last.instances();
    Set<Task.Id> suspects = new LinkedHashSet<>();
    contents
        .instances()
        .forEach(
            (task, instance) -> {
              if (!Objects.equals(before.get(task), instance)) {
                suspects.add(task);
              }
            });
    return suspects;
  }

  /** Empty if the check takes the file with these. */
  private Optional<CommandResult> trial(Contents contents) throws InterruptedException {
    try (StagedFile staged = target.stage(plan.render(contents).bytes())) {
      return judge(staged);
    } catch (IOException e) {
      return Optional.of(new CommandResult(false, Reason.of(e), ""));
    }
  }

  /** Writes it, unless the check refuses it. */
  private Optional<CommandResult> write(Rendered rendered)
      throws IOException, InterruptedException {
    try (StagedFile staged = target.stage(rendered.bytes())) {
      Optional<CommandResult> refusal = judge(staged);
      if (refusal.isEmpty()) {
        commit(staged, rendered);
      }
      return refusal;
    }
  }

  private Optional<CommandResult> judge(StagedFile staged)
      throws IOException, InterruptedException {
    if (spec.check().isEmpty()) {
      return Optional.empty();
    }
    FileSpec.ContentCheck check = spec.check().get();
    Map<String, Path> places = new HashMap<>(Map.of("file", staged.path()));
    CommandResult result;
    if (check.around().isPresent()) {
      String text = check.around().get().replace("{file}", staged.path().toString());
      try (StagedFile around = target.stage(text.getBytes(UTF_8), "around")) {
        places.put("around", around.path());
        result = runner.run(check.command(), places);
      }
    } else {
      result = runner.run(check.command(), places);
    }
    return result.ok() ? Optional.empty() : Optional.of(result);
  }

  private void commit(StagedFile staged, Rendered rendered) throws IOException {
    byte[] before = target.read().orElse(new byte[0]);
    history.keep(spec.target());
    if (spec.reload().isPresent()) {
      reload.fileChanges();
    }
    target.commit(staged);
    int shown = last.size();
    accepted(rendered);
    FileDiff diff = FileDiff.of(String.valueOf(spec.target()), before, rendered.bytes());
    List<String> lines = diff.lines();
    log.info(
        "{}: written, {} instances (were {}), {}{}{}",
        spec.target(),
        rendered.contents().size(),
        shown,
        diff.summary(),
        System.lineSeparator(),
        String.join(
            System.lineSeparator(),
            lines.size() <= LOGGED_LINES ? lines : lines.subList(0, LOGGED_LINES)));
  }

  private void accepted(Rendered rendered) {
    last = rendered.contents();
    shows(last.size(), last);
  }

  /** The file stays as it was, whatever the queries find. */
  private RenderOutcome kept(Contents found) {
    shows(last.size(), found);
    int leftOut = found.leftOut().size();
    return new RenderOutcome(
        RenderOutcome.Kind.KEPT,
        leftOut == 0
            ? "a query finds no instance, and none was known before"
            : "a query finds no instance that can be written ("
                + leftOut
                + " left out), and none was known before");
  }

  private void shows(int shown, Contents found) {
    counters.shows(shown, found.leftOut().size());
    problems.leftOut(spec.target(), found.leftOut());
  }
}
