package io.herald.balancer.proxy.traffic;

import io.herald.balancer.proxy.choice.ConnectFailure;
import io.herald.runtime.metrics.LatencyHistogram;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one VIP. Safe for any thread; adding allocates nothing. */
public final class VipCounters {

  /** Why a client was turned away. */
  public enum Refusal {
    /** No backend has a weight above 0, or all are unhealthy and that isn't overlooked. */
    NO_BACKEND,
    /** Every backend that was tried failed. */
    BACKENDS_FAILED,
    /** The VIP has as many connections as its labels allow. */
    LIMIT,
    /** The plane has as many as it may. */
    PLANE_LIMIT,
    /** A PROXY header was wanted, and none came, or one that can't be read. */
    PROXY_HEADER;

    /** As metrics have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Connections, or sessions of UDP, that are open. */
  public final AtomicInteger open = new AtomicInteger();

  /** Connections, or sessions of UDP, since the start. */
  public final LongAdder accepted = new LongAdder();

  /** Bytes from clients. */
  public final LongAdder received = new LongAdder();

  /** Bytes to clients. */
  public final LongAdder sent = new LongAdder();

  /** Connections that ended since nothing was sent for the idle time. */
  public final LongAdder idle = new LongAdder();

  /** Datagrams that could not be passed on. */
  public final LongAdder dropped = new LongAdder();

  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private final Map<ConnectFailure, LongAdder> failures = new EnumMap<>(ConnectFailure.class);
  private final LatencyHistogram connects;

  /**
   * @param connects of all VIPs together: how long connects to backends take
   */
  public VipCounters(LatencyHistogram connects) {
    this.connects = connects;
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new LongAdder());
    }
    for (ConnectFailure failure : ConnectFailure.values()) {
      failures.put(failure, new LongAdder());
    }
  }

  /** Clients that were turned away for this reason. */
  public LongAdder of(Refusal refusal) {
    return adder(refusals, refusal);
  }

  /** Connects to backends that failed so. */
  public LongAdder of(ConnectFailure failure) {
    return adder(failures, failure);
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    LongAdder adder = adders.get(key);
    if (adder == null) {
      throw new IllegalStateException("every value has its adder: " + key);
    }
    return adder;
  }

  /** A connect to a backend has succeeded after so many nanoseconds. */
  public void connected(long nanos) {
    connects.add(nanos);
  }
}
