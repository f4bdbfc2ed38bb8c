package io.herald.launcher.modules;

import io.herald.api.facts.ClusterFacts;
import io.herald.api.facts.ProblemReport;
import io.herald.catalog.SourceStatus;
import io.herald.dns.server.ServedCluster;
import io.herald.services.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the cluster is followed, as the API asks.
 *
 * @param balancer whose problems are told with DNS' own
 */
record FollowedFacts(ServedCluster served, LoadBalancerModule balancer) implements ClusterFacts {

  private static final int LISTED = 1000;

  @Override
  public List<SourceStatus> sources() {
    return served.status().sources();
  }

  @Override
  public ProblemReport problems() {
    Map<String, Long> counts = new TreeMap<>();
    served.problemCounts().forEach((kind, count) -> counts.put(kind.text(), (long) count));
    List<Problem> problems = new ArrayList<>(served.problems(LISTED));
    balancer
        .problems()
        .ifPresent(
            book -> {
              book.counts()
                  .forEach((kind, count) -> counts.merge(kind.text(), (long) count, Long::sum));
              problems.addAll(book.list(LISTED));
            });
    return new ProblemReport(counts, problems.stream().limit(LISTED).toList(), served.skipped());
  }
}
