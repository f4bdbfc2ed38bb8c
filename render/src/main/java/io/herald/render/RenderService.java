package io.herald.render;

import static java.util.Objects.requireNonNull;

import io.herald.render.config.RenderConfig;
import io.herald.render.plan.RenderPlan.LeftOut;
import io.herald.render.schedule.LeftOutText;
import io.herald.render.schedule.RenderWorkers;
import io.herald.render.schedule.RenderedFiles;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that are rendered from the services of a cluster whenever these change. One per process;
 * what is rendered, and from what, can change while it runs. Safe for any thread.
 */
public final class RenderService implements AutoCloseable {

  private final RenderedFiles files;

  /** Renders nothing yet. */
  public RenderService(RenderWorkers workers) {
    this.files = new RenderedFiles(requireNonNull(workers, "workers"));
  }

  /** Renders this from now on, and nothing else. Waits until what runs for before has ended. */
  public void use(RenderConfig config, RenderSource source) throws InterruptedException {
    ProblemBook problems = source.problems();
    files.use(
        config,
        source.services(),
        source::isComplete,
        source.selection(),
        (file, leftOut) -> report(problems, file, leftOut));
  }

  private static void report(ProblemBook problems, Path file, List<LeftOut> leftOut) {
    List<Problem> now = new ArrayList<>();
    leftOut.forEach(
        one ->
            now.add(
                new Problem(
                    RenderProblem.NOT_RENDERED,
                    Optional.of(one.task()),
                    file + ": " + LeftOutText.of(one))));
    problems.replace("rendered file " + file, now);
  }

  /** What is counted, as rows for the metrics page. */
  public List<Metric> metrics() {
    return files.metrics();
  }

  /** Ends what runs; files stay as they are, pending reloads wait for the next start. */
  @Override
  public void close() {
    files.close();
  }
}
