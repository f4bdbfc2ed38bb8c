package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.agent;
import static io.herald.balancer.control.BalancedCluster.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Task;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The balancer on its own threads, at the size that it is made for: 1,000 VIPs of 10 backends. */
class LiveBalancerTest {

  private static final int VIPS = 1000;
  private static final int BACKENDS = 10;

  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new HostResolver() {
            @Override
            public void watch(String host, Listener listener) {}

            @Override
            public void unwatch(String host) {}
          },
          new ProblemBook(List.of(EntityProblem.values())));
  private final NamedScheduler watchers = new NamedScheduler("watch", 2);
  private final ServiceLog log =
      new ServiceLog(WatchSettings.DEFAULT, MonotonicClock.startingNow(), watchers);
  private final NotingPlane plane = new NotingPlane();
  private final LoadBalancer balancer =
      new LoadBalancer(
          log,
          BalancedCluster.DCOS,
          new MemoryAssignmentStore(),
          List.of(plane),
          MonotonicClock.startingNow());
  private long number;

  @BeforeEach
  void start() {
    log.follow(services);
    balancer.start();
  }

  @AfterEach
  void end() {
    balancer.close();
    log.close();
    watchers.shutdownNow();
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }

  private static Task backend(int vip, int n) {
    return task("web" + vip + "." + n, agent(1 + n), 31000 + vip, "VIP_0", "/web" + vip + ":80");
  }

  @Test
  void aChangeOfOneTaskIsOneStateAndNothingIsLost() {
    List<Change> all = new ArrayList<>();
    all.add(new Change.Added(MARATHON));
    for (int n = 1; n <= BACKENDS; n++) {
      Agent agent = agent(n);
      all.add(new Change.Added(agent));
    }
    for (int vip = 0; vip < VIPS; vip++) {
      for (int n = 0; n < BACKENDS; n++) {
        all.add(new Change.Added(backend(vip, n)));
      }
    }
    batch(all);
    await().untilAsserted(() -> assertThat(balancer.names().names()).hasSize(VIPS));
    assertThat(balancer.state().vips()).hasSize(VIPS);
    int before = plane.told.size();

    for (int vip = 0; vip < VIPS; vip++) {
      Task old = backend(vip, 0);
      batch(List.of(new Change.Changed(old, BalancedCluster.in(old, "TASK_KILLING"))));
    }

    await()
        .untilAsserted(
            () ->
                assertThat(balancer.state().vips().values())
                    .allSatisfy(
                        vip -> {
                          assertThat(vip.backends()).hasSize(BACKENDS);
                          assertThat(vip.backends().get(0).isDraining()).isTrue();
                        }));
    List<DesiredState> told = plane.told;
    assertThat(told.size() - before).isBetween(1, VIPS);
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i).revision()).isEqualTo(told.get(i - 1).revision() + 1);
    }
    await()
        .untilAsserted(
            () -> assertThat(plane.status().applied()).isEqualTo(balancer.state().revision()));
  }

  /** Applies at once, on the balancer's thread. */
  private static final class NotingPlane implements DataPlane {
    private final List<DesiredState> told = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return "noting";
    }

    @Override
    public void apply(DesiredState state) {
      told.add(state);
      listeners.forEach(Runnable::run);
    }

    @Override
    public PlaneStatus status() {
      return new PlaneStatus(told.isEmpty() ? 0 : told.get(told.size() - 1).revision(), List.of());
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
    public void close() {}
  }
}
