package io.herald.api.watch;

import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What watching clients cost and get. Safe for any thread. */
final class WatchFigures {

  final AtomicInteger watchers = new AtomicInteger();
  final LongAdder refused = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder stalled = new LongAdder();
  final LatencyHistogram delivery = new LatencyHistogram();

  List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_watch_clients",
            "Requests that watch the services or wait for a change.",
            watchers::get),
        Metric.counter(
            "herald_watch_clients_refused_total",
            "Requests to watch that were over a limit.",
            refused::sum),
        Metric.counter(
            "herald_watch_clients_stalled_total",
            "Watching clients that were cut because they had stopped reading.",
            stalled::sum),
        Metric.counter(
            "herald_watch_events_total", "Events that were sent to watching clients.", events::sum),
        Metric.histogram(
            "herald_watch_delivery_seconds",
            "From a change of an instance to its event's leaving for a watching client.",
            delivery));
  }
}
