package io.herald.api.facts;

import io.herald.catalog.follow.SkippedBySource;
import io.herald.services.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What can't be served of the present entities.
 *
 * @param counts of all, by kind; kinds without any may be there too
 * @param problems the first of them, as many as are kept one by one
 * @param skipped what the sources could not read
 */
public record ProblemReport(
    Map<String, Long> counts, List<Problem> problems, List<SkippedBySource> skipped) {

  public ProblemReport {
    counts = Map.copyOf(counts);
    problems = List.copyOf(problems);
    skipped = List.copyOf(skipped);
  }
}
