package io.herald.publish.writer;

import io.herald.runtime.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What publishers of one process count, over reloads. Safe for any thread. */
public final class PublisherCounters {

  private final LongAdder puts = new LongAdder();
  private final LongAdder deletes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder terms = new LongAdder();
  private volatile boolean publishes;
  private volatile boolean leads;
  private volatile boolean failing;
  private volatile long keys;
  private volatile long foreign;
  private volatile long pending;

  void wrote(int put, int deleted) {
    puts.add(put);
    deletes.add(deleted);
  }

  void failed() {
    failing = true;
    failures.increment();
  }

  void succeeded() {
    failing = false;
  }

  void refused() {
    refused.increment();
  }

  void publishes(boolean now) {
    publishes = now;
  }

  void leads(boolean now) {
    if (now && !leads) {
      terms.increment();
    }
    leads = now;
  }

  void stands(long ownKeys, long foreignKeys, long pendingKeys) {
    keys = ownKeys;
    foreign = foreignKeys;
    pending = pendingKeys;
  }

  /** The rows of the metrics page. */
  public List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_publish_leader",
            "1 while this process writes SkyDNS' keys, 0 while another one does; NaN if it doesn't"
                + " publish",
            () -> publishes ? (leads ? 1 : 0) : Double.NaN),
        Metric.gauge(
            "herald_publish_connected",
            "1 while etcd answers the publisher, 0 while it is away; NaN if it doesn't publish",
            () -> publishes ? (failing ? 0 : 1) : Double.NaN),
        Metric.counter(
            "herald_publish_terms_total",
            "How often this process became the one that writes",
            terms::sum),
        Metric.gauge(
            "herald_publish_keys",
            "Keys of ours below the zone, as etcd tells them; 0 unless this process writes",
            () -> keys),
        Metric.gauge(
            "herald_publish_foreign_keys",
            "Keys that are needed and are somebody else's; they are left as they are",
            () -> foreign),
        Metric.gauge(
            "herald_publish_pending_keys", "Keys that are still to be written", () -> pending),
        Metric.counter(
            "herald_publish_writes_total", "Keys that were written", puts::sum, "kind", "put"),
        Metric.counter(
            "herald_publish_writes_total",
            "Keys that were written",
            deletes::sum,
            "kind",
            "delete"),
        Metric.counter(
            "herald_publish_refused_total",
            "Transactions that etcd didn't do, as another publisher writes or a key had changed",
            refused::sum),
        Metric.counter(
            "herald_publish_failures_total",
            "Requests to etcd that failed and are tried again",
            failures::sum));
  }
}
