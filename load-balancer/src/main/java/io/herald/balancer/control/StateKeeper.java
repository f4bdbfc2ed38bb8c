package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Writes the state for the next start, at most once a second, on a thread that may wait. */
final class StateKeeper {

  private static final String SUBJECT = "state of the last run";

  private final SavedState file;
  private final ProblemBook problems;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean due = new AtomicBoolean();

  StateKeeper(SavedState file, ProblemBook problems, ScheduledExecutorService thread) {
    this.file = file;
    this.problems = problems;
    this.thread = thread;
  }

  /** What the last run left; empty if there is nothing, or nothing that can be read. */
  Optional<KeptState> read(long revision) {
    try {
      return file.read(revision);
    } catch (IOException e) {
      report(e);
      return Optional.empty();
    }
  }

  /** The state has changed; it is asked for when it is written. */
  void changed(Supplier<KeptState> state) {
    if (due.compareAndSet(false, true)) {
      var unused = thread.schedule(() -> write(state), 1, TimeUnit.SECONDS);
    }
  }

  /** Writes this one, if the last one isn't written yet; the thread is over. */
  void writeLast(KeptState state) {
    if (due.compareAndSet(true, false)) {
      try {
        file.write(state);
      } catch (IOException e) {
        report(e);
      }
    }
  }

  private void write(Supplier<KeptState> state) {
    due.set(false);
    try {
      file.write(state.get());
      problems.replace(SUBJECT, List.of());
    } catch (IOException e) {
      report(e);
      changed(state);
    }
  }

  private void report(IOException failure) {
    problems.replace(
        SUBJECT,
        List.of(
            new Problem(
                BalancerProblem.SAVED_STATE,
                Optional.empty(),
                String.valueOf(failure.getMessage()))));
  }
}
