package io.herald.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tests get of Prometheus. */
class PrometheusProcessTest {

  @TempDir private Path folder;

  @Test
  void itsTargetsQueriesAndMetricsAreReadOnceItAnswers() throws Exception {
    String config =
        """
        scrape_configs:
          - job_name: nobody
            static_configs: [{targets: ["127.0.0.1:1"]}]
        """;
    try (PrometheusProcess prometheus = PrometheusProcess.start(folder, config, "env", "A=B")) {
      await().until(() -> prometheus.activeTargets().size() == 1);
      assertThat(prometheus.activeTargets().at("/0/scrapePool").asText()).isEqualTo("nobody");
      assertThat(prometheus.query("1 + 1").toString()).contains("\"2\"");
      assertThat(prometheus.metrics()).contains("prometheus_build_info{");
    }
  }

  @Test
  void oneThatHasEndedIsSaidWithWhatItPrinted() throws Exception {
    try (PrometheusProcess prometheus = PrometheusProcess.start(folder, "no_such_key: 1\n")) {
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(prometheus::activeTargets)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("no_such_key"));
    }
  }
}
