package io.herald.balancer.plane;

import java.util.List;

/**
 * What a data plane has made of the desired state.
 *
 * @param applied revision of the last state that it applied, as far as it could; 0: none yet
 * @param problems what it couldn't, and why
 */
public record PlaneStatus(long applied, List<PlaneProblem> problems) {

  public PlaneStatus {
    problems = List.copyOf(problems);
  }
}
