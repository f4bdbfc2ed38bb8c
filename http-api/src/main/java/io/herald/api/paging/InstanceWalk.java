package io.herald.api.paging;

import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the instances that match a filter, in the order of {@link InstancePosition}. Holds
 * the services' lock for one portion at a time: to note which tasks there are, then to make
 * instances of a few hundred. What matches nothing costs as much as what matches. For one thread.
 */
public final class InstanceWalk {

  /** Services whose tasks are noted under one hold of the lock. */
  private static final int SERVICES = 1024;

  /** Tasks that are noted at a time; of a service that has more, the first ones. */
  private static final int NOTED = 4096;

  /** Instances that are made under one hold. */
  private static final int MADE = 256;

  /** The order of {@link InstancePosition} within a service. */
  private static final Comparator<Task> BY_ID =
      Comparator.comparing(Task::id).thenComparing(Task::frameworkId);

  private final LiveServices live;
  private final InstanceFilter filter;
  private final Deque<Candidate> noted = new ArrayDeque<>();
  private final Deque<Instance> found = new ArrayDeque<>();

  /** Everything up to this has been noted, or passed; null: nothing. */
  private @Nullable InstancePosition upTo;

  /** Whether the service of {@link #upTo} has been noted as a whole. */
  private boolean wholeService;

  /** The service whose tasks were too many to note at once; null: none. */
  private @Nullable ServiceKey large;

  private record Candidate(ServiceKey service, Task task) {}

  /**
   * A walk.
   *
   * @param after where it begins; empty: at the first instance
   */
  public InstanceWalk(LiveServices live, InstanceFilter filter, Optional<InstancePosition> after) {
    this.live = requireNonNull(live, "live");
    this.filter = requireNonNull(filter, "filter");
    this.upTo = after.orElse(null);
  }

  /** The next instance; empty at the end. */
  public Optional<Instance> next() {
    while (found.isEmpty()) {
      if (noted.isEmpty() && !note()) {
        return Optional.empty();
      }
      make();
    }
    return Optional.of(found.remove());
  }

  /** Up to that many of the next ones. */
  public List<Instance> next(int most) {
    List<Instance> next = new ArrayList<>(Math.min(most, MADE));
    while (next.size() < most) {
      Optional<Instance> one = next();
      if (one.isEmpty()) {
        break;
      }
      next.add(one.get());
    }
    return next;
  }

  /** Goes on behind that service, one whose instance came last. */
  public void leave(ServiceKey service) {
    while (!found.isEmpty() && found.element().service().equals(service)) {
      found.remove();
    }
    while (!noted.isEmpty() && noted.element().service().equals(service)) {
      noted.remove();
    }
    if (noted.isEmpty() && upTo != null && upTo.service().equals(service)) {
      wholeService = true;
    }
  }

  /** Notes more tasks; false at the end. */
  private boolean note() {
    while (noted.isEmpty()) {
      List<ServiceKey> services = ahead();
      if (services.isEmpty()) {
        return false;
      }
      List<List<Task>> tasks = live.read(view -> tasks(view, services));
      for (int i = 0; i < tasks.size(); i++) {
        if (!note(services.get(i), tasks.get(i))) {
          break;
        }
      }
    }
    return true;
  }

  /** The next services that can match. */
  private List<ServiceKey> ahead() {
    Collection<ServiceKey> rest =
        upTo == null
            ? live.services().tailSet(filter.first(), true)
            : live.services().tailSet(upTo.service(), !wholeService);
    List<ServiceKey> ahead = new ArrayList<>();
    for (ServiceKey service : rest) {
      if (ahead.size() == SERVICES || filter.isBeyond(service)) {
        break;
      }
      if (filter.matches(service)) {
        ahead.add(service);
      }
    }
    return ahead;
  }

  /** The tasks of the services, or of the first ones if that is enough. */
  private static List<List<Task>> tasks(ServicesView view, List<ServiceKey> services) {
    List<List<Task>> tasks = new ArrayList<>();
    int count = 0;
    for (ServiceKey service : services) {
      List<Task> ofService = view.tasksOf(service);
      tasks.add(ofService);
      count += ofService.size();
      if (count >= NOTED) {
        break;
      }
    }
    return tasks;
  }

  /** Notes the tasks in their order; false if the service has more than were noted. */
  private boolean note(ServiceKey service, List<Task> tasks) {
    InstancePosition from = upTo;
    List<Task> ahead =
        from == null || !from.service().equals(service)
            ? tasks
            : tasks.stream().filter(task -> isBefore(from, task)).toList();
    // Whoever wants more than the first ones is likely to want all of them.
    boolean whole = ahead.size() <= NOTED || service.equals(large);
    List<Task> inOrder = new ArrayList<>(whole ? ahead : first(ahead));
    inOrder.sort(BY_ID);
    for (Task task : inOrder) {
      noted.add(new Candidate(service, task));
    }
    large = whole ? null : service;
    wholeService = whole;
    upTo = new InstancePosition(service, "", "");
    if (!whole) {
      Task last = inOrder.get(inOrder.size() - 1);
      upTo = new InstancePosition(service, last.id(), last.frameworkId());
    }
    return whole;
  }

  /** The first ones by id, in no order: in one pass, as only few of many are wanted. */
  private static Collection<Task> first(List<Task> tasks) {
    PriorityQueue<Task> first = new PriorityQueue<>(NOTED, BY_ID.reversed());
    for (Task task : tasks) {
      if (first.size() < NOTED) {
        first.add(task);
      } else if (BY_ID.compare(task, first.element()) < 0) {
        first.remove();
        first.add(task);
      }
    }
    return first;
  }

  private static boolean isBefore(InstancePosition position, Task task) {
    int ids = position.taskId().compareTo(task.id());
    return ids < 0 || (ids == 0 && position.frameworkId().compareTo(task.frameworkId()) < 0);
  }

  /** Makes instances of the first noted tasks, as they are by now. */
  private void make() {
    List<Candidate> some = new ArrayList<>(MADE);
    for (Iterator<Candidate> next = noted.iterator(); next.hasNext() && some.size() < MADE; ) {
      some.add(next.next());
      next.remove();
    }
    List<Instance> made =
        live.read(
            view -> {
              List<Instance> instances = new ArrayList<>(some.size());
              for (Candidate candidate : some) {
                view.find(candidate.task().key())
                    .map(Instance.class::cast)
                    .filter(i -> i.service().equals(candidate.service()))
                    .ifPresent(instances::add);
              }
              return instances;
            });
    for (Instance instance : made) {
      if (filter.matches(instance)) {
        found.add(instance);
      }
    }
  }
}
