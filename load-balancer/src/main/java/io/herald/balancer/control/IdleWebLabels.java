package io.herald.balancer.control;

import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.web.WebServices;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tasks with labels of Marathon-LB's that have no effect, as no plane carries web services here.
 * They are one problem. Used by one thread at a time.
 */
final class IdleWebLabels {

  private static final String SUBJECT = "web labels";

  private static final String WHAT =
      "its labels HAPROXY_… have no effect here, as no plane haproxy runs; add haproxy to plane, or"
          + " leave them to a herald lb --plane haproxy elsewhere";

  private final ProblemBook problems;
  private final NavigableSet<Task.Id> tasks =
      new TreeSet<>(Comparator.comparing(Task.Id::taskId).thenComparing(Task.Id::frameworkId));

  /** Seen since a snapshot began; empty: none is under way. */
  private Optional<Set<Task.Id>> seen = Optional.empty();

  IdleWebLabels(ProblemBook problems) {
    this.problems = problems;
  }

  void beginSnapshot() {
    seen = Optional.of(new HashSet<>());
  }

  void endSnapshot() {
    seen.ifPresent(tasks::retainAll);
    seen = Optional.empty();
    tell();
  }

  void put(Instance instance) {
    Task.Id id = instance.task().key();
    if (!WebServices.hasLabels(instance)) {
      remove(instance);
      return;
    }
    seen.ifPresent(all -> all.add(id));
    if (tasks.add(id)) {
      tell();
    }
  }

  void remove(Instance instance) {
    if (tasks.remove(instance.task().key())) {
      tell();
    }
  }

  private void tell() {
    if (seen.isEmpty()) {
      problems.replace(
          SUBJECT,
          tasks.isEmpty()
              ? List.of()
              : List.of(
                  new Problem(
                      BalancerProblem.WEB_LABEL, Optional.of(tasks.first()), WHAT, tasks.size())));
    }
  }
}
