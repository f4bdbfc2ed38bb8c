package io.herald.balancer.control;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;

/** A plane that notes what it is told, and applies it at once or when a test says so. */
final class FakePlane implements DataPlane {

  final List<DesiredState> told = new ArrayList<>();
  private final String name;
  private final List<Runnable> listeners = new ArrayList<>();
  private List<PlaneProblem> problems = List.of();
  private boolean slow;
  private boolean broken;
  private long applied;
  private boolean closed;

  FakePlane(String name) {
    this.name = name;
  }

  /** Applies nothing more by itself. */
  FakePlane slow() {
    slow = true;
    return this;
  }

  /** Throws from now on, as no plane should. */
  void breakDown() {
    broken = true;
  }

  DesiredState last() {
    return told.get(told.size() - 1);
  }

  void applyAll(PlaneProblem... found) {
    applied = last().revision();
    problems = List.of(found);
    listeners.forEach(Runnable::run);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void apply(DesiredState state) {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    told.add(state);
    if (!slow) {
      applyAll();
    }
  }

  @Override
  public PlaneStatus status() {
    return new PlaneStatus(applied, problems);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public List<Metric> metrics() {
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
  }
}
