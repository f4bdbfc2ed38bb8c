package io.herald.balancer.control;

import io.herald.catalog.model.Task;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import io.herald.services.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrong with the labels of tasks. Tasks of one service nearly always have the same labels,
 * so what several of them have in common is told once, with their number and one of them as an
 * example. Used by one thread at a time.
 */
final class TaskProblems {

  private static final Comparator<Task.Id> BY_TASK =
      Comparator.comparing(Task.Id::taskId).thenComparing(Task.Id::frameworkId);

  /** Something that is wrong with tasks of a service. */
  private record Fault(ServiceKey service, ProblemKind kind, String what) {}

  private final ProblemBook book;
  private final Map<Task.Id, Set<Fault>> ofTasks = new HashMap<>();
  private final Map<ServiceKey, Map<Fault, NavigableSet<Task.Id>>> ofServices = new HashMap<>();

  TaskProblems(ProblemBook book) {
    this.book = book;
  }

  /** Replaces the problems of a task's labels. */
  void replace(Task.Id task, ServiceKey service, List<Problem> now) {
    Set<Fault> faults = new LinkedHashSet<>();
    now.forEach(problem -> faults.add(new Fault(service, problem.kind(), problem.what())));
    Set<Fault> before = faults.isEmpty() ? ofTasks.remove(task) : ofTasks.put(task, faults);
    if (faults.equals(before) || (before == null && faults.isEmpty())) {
      return;
    }
    Set<ServiceKey> changed = new LinkedHashSet<>();
    for (Fault fault : before == null ? Set.<Fault>of() : before) {
      changed.add(fault.service());
      Map<Fault, NavigableSet<Task.Id>> of = ofServices.getOrDefault(fault.service(), Map.of());
      NavigableSet<Task.Id> tasks = of.get(fault);
      if (tasks != null && tasks.remove(task) && tasks.isEmpty()) {
        of.remove(fault);
      }
    }
    for (Fault fault : faults) {
      changed.add(fault.service());
      ofServices
          .computeIfAbsent(fault.service(), key -> new LinkedHashMap<>())
          .computeIfAbsent(fault, key -> new TreeSet<>(BY_TASK))
          .add(task);
    }
    changed.forEach(this::tell);
  }

  private void tell(ServiceKey service) {
    List<Problem> problems = new ArrayList<>();
    ofServices
        .getOrDefault(service, Map.of())
        .forEach(
            (fault, tasks) ->
                problems.add(
                    new Problem(
                        fault.kind(), Optional.of(tasks.first()), fault.what(), tasks.size())));
    if (problems.isEmpty()) {
      ofServices.remove(service);
    }
    book.replace("labels of " + service, problems);
  }
}
