package io.herald.dns.http;

import io.herald.dns.transport.LatencyHistogram;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Histograms that are counted elsewhere, as Prometheus takes them: Micrometer's own would have to
 * be told of each query. Filled before it is registered; then for any threads.
 */
final class LatencyMetrics implements MultiCollector {

  /** The histograms of one name, by the value of their label; no label: there is one. */
  private record Family(String name, String help, String label, Map<String, LatencyHistogram> of) {}

  private final List<Family> families = new ArrayList<>();

  /**
   * Adds those of one name.
   *
   * @param label what tells them apart; empty: nothing, as there is one
   */
  LatencyMetrics with(
      String name, String help, String label, Map<String, LatencyHistogram> histograms) {
    families.add(new Family(name, help, label, new LinkedHashMap<>(histograms)));
    return this;
  }

  void register(PrometheusRegistry registry) {
    registry.register(this);
  }

  @Override
  public List<String> getPrometheusNames() {
    return families.stream().map(Family::name).toList();
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    for (Family family : families) {
      HistogramSnapshot.Builder snapshot =
          HistogramSnapshot.builder().name(family.name()).help(family.help());
      family
          .of()
          .forEach(
              (value, histogram) ->
                  snapshot.dataPoint(
                      HistogramDataPointSnapshot.builder()
                          .labels(
                              family.label().isEmpty()
                                  ? Labels.EMPTY
                                  : Labels.of(family.label(), value))
                          .classicHistogramBuckets(buckets(histogram))
                          .sum(histogram.sumSeconds())
                          .build()));
      snapshots.metricSnapshot(snapshot.build());
    }
    return snapshots.build();
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
