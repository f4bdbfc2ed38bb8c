package io.herald.launcher.modules;

import io.herald.api.facts.ClusterFacts;
import io.herald.api.facts.ProblemReport;
import io.herald.catalog.SourceStatus;
import io.herald.dns.server.ServedCluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the cluster is followed, as the API asks. */
record FollowedFacts(ServedCluster served) implements ClusterFacts {

  private static final int LISTED = 1000;

  @Override
  public List<SourceStatus> sources() {
    return served.status().sources();
  }

  @Override
  public ProblemReport problems() {
    Map<String, Long> counts = new TreeMap<>();
    served.problemCounts().forEach((kind, count) -> counts.put(kind.text(), (long) count));
    return new ProblemReport(counts, served.problems(LISTED), served.skipped());
  }
}
