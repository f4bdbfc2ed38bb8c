package io.herald.watch;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the log counts. Safe for any thread. */
final class WatchCounters {

  final LongAdder changes = new LongAdder();
  final AtomicInteger watches = new AtomicInteger();
  final LongAdder resumed = new LongAdder();
  final LongAdder snapshots = new LongAdder();
  final LongAdder lost = new LongAdder();

  List<Metric> metrics() {
    return List.of(
        Metric.counter(
            "herald_watch_changes_total",
            "Changes of instances that the log of changes took.",
            changes::sum),
        Metric.gauge("herald_watches", "Watches that are open.", watches::get),
        Metric.counter(
            "herald_watches_begun_total",
            "Watches that were begun, by what they began with.",
            resumed::sum,
            "with",
            "log"),
        Metric.counter(
            "herald_watches_begun_total",
            "Watches that were begun, by what they began with.",
            snapshots::sum,
            "with",
            "snapshot"),
        Metric.counter(
            "herald_watches_lost_total",
            "Watches that were ended because their reader fell behind the log.",
            lost::sum));
  }
}
