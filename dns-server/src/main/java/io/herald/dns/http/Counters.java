package io.herald.dns.http;

import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.forward.ForwardMetrics;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transfer.TransferMetrics;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.QueryMetrics;
import io.herald.http.HttpCounters;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;

/** What has been counted since the process started, for metrics. */
public record Counters(
    QueryCounters queries,
    TransferCounters transfers,
    ForwardCounters forwarded,
    HttpCounters http) {

  /** All of them at zero. */
  public Counters() {
    this(new QueryCounters(), new TransferCounters(), new ForwardCounters(), new HttpCounters());
  }

  /** What {@code /metrics} publishes of them. */
  List<Metric> metrics() {
    List<Metric> rows = new ArrayList<>();
    rows.addAll(QueryMetrics.of(queries));
    rows.addAll(TransferMetrics.of(transfers));
    rows.addAll(ForwardMetrics.of(forwarded));
    rows.addAll(http.metrics());
    return rows;
  }
}
