package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an {@link AssignmentStore} that can't be used, and the next try. Of one thread.
 */
final class StoreTrouble {

  private final String subject;
  private final BalancerProblem kind;
  private final ProblemBook problems;
  private final ScheduledExecutorService thread;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private @Nullable ScheduledFuture<?> retry;

  /**
   * None.
   *
   * @param subject of the problems
   * @param thread of the next try
   */
  StoreTrouble(
      String subject, BalancerProblem kind, ProblemBook problems, ScheduledExecutorService thread) {
    this.subject = subject;
    this.kind = kind;
    this.problems = problems;
    this.thread = thread;
  }

  /** It can be used. */
  void over() {
    backoff.succeeded();
    problems.replace(subject, List.of());
  }

  /**
   * It can't.
   *
   * @param meanwhile what happens until it can, for people
   * @param again done after a while that grows with each failure
   */
  void failed(IOException failure, String meanwhile, Runnable again) {
    report(Reason.of(failure) + "; " + meanwhile + "; retrying");
    if (retry != null) {
      retry.cancel(false);
    }
    retry = thread.schedule(again, backoff.failed().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Something is wrong with what stands there. */
  void report(String what) {
    problems.replace(subject, List.of(new Problem(kind, Optional.empty(), what)));
  }
}
