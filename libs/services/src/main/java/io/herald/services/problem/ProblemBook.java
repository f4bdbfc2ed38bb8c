package io.herald.services.problem;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;
import io.herald.runtime.text.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current problems. Each is logged once, when it appears, however often its entity is examined
 * again; if there are very many, only the first are. Safe for any thread.
 */
public final class ProblemBook {

  private static final Logger log = LoggerFactory.getLogger(ProblemBook.class);

  /** With more subjects than this, further problems are counted but not logged. */
  private static final int LOGGED = 1000;

  /** In characters: the ids and names in a line are chosen by users of the cluster. */
  private static final int LONGEST_LINE = 1000;

  /** By subject: an entity's key, or the text that names something else. */
  @GuardedBy("this")
  private final Map<Object, List<Problem>> problems = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<ProblemKind, Integer> counts = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean loggedTooMany;

  /**
   * A book without problems.
   *
   * @param kinds that are counted from the start, so that a reader sees a 0 for each
   */
  public ProblemBook(Collection<? extends ProblemKind> kinds) {
    kinds.forEach(kind -> counts.put(kind, 0));
  }

  /** Replaces the problems of an entity. */
  public void replace(Entity.Key entity, List<Problem> now) {
    replace(entity, now, problem -> named(entity) + ": " + problem.what());
  }

  /**
   * Replaces the problems of something other than an entity: a name, a file, what several entities
   * have in common.
   */
  public void replace(String subject, List<Problem> now) {
    replace(subject, now, ProblemBook::told);
  }

  /**
   * @param line what is logged of a problem; made only then, as nearly all entities have none
   */
  private synchronized void replace(
      Object subject, List<Problem> now, Function<Problem, String> line) {
    if (now.isEmpty() && !problems.containsKey(subject)) {
      return;
    }
    List<Problem> fresh = now.stream().distinct().toList();
    List<Problem> before =
        fresh.isEmpty() ? problems.remove(subject) : problems.put(subject, fresh);
    if (before != null) {
      before.forEach(problem -> counts.merge(problem.kind(), -1, Integer::sum));
    }
    for (Problem problem : fresh) {
      counts.merge(problem.kind(), 1, Integer::sum);
      if (before == null || before.stream().noneMatch(problem::saysTheSameAs)) {
        logNew(line.apply(problem));
      }
    }
  }

  /** As the log has it, where the subject isn't an entity. */
  private static String told(Problem problem) {
    String others =
        problem.entities() > 1 ? " (and " + (problem.entities() - 1) + " more like it)" : "";
    return problem.entity().map(entity -> named(entity) + ": ").orElse("")
        + problem.what()
        + others;
  }

  @GuardedBy("this")
  private void logNew(String line) {
    if (problems.size() <= LOGGED) {
      loggedTooMany = false;
      log.warn("{}", Printable.of(line, LONGEST_LINE));
    } else if (!loggedTooMany) {
      loggedTooMany = true;
      log.warn("over {} entities have problems; further ones are counted, not logged", LOGGED);
    }
  }

  /** The number of current problems by kind; 0 for a kind without any. */
  public synchronized Map<ProblemKind, Integer> counts() {
    return new LinkedHashMap<>(counts);
  }

  /** The first {@code limit} of them, oldest first. */
  public synchronized List<Problem> list(int limit) {
    return problems.values().stream().flatMap(List::stream).limit(limit).toList();
  }

  /** The problems of one entity. */
  public synchronized List<Problem> of(Entity.Key entity) {
    return problems.getOrDefault(entity, List.of());
  }

  /** The entity as log lines and the API name it: {@code task web.1 of framework 0001}. */
  public static String named(Entity.Key entity) {
    if (entity instanceof Task.Id task) {
      return "task "
          + Printable.of(task.taskId())
          + " of framework "
          + Printable.of(task.frameworkId());
    } else if (entity instanceof Framework.Id framework) {
      return "framework " + Printable.of(framework.value());
    } else if (entity instanceof Agent.Id agent) {
      return "agent " + Printable.of(agent.value());
    } else if (entity instanceof Announcement.Id announcement) {
      return "announcement " + Printable.of(announcement.path() + "/" + announcement.member());
    } else if (entity instanceof Masters.Id) {
      return "masters";
    }
    return entity.toString();
  }
}
