package io.herald.balancer.control;

import static java.util.Objects.requireNonNull;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipClaim;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows the services and tells the data planes what to carry. Outlives reloads of the
 * configuration. Fails static: while the cluster, ZooKeeper or a file can't be read, what stands
 * goes on.
 *
 * <p>Safe for any thread; {@link #start} and {@link #close} once each.
 */
public final class LoadBalancer implements AutoCloseable {

  /** Changes within this time make one state. */
  private static final Duration TOGETHER = Duration.ofMillis(5);

  /** So long the end waits for ZooKeeper or a disk. */
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  private final Planes planes;
  private final AssignmentStore assignments;
  private final Optional<AssignmentStore> ports;
  private final Clock clock;
  private final ProblemBook problems = new ProblemBook(Arrays.asList(BalancerProblem.values()));
  private final ScheduledExecutorService thread;
  private final ScheduledExecutorService waiting;
  private final Optional<StateKeeper> states;
  private final Controller controller;
  private final ServiceFollower follower;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean settleDue = new AtomicBoolean();
  private final BalancerMetrics metrics;
  private @Nullable ScheduledFuture<?> nextSettle;

  /**
   * A balancer that does nothing before its {@link #start}.
   *
   * @param web what makes web services of labels; empty: there are none; its store is closed with
   *     the balancer
   * @param assignments closed with the balancer
   * @param planes closed with it; none: names and {@code /v1/vips} only
   * @param clock monotonic, for grace times; {@link MonotonicClock#dateOf} makes dates of it
   */
  public LoadBalancer(
      LiveServices services,
      LoadBalancerSettings settings,
      Optional<BalancedWeb> web,
      AssignmentStore assignments,
      List<DataPlane> planes,
      Clock clock) {
    this(
        services,
        settings,
        web,
        assignments,
        planes,
        clock,
        thread("balancer"),
        thread("balancer-keeper"));
  }

  /** One that drops what is left when it is shut down. */
  private static ScheduledExecutorService thread(String name) {
    NamedScheduler thread = new NamedScheduler(name, new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return thread;
  }

  /** The same without web services. */
  public LoadBalancer(
      LiveServices services,
      LoadBalancerSettings settings,
      AssignmentStore assignments,
      List<DataPlane> planes,
      Clock clock) {
    this(services, settings, Optional.empty(), assignments, planes, clock);
  }

  /**
   * A balancer on given threads.
   *
   * @param thread decides everything
   * @param waiting reads and writes files and ZooKeeper
   */
  LoadBalancer(
      LiveServices services,
      LoadBalancerSettings settings,
      Optional<BalancedWeb> web,
      AssignmentStore assignments,
      List<DataPlane> planes,
      Clock clock,
      ScheduledExecutorService thread,
      ScheduledExecutorService waiting) {
    requireNonNull(services, "services");
    this.assignments = requireNonNull(assignments, "assignments");
    this.ports = web.map(BalancedWeb::ports);
    this.clock = requireNonNull(clock, "clock");
    this.thread = thread;
    this.waiting = waiting;
    this.planes = new Planes(planes, problems, clock);
    this.states =
        settings.stateFile().map(path -> new StateKeeper(new SavedState(path), problems, waiting));
    this.controller =
        new Controller(
            settings,
            web.map(
                it ->
                    new WebMembers(
                        it.services(),
                        new PortKeeper(it.ports(), it.pool(), problems, waiting, this::onPorts),
                        services,
                        problems,
                        settings.lossGrace())),
            new ClusterHosts(services),
            problems,
            this.planes,
            new AssignmentKeeper(assignments, problems, clock, waiting, this::onAssigned),
            clock,
            state -> states.ifPresent(keeper -> keeper.changed(this::kept)));
    this.follower =
        new ServiceFollower(services, controller, settings::isBalanced, thread, this::settleSoon);
    this.metrics = new BalancerMetrics(controller, this.planes, problems);
  }

  /** Begins: with the state of the last run if one is kept, then with the cluster's. */
  public void start() {
    planes.onChange(this::settleSoon);
    thread.execute(
        () -> {
          controller.begin();
          states.flatMap(keeper -> keeper.read(1)).ifPresent(controller::begin);
          listeners.forEach(Runnable::run);
          follower.follow();
          settle();
        });
  }

  private void onAssigned() {
    thread.execute(
        () -> {
          controller.assigned();
          settle();
        });
  }

  private void onPorts(Optional<SortedMap<String, Integer>> kept) {
    thread.execute(
        () -> {
          controller.foundPorts(kept);
          settle();
        });
  }

  private void settleSoon() {
    if (settleDue.compareAndSet(false, true)) {
      var unused = thread.schedule(this::settle, TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void settle() {
    settleDue.set(false);
    if (controller.settle()) {
      listeners.forEach(Runnable::run);
    }
    if (nextSettle != null) {
      nextSettle.cancel(false);
    }
    nextSettle =
        controller
            .nextDeadline()
            .<ScheduledFuture<?>>map(
                at -> thread.schedule(this::settle, millisUntil(at), TimeUnit.MILLISECONDS))
            .orElse(null);
  }

  private long millisUntil(Instant at) {
    return Math.max(1, Duration.between(clock.instant(), at).toMillis() + 1);
  }

  /** Has these settings from now on, except for the file of the last state. Returns at once. */
  public void update(LoadBalancerSettings now) {
    requireNonNull(now, "now");
    thread.execute(
        () -> {
          controller.update(now);
          settle();
        });
  }

  /** What the planes were last told; {@link DesiredState#NONE} before anything is known. */
  public DesiredState state() {
    return controller.state();
  }

  private KeptState kept() {
    return new KeptState(controller.state(), controller.places());
  }

  /** What DNS may say: names of VIPs that the planes have applied. */
  public PublishedNames names() {
    return controller.names();
  }

  /** Calls it whenever {@link #names} or {@link #state} has changed; it must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Who gives what to a VIP, in the order of the instances; for explanations. */
  public List<VipClaim> claims(VipKey key) {
    return controller.claims(key);
  }

  /** The planes, in the order given. */
  public List<PlaneReport> planes() {
    return planes.reports();
  }

  /** What can't be served, and why; of the planes too. */
  public ProblemBook problems() {
    return problems;
  }

  /** Its own rows and those of the planes. */
  public List<Metric> metrics() {
    return metrics.rows();
  }

  /** Has the planes end what is open, as each of them does; {@link #close} is next. */
  public void drain() {
    follower.close();
    end(thread); // what it still told the planes would be late
    planes.all().forEach(DataPlane::drain);
  }

  /** Ends it, the planes and the store. What planes keep outside of this process stays. */
  @Override
  public void close() {
    follower.close();
    end(thread);
    end(waiting);
    states.ifPresent(keeper -> keeper.writeLast(kept()));
    planes.all().forEach(DataPlane::close);
    assignments.close();
    ports.ifPresent(AssignmentStore::close);
  }

  private static void end(ScheduledExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
