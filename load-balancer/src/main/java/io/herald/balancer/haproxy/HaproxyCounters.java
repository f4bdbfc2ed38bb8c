package io.herald.balancer.haproxy;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the plane counts. Safe for any thread. */
final class HaproxyCounters {

  private final AtomicLong starts = new AtomicLong();
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong failedReloads = new AtomicLong();
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  void started() {
    starts.incrementAndGet();
  }

  void reloaded(boolean succeeded) {
    (succeeded ? reloads : failedReloads).incrementAndGet();
  }

  void commands(int count) {
    commands.addAndGet(count);
  }

  void up(boolean now) {
    up.set(now ? 1 : 0);
  }

  void leftOut(int count) {
    leftOut.set(count);
  }

  List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_lb_haproxy_up", "Whether HAProxy answers at its Runtime API.", up::get),
        Metric.counter(
            "herald_lb_haproxy_starts_total", "How often Herald started HAProxy.", starts::get),
        Metric.counter(
            "herald_lb_haproxy_reloads_total",
            "Reloads of HAProxy, by whether it took the file.",
            reloads::get,
            "result",
            "loaded"),
        Metric.counter(
            "herald_lb_haproxy_reloads_total",
            "Reloads of HAProxy, by whether it took the file.",
            failedReloads::get,
            "result",
            "failed"),
        Metric.counter(
            "herald_lb_haproxy_commands_total",
            "Commands to HAProxy's Runtime API that changed servers or maps.",
            commands::get),
        Metric.gauge(
            "herald_lb_haproxy_left_out",
            "Services and VIPs that HAProxy doesn't take and that are left out of its file.",
            leftOut::get));
  }
}
