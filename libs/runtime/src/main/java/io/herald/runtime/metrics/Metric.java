package io.herald.runtime.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * One series of a metric: a row of the table that each room keeps beside its counters. The name is
 * the published one, to the letter. Immutable; the value is read whenever it is asked for.
 *
 * <p>Rows of one name share a help text and the keys of their labels.
 */
public sealed interface Metric {

  /** {@code herald_dns_replies_total}. */
  String name();

  /** What it measures, for operators. */
  String help();

  /** Tells apart the rows of one name, in this order. */
  Map<String, String> labels();

  /** A number that only grows while the process runs; its name ends in {@code _total}. */
  record Counter(String name, String help, Map<String, String> labels, DoubleSupplier value)
      implements Metric {

    public Counter {
      if (!name.endsWith("_total")) {
        throw new IllegalArgumentException(
            "the counter \"" + name + "\" has another ending than _total");
      }
      labels = unmodifiable(labels);
    }
  }

  /** A number that goes up and down; NaN: there is none now. */
  record Gauge(String name, String help, Map<String, String> labels, DoubleSupplier value)
      implements Metric {

    public Gauge {
      labels = unmodifiable(labels);
    }
  }

  /** Durations in buckets. */
  record Histogram(String name, String help, Map<String, String> labels, LatencyHistogram value)
      implements Metric {

    public Histogram {
      labels = unmodifiable(labels);
    }
  }

  /**
   * A counter's row.
   *
   * @param labels keys and values by turns
   */
  static Metric counter(String name, String help, DoubleSupplier value, String... labels) {
    return new Counter(name, help, pairs(labels), value);
  }

  /**
   * A gauge's row.
   *
   * @param labels keys and values by turns
   */
  static Metric gauge(String name, String help, DoubleSupplier value, String... labels) {
    return new Gauge(name, help, pairs(labels), value);
  }

  /**
   * A histogram's row.
   *
   * @param labels keys and values by turns
   */
  static Metric histogram(String name, String help, LatencyHistogram value, String... labels) {
    return new Histogram(name, help, pairs(labels), value);
  }

  /** A gauge's value: the seconds between the two; NaN if there is no {@code then}. */
  static double secondsSince(Optional<Instant> then, Instant now) {
    return then.map(instant -> Duration.between(instant, now).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }

  private static Map<String, String> pairs(String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("a label has a key and a value");
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      pairs.put(labels[i], labels[i + 1]);
    }
    return pairs;
  }

  private static Map<String, String> unmodifiable(Map<String, String> labels) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
