package io.herald.facade.consul;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** What the facade counts; outlives reloads. */
final class ConsulCounters {

  final AtomicInteger waiting = new AtomicInteger();
  final LongAdder changed = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder refused = new LongAdder();

  List<Metric> rows(IntSupplier services) {
    String ended = "herald_consul_blocking_queries_total";
    String help = "Blocking queries of Consul's clients that ended, by why";
    return List.of(
        Metric.gauge(
            "herald_consul_waiting_queries",
            "Blocking queries of Consul's clients that wait",
            waiting::get),
        Metric.counter(ended, help, changed::sum, "end", "changed"),
        Metric.counter(ended, help, timedOut::sum, "end", "timeout"),
        Metric.counter(ended, help, left::sum, "end", "client_left"),
        Metric.counter(ended, help, refused::sum, "end", "refused"),
        Metric.gauge(
            "herald_consul_services",
            "Services that Consul's clients are shown",
            services::getAsInt));
  }
}
