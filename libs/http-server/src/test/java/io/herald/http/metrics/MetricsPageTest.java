package io.herald.http.metrics;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.runtime.metrics.LatencyHistogram;
import io.herald.runtime.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

  private final List<Metric> rows = new ArrayList<>();
  private final MetricsPage page = new MetricsPage(() -> List.copyOf(rows));

  @AfterEach
  void close() {
    page.close();
  }

  /** The lines of our own metrics, but for the buckets that hold nothing. */
  private String scraped() {
    return page.scrape()
        .lines()
        .filter(line -> line.contains("test_"))
        .filter(line -> !line.endsWith("\"} 0"))
        .collect(joining("\n"));
  }

  @Test
  void everyRowIsASeriesOfItsName() {
    LatencyHistogram latency = new LatencyHistogram();
    latency.add(6_000_000_000L);
    rows.add(Metric.counter("test_replies_total", "Replies", () -> 3, "code", "a"));
    rows.add(Metric.gauge("test_age_seconds", "Age", () -> Double.NaN));
    rows.add(Metric.counter("test_replies_total", "Replies", () -> 4, "code", "b"));
    rows.add(Metric.gauge("test_build_info", "Versions", () -> 1, "version", "1"));
    rows.add(Metric.histogram("test_latency_seconds", "Latency", latency));

    assertThat(scraped())
        .isEqualTo(
            """
            # HELP test_age_seconds Age
            # TYPE test_age_seconds gauge
            test_age_seconds NaN
            # HELP test_build_info Versions
            # TYPE test_build_info gauge
            test_build_info{version="1"} 1
            # HELP test_latency_seconds Latency
            # TYPE test_latency_seconds histogram
            test_latency_seconds_bucket{le="10.0"} 1
            test_latency_seconds_bucket{le="+Inf"} 1
            test_latency_seconds_count 1
            test_latency_seconds_sum 6.0
            # HELP test_replies_total Replies
            # TYPE test_replies_total counter
            test_replies_total{code="a"} 3.0
            test_replies_total{code="b"} 4.0""");
  }

  @Test
  void theRowsMayBeOthersAtEachScrape() {
    rows.add(Metric.gauge("test_before", "Gone later", () -> 1));
    assertThat(scraped()).contains("test_before 1.0");
    rows.clear();
    rows.add(Metric.gauge("test_after", "New", () -> 2));
    assertThat(scraped()).contains("test_after 2.0").doesNotContain("test_before");
  }

  @Test
  void aCounterWithAnotherEndingIsAMistake() {
    assertThatThrownBy(() -> Metric.counter("test_replies", "Replies", () -> 1))
        .hasMessageContaining("\"test_replies\"")
        .hasMessageContaining("_total");
  }
}
