package io.herald.balancer.control;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemBook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data planes, told together; what one of them does wrong is its own affair. Told and looked at
 * by one thread; reports are for any.
 */
final class Planes {

  private static final Logger log = LoggerFactory.getLogger(Planes.class);

  private final List<Told> planes;
  private final ProblemBook problems;
  private final Clock clock;

  Planes(List<DataPlane> planes, ProblemBook problems, Clock clock) {
    this.planes = planes.stream().map(Told::new).toList();
    this.problems = problems;
    this.clock = clock;
  }

  /** One plane, and how long it takes. */
  private static final class Told {
    private final DataPlane plane;
    private final LatencyHistogram taken = new LatencyHistogram();

    /** The first state that it hasn't applied, and since when it has been told of it. */
    private long awaited;

    private Instant since = Instant.EPOCH;
    private long last;

    private Told(DataPlane plane) {
      this.plane = plane;
    }

    private void told(long revision, Instant now) {
      if (awaited == 0) {
        awaited = revision;
        since = now;
      }
      last = revision;
    }

    private void applied(long revision, Instant now) {
      if (awaited != 0 && revision >= awaited) {
        taken.add(Duration.between(since, now).toNanos());
        awaited = revision < last ? last : 0;
        since = now;
      }
    }
  }

  boolean isEmpty() {
    return planes.isEmpty();
  }

  void onChange(Runnable listener) {
    planes.forEach(told -> told.plane.onChange(listener));
  }

  /** All of them carry this from now on. */
  void apply(DesiredState state) {
    for (Told told : planes) {
      try {
        told.told(state.revision(), clock.instant());
        told.plane.apply(state);
      } catch (RuntimeException e) {
        // The others are not to suffer; it is told again with the next state.
        log.error("plane {}: it failed on state {}", told.plane.name(), state.revision(), e);
      }
    }
  }

  List<PlaneReport> reports() {
    return all().stream().map(plane -> new PlaneReport(plane.name(), plane.status())).toList();
  }

  /** Revision that each has applied. */
  List<Long> applied() {
    return all().stream().map(plane -> plane.status().applied()).toList();
  }

  /**
   * Has their problems in the book, and notes how far they are.
   *
   * @param vipNames a VIP as people write it
   */
  void look(Function<PlaneProblem, String> vipNames) {
    for (Told told : planes) {
      PlaneStatus status = told.plane.status();
      told.applied(status.applied(), clock.instant());
      List<Problem> now = new ArrayList<>();
      for (PlaneProblem problem : status.problems()) {
        now.add(
            new Problem(
                BalancerProblem.PLANE,
                Optional.empty(),
                "plane " + told.plane.name() + ": " + vipNames.apply(problem) + problem.what()));
      }
      problems.replace("plane " + told.plane.name(), now);
    }
  }

  List<DataPlane> all() {
    return planes.stream().map(told -> told.plane).toList();
  }

  /** From telling a plane of a state until it has applied that or a later one; in their order. */
  List<LatencyHistogram> taken() {
    return planes.stream().map(told -> told.taken).toList();
  }
}
