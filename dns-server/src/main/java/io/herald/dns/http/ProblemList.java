package io.herald.dns.http;

import io.herald.catalog.SkippedItem;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code /v1/problems}: what can't be served of the present entities, counted by kind, and the
 * first thousand one by one.
 */
public final class ProblemList {

  private static final int LISTED = 1000;

  private ProblemList() {}

  /**
   * The document.
   *
   * @param books those of the naming, and of what stands beside it
   * @param found problems that are searched for at each request
   */
  public static Map<String, Object> of(
      List<ProblemBook> books, List<Problem> found, List<SkippedBySource> skipped) {
    Map<String, Integer> counts = new TreeMap<>();
    books.forEach(
        book ->
            book.counts().forEach((kind, count) -> counts.merge(kind.text(), count, Integer::sum)));
    found.forEach(problem -> counts.merge(problem.kind().text(), 1, Integer::sum));
    List<Object> problems = new ArrayList<>();
    for (Problem problem :
        Stream.concat(books.stream().flatMap(book -> book.list(LISTED).stream()), found.stream())
            .limit(LISTED)
            .toList()) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("kind", problem.kind().text());
      problem.entity().ifPresent(entity -> view.putAll(named(entity)));
      view.put("what", problem.what());
      if (problem.entities() > 1) {
        view.put("entities", problem.entities());
      }
      problems.add(view);
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("counts", counts);
    view.put("problems", problems);
    view.put("leftOut", skipped.stream().map(ProblemList::view).toList());
    return view;
  }

  private static Map<String, Object> view(SkippedBySource source) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("source", source.source());
    view.put("counts", new TreeMap<>(source.counts()));
    view.put("latest", source.latest().stream().map(ProblemList::view).toList());
    return view;
  }

  private static Map<String, Object> view(SkippedItem skipped) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kind", skipped.kind());
    view.put("id", skipped.id());
    view.put("what", skipped.why());
    return view;
  }

  private static Map<String, String> named(Entity.Key key) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (key instanceof Task.Id task) {
      fields.put("taskId", task.taskId());
      fields.put("frameworkId", task.frameworkId());
    } else if (key instanceof Framework.Id framework) {
      fields.put("frameworkId", framework.value());
    } else if (key instanceof Agent.Id agent) {
      fields.put("agentId", agent.value());
    } else if (key instanceof Announcement.Id announcement) {
      fields.put("path", announcement.path());
      fields.put("member", announcement.member());
    }
    return fields;
  }
}
