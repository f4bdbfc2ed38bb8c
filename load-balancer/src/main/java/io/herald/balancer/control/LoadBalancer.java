package io.herald.balancer.control;

import static java.util.Objects.requireNonNull;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipClaim;
import io.herald.runtime.metrics.Metric;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * Follows the services and tells the data planes what to carry. Outlives reloads of the
 * configuration. Fails static: while the cluster, ZooKeeper or a file can't be read, what stands
 * goes on.
 *
 * <p>Safe for any thread; {@link #start} and {@link #close} once each.
 */
public final class LoadBalancer implements AutoCloseable {

  private final List<DataPlane> planes;
  private final AssignmentStore assignments;
  private final ProblemBook problems = new ProblemBook(Arrays.asList(BalancerProblem.values()));

  /**
   * A balancer that does nothing before its {@link #start}.
   *
   * @param assignments closed with the balancer
   * @param planes closed with it; none: names and {@code /v1/vips} only
   * @param clock monotonic, for grace times
   */
  public LoadBalancer(
      LiveServices services,
      LoadBalancerSettings settings,
      AssignmentStore assignments,
      List<DataPlane> planes,
      Clock clock) {
    requireNonNull(services, "services");
    requireNonNull(clock, "clock");
    requireNonNull(settings, "settings");
    this.assignments = assignments;
    this.planes = List.copyOf(planes);
  }

  /** Begins: with the state of the last run if one is kept, then with the cluster's. */
  public void start() {}

  /** Has these settings from now on. Returns at once. */
  public void update(LoadBalancerSettings now) {
    requireNonNull(now, "now");
  }

  /** What the planes were last told; {@link DesiredState#NONE} before anything is known. */
  public DesiredState state() {
    return DesiredState.NONE;
  }

  /** What DNS may say: names of VIPs that the planes have applied. */
  public PublishedNames names() {
    return PublishedNames.NONE;
  }

  /** Calls it whenever {@link #names} or {@link #state} has changed; it must not block. */
  public void onChange(Runnable listener) {}

  /** Who gives what to a VIP, in the order of the instances; for explanations. */
  public List<VipClaim> claims(VipKey key) {
    return List.of();
  }

  /** The planes, in the order given. */
  public List<PlaneReport> planes() {
    return planes.stream().map(plane -> new PlaneReport(plane.name(), plane.status())).toList();
  }

  /** What can't be served, and why; of the planes too. */
  public ProblemBook problems() {
    return problems;
  }

  /** Its own rows and those of the planes. */
  public List<Metric> metrics() {
    return List.of();
  }

  /** Ends it, the planes and the store. */
  @Override
  public void close() {
    planes.forEach(DataPlane::close);
    assignments.close();
  }
}
