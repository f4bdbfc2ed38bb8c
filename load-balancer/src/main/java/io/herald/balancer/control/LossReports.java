package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Has the services in the book of which lost instances are kept. Used by one thread at a time. */
final class LossReports {

  private final ProblemBook problems;
  private Set<ServiceKey> reported = Set.of();

  LossReports(ProblemBook problems) {
    this.problems = problems;
  }

  /**
   * Reports them, and no others any more.
   *
   * @param held how many of each
   */
  void report(Map<ServiceKey, Integer> held, Duration grace) {
    for (ServiceKey before : reported) {
      if (!held.containsKey(before)) {
        problems.replace("lost of " + before, List.of());
      }
    }
    held.forEach(
        (service, count) ->
            problems.replace(
                "lost of " + service,
                List.of(
                    new Problem(
                        BalancerProblem.LOST_BACKENDS,
                        Optional.empty(),
                        "more than half of the instances of "
                            + service.name()
                            + " under "
                            + service.framework()
                            + " went at once; "
                            + count
                            + " of them keep their connections for up to "
                            + grace.toSeconds()
                            + " s; look at their agents and at the master"))));
    reported = Set.copyOf(held.keySet());
  }
}
