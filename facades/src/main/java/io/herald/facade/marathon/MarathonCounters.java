package io.herald.facade.marathon;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What the facade counts; outlives reloads. */
final class MarathonCounters {

  final AtomicInteger streams = new AtomicInteger();
  final LongAdder events = new LongAdder();
  final LongAdder cut = new LongAdder();
  final LongAdder refused = new LongAdder();

  List<Metric> rows(IntSupplier apps) {
    return List.of(
        Metric.gauge(
            "herald_marathon_event_streams",
            "Event streams of Marathon's clients that are open",
            streams::get),
        Metric.counter(
            "herald_marathon_events_total",
            "Events sent to Marathon's clients, each as often as it was sent",
            events::sum),
        Metric.counter(
            "herald_marathon_event_streams_cut_total",
            "Event streams that ended because their client read too slowly",
            cut::sum),
        Metric.counter(
            "herald_marathon_event_streams_refused_total",
            "Event streams that were refused because the client had too many",
            refused::sum),
        Metric.gauge(
            "herald_marathon_apps", "Apps that Marathon's clients are shown", apps::getAsInt));
  }
}
