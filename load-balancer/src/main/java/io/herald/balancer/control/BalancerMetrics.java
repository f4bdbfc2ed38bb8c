package io.herald.balancer.control;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The balancer's rows of the metrics page. */
final class BalancerMetrics {

  private final Controller controller;
  private final Planes planes;
  private final ProblemBook problems;

  BalancerMetrics(Controller controller, Planes planes, ProblemBook problems) {
    this.controller = controller;
    this.planes = planes;
    this.problems = problems;
  }

  List<Metric> rows() {
    List<Metric> rows = new ArrayList<>();
    rows.add(
        Metric.gauge(
            "herald_lb_vips", "VIPs of the desired state", () -> controller.state().vips().size()));
    rows.add(
        Metric.gauge(
            "herald_lb_backends",
            "Backends of all VIPs that get new connections",
            () -> count(backend -> !backend.isDraining())));
    rows.add(
        Metric.gauge(
            "herald_lb_draining_backends",
            "Backends of all VIPs that get no new connections: killed, unhealthy or not yet checked",
            () -> count(Backend::isDraining)));
    rows.add(
        Metric.gauge(
            "herald_lb_lost_instances",
            "Instances that went with more than half of their service and are kept for a while",
            controller::lost));
    rows.add(
        Metric.gauge(
            "herald_lb_names",
            "Names of VIPs that are published",
            () -> controller.names().names().size()));
    rows.add(
        Metric.gauge(
            "herald_lb_state_revision",
            "Revision of the desired state; 0 before the cluster is known",
            () -> controller.state().revision()));
    for (DataPlane plane : planes.all()) {
      rows.add(
          Metric.gauge(
              "herald_lb_plane_applied_revision",
              "Revision of the state that the plane has applied",
              () -> plane.status().applied(),
              "plane",
              plane.name()));
      rows.add(
          Metric.gauge(
              "herald_lb_plane_problems",
              "Problems of the plane",
              () -> plane.status().problems().size(),
              "plane",
              plane.name()));
    }
    List<DataPlane> all = planes.all();
    for (int i = 0; i < all.size(); i++) {
      rows.add(
          Metric.histogram(
              "herald_lb_apply_seconds",
              "From telling the plane of a state until it has applied that or a later one",
              planes.taken().get(i),
              "plane",
              all.get(i).name()));
    }
    for (BalancerProblem kind : BalancerProblem.values()) {
      rows.add(
          Metric.gauge(
              "herald_lb_problems",
              "Problems by kind",
              () -> problems.counts().getOrDefault(kind, 0),
              "kind",
              kind.text()));
    }
    planes.all().forEach(plane -> rows.addAll(plane.metrics()));
    return rows;
  }

  private double count(Predicate<Backend> which) {
    long count = 0;
    for (Vip vip : controller.state().vips().values()) {
      count += vip.backends().stream().filter(which).count();
    }
    return count;
  }
}
