package io.herald.balancer.control;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data planes, told together; what one of them does wrong is its own affair. */
final class Planes {

  private static final Logger log = LoggerFactory.getLogger(Planes.class);

  private final List<DataPlane> planes;
  private final ProblemBook problems;

  Planes(List<DataPlane> planes, ProblemBook problems) {
    this.planes = List.copyOf(planes);
    this.problems = problems;
  }

  void onChange(Runnable listener) {
    planes.forEach(plane -> plane.onChange(listener));
  }

  /** All of them carry this from now on. */
  void apply(DesiredState state) {
    for (DataPlane plane : planes) {
      try {
        plane.apply(state);
      } catch (RuntimeException e) {
        // The others are not to suffer; it is told again with the next state.
        log.error("plane {}: it failed on state {}", plane.name(), state.revision(), e);
      }
    }
  }

  List<PlaneReport> reports() {
    return planes.stream().map(plane -> new PlaneReport(plane.name(), plane.status())).toList();
  }

  /** Revision that each has applied. */
  List<Long> applied() {
    return planes.stream().map(plane -> plane.status().applied()).toList();
  }

  /**
   * Has their problems in the book.
   *
   * @param vipNames a VIP as people write it
   */
  void report(Function<PlaneProblem, String> vipNames) {
    for (DataPlane plane : planes) {
      PlaneStatus status = plane.status();
      List<Problem> now = new ArrayList<>();
      for (PlaneProblem problem : status.problems()) {
        now.add(
            new Problem(
                BalancerProblem.PLANE,
                Optional.empty(),
                "plane " + plane.name() + ": " + vipNames.apply(problem) + problem.what()));
      }
      problems.replace("plane " + plane.name(), now);
    }
  }

  List<DataPlane> all() {
    return planes;
  }
}
