package io.herald.dns.http;

import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;

/** What has been counted since the start, for metrics. */
public record Counters(
    QueryCounters queries, TransferCounters transfers, ForwardCounters forwarded) {

  /** All of them at zero. */
  public Counters() {
    this(new QueryCounters(), new TransferCounters(), new ForwardCounters());
  }
}
