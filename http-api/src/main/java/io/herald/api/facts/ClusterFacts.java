package io.herald.api.facts;

import io.herald.catalog.SourceStatus;
import java.util.List;

/** How the cluster is followed. Asked at each request; safe for any thread. */
public interface ClusterFacts {

  /** Each source as it stands now. */
  List<SourceStatus> sources();

  /** What can't be served of the cluster; may take long, so a blocking thread asks. */
  ProblemReport problems();
}
