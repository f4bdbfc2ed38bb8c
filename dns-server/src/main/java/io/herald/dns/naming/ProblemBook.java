package io.herald.dns.naming;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.Problem.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The problems of the entities that are there now. Each is logged once, when it comes, however
 * often its entity is looked at again. Safe for any thread.
 */
public final class ProblemBook {

  private static final Logger log = LoggerFactory.getLogger(ProblemBook.class);

  private final Map<Entity.Key, List<Problem>> problems = new LinkedHashMap<>();

  ProblemBook() {}

  /** What is wrong with the entity now; nothing, if the list is empty. */
  public synchronized void replace(Entity.Key entity, List<Problem> now) {
    List<Problem> before =
        now.isEmpty() ? problems.remove(entity) : problems.put(entity, List.copyOf(now));
    for (Problem problem : now) {
      if (before == null || !before.contains(problem)) {
        log.warn("{}: {}", named(entity), problem.what());
      }
    }
  }

  /** How many there are now, by kind; a kind without one is 0. */
  public synchronized Map<Kind, Integer> counts() {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0);
    }
    for (List<Problem> ofEntity : problems.values()) {
      for (Problem problem : ofEntity) {
        counts.merge(problem.kind(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** The first {@code limit} of them, oldest first. */
  public synchronized List<Problem> list(int limit) {
    return problems.values().stream().flatMap(List::stream).limit(limit).toList();
  }

  private static String named(Entity.Key entity) {
    if (entity instanceof Task.Id task) {
      return "task " + task.taskId() + " of framework " + task.frameworkId();
    } else if (entity instanceof Framework.Id framework) {
      return "framework " + framework.value();
    } else if (entity instanceof Agent.Id agent) {
      return "agent " + agent.value();
    }
    return entity.toString();
  }
}
