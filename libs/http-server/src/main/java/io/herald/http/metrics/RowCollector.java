package io.herald.http.metrics;

import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rows' values when Prometheus asks. The rows may be others at each scrape, so their
 * names are not registered beforehand. Safe for any thread.
 */
final class RowCollector implements MultiCollector {

  private static final Logger log = LoggerFactory.getLogger(RowCollector.class);

  private static final String COUNTER_ENDING = "_total";
  private static final String INFO_ENDING = "_info";

  private final Supplier<List<Metric>> rows;

  RowCollector(Supplier<List<Metric>> rows) {
    this.rows = rows;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, List<Metric>> families = new LinkedHashMap<>();
    for (Metric row : rows.get()) {
      families.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
    }
    // One room's fault must not take the page from all others.
    Map<String, MetricSnapshot> snapshots = new LinkedHashMap<>();
    families.forEach(
        (name, family) -> {
          try {
            MetricSnapshot snapshot = snapshot(family);
            // Without its ending a counter may have the name of a gauge.
            if (snapshots.putIfAbsent(snapshot.getMetadata().getPrometheusName(), snapshot)
                != null) {
              log.error("the metric {} has the name of another; it is left out", name);
            }
          } catch (RuntimeException e) {
            log.error("the metric {} can't be read; it is left out", name, e);
          }
        });
    return new MetricSnapshots(snapshots.values());
  }

  /** Prometheus' model leaves out the endings that its text format adds. */
  private static MetricSnapshot snapshot(List<Metric> family) {
    Metric first = family.get(0);
    if (first instanceof Metric.Counter) {
      CounterSnapshot.Builder counters =
          CounterSnapshot.builder().name(without(COUNTER_ENDING, first)).help(first.help());
      for (Metric row : family) {
        counters.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(row))
                .value(((Metric.Counter) row).value().getAsDouble())
                .build());
      }
      return counters.build();
    }
    if (first instanceof Metric.Histogram) {
      HistogramSnapshot.Builder histograms =
          HistogramSnapshot.builder().name(first.name()).help(first.help());
      for (Metric row : family) {
        LatencyHistogram histogram = ((Metric.Histogram) row).value();
        histograms.dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(labels(row))
                .classicHistogramBuckets(buckets(histogram))
                .sum(histogram.sumSeconds())
                .build());
      }
      return histograms.build();
    }
    if (first.name().endsWith(INFO_ENDING)) {
      InfoSnapshot.Builder infos =
          InfoSnapshot.builder().name(without(INFO_ENDING, first)).help(first.help());
      family.forEach(
          row -> infos.dataPoint(InfoDataPointSnapshot.builder().labels(labels(row)).build()));
      return infos.build();
    }
    GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(first.name()).help(first.help());
    for (Metric row : family) {
      gauges.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(row))
              .value(((Metric.Gauge) row).value().getAsDouble())
              .build());
    }
    return gauges.build();
  }

  private static String without(String ending, Metric metric) {
    return metric.name().substring(0, metric.name().length() - ending.length());
  }

  private static Labels labels(Metric row) {
    Labels.Builder labels = Labels.builder();
    row.labels().forEach(labels::label);
    return labels.build();
  }

  private static ClassicHistogramBuckets buckets(LatencyHistogram histogram) {
    double[] bounds = LatencyHistogram.bounds();
    long[] counts = histogram.counts();
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < bounds.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return buckets.build();
  }
}
