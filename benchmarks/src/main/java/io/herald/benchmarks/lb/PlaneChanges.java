package io.herald.benchmarks.lb;

import io.herald.balancer.control.LoadBalancer;
import io.herald.balancer.control.LoadBalancerSettings;
import io.herald.balancer.control.MemoryAssignmentStore;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.vip.PoolRange;
import io.herald.balancer.vip.VipPool;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From a task's event to the plane that has applied it, in one process: a task of one VIP ends, and
 * comes again, VIP after VIP. Prints a row: plane, seconds until the first state is applied,
 * milliseconds of a change (median, p99), live heap in MiB. Arguments: the plane as {@link
 * BenchPlane} names it, HAProxy's folder, the pool, VIPs, backends of each, changes.
 */
public final class PlaneChanges {

  private static final int VIP_PORT = 18400;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 40_000;
  private static final int STEP = 7919; // a prime, so that neighbours don't follow each other
  private static final long PAUSE_NANOS = 50_000;
  private static final int WARM_UP = 20;

  private final LoadBalancer balancer;
  private final DataPlane plane;
  private final ChangingCluster cluster = new ChangingCluster();
  private final List<List<Task>> tasks = new ArrayList<>();

  private PlaneChanges(LoadBalancer balancer, DataPlane plane) {
    this.balancer = balancer;
    this.plane = plane;
  }

  public static void main(String[] args) throws Exception {
    int vips = Integer.parseInt(args[3]);
    int backends = Integer.parseInt(args[4]);
    int changes = Integer.parseInt(args[5]);
    NamedScheduler watchers = new NamedScheduler("watch", 1);
    MonotonicClock clock = MonotonicClock.startingNow();
    LoadBalancerSettings usual = LoadBalancerSettings.DEFAULT;
    LoadBalancerSettings settings =
        new LoadBalancerSettings(
            new VipPool(PoolRange.parse(args[2]), Optional.empty()),
            usual.zone(),
            usual.lossGrace(),
            usual.nameWait(),
            usual.stateFile());
    DataPlane plane = BenchPlane.open(args[0], args[2], Path.of(args[1]));
    try (ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, clock, watchers);
        LoadBalancer balancer =
            new LoadBalancer(log, settings, new MemoryAssignmentStore(), List.of(plane), clock)) {
      PlaneChanges run = new PlaneChanges(balancer, plane);
      log.follow(run.cluster.services());
      balancer.start();
      double first = run.begin(vips, backends);
      run.change(WARM_UP);
      long[] nanos = run.change(changes);
      System.out.printf(
          Locale.ROOT,
          "%s %.2f %.2f %.2f %d%n",
          args[0],
          first,
          millis(nanos[nanos.length / 2]),
          millis(nanos[Math.min(nanos.length - 1, (int) (nanos.length * 0.99))]),
          liveHeap() >> 20);
    }
    watchers.shutdownNow();
    System.exit(0); // HAProxy's and the kernel's go on, and end with who started this
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Seconds until all of it is applied. */
  private double begin(int vips, int backends) {
    Framework marathon = ClusterParts.framework("marathon");
    Agent agent = ClusterParts.agent("S1", "a1", "127.0.0.1");
    List<Entity> all = new ArrayList<>(List.of(marathon, agent));
    int number = 0;
    for (int vip = 0; vip < vips; vip++) {
      List<Task> ofVip = new ArrayList<>();
      for (int i = 0; i < backends; i++) {
        ofVip.add(
            new TaskDraft(marathon, agent, "app" + vip + "." + i, "app" + vip)
                .port(
                    "http",
                    FIRST_PORT + number++ % PORTS,
                    "tcp",
                    Map.of("VIP_0", "/app" + vip + ":" + VIP_PORT, "network-scope", "host"))
                .task());
      }
      tasks.add(ofVip);
      all.addAll(ofVip);
    }
    long begin = System.nanoTime();
    cluster.put(true, all);
    await(0);
    for (PlaneProblem problem : plane.status().problems()) {
      System.err.println(problem.what());
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Nanoseconds of each change, sorted. */
  private long[] change(int times) {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      Task task = tasks.get((i / 2 * STEP) % tasks.size()).get(0);
      long before = balancer.state().revision();
      long begin = System.nanoTime();
      if (i % 2 == 0) {
        cluster.remove(task);
      } else {
        cluster.put(task);
      }
      await(before);
      nanos[i] = System.nanoTime() - begin;
    }
    if (times % 2 == 1) {
      throw new IllegalArgumentException("changes " + times + " is odd; every task comes back");
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private void await(long before) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (balancer.state().revision() == before
        || plane.status().applied() < balancer.state().revision()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("not applied: " + plane.status());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
