package io.herald.dns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.prometheus.PrometheusProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus itself says of {@code /metrics}: Debian's package {@code prometheus}, which
 * {@code ./herald test} installs.
 */
class PrometheusTest {

  @TempDir private Path folder;
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret");
    api =
        new ApiFixture(folder)
            .serve("{'masters': ['10.0.0.1:5050'], 'httpTokenFile': '" + token + "'}");
    api.portion()
        .replace(
            List.of(
                Entities.framework("f1", "marathon"),
                Entities.agent(),
                Entities.plain("f1", "t1", "web", 31000)));
  }

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  @Test
  void promtoolHasNothingToSayButOfTwoOldNames() throws Exception {
    Process promtool = promtool();
    String metrics = api.send("GET", "/metrics", "Authorization", "Bearer s3cret").body();
    try (var in = promtool.getOutputStream()) {
      in.write(metrics.getBytes(UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    promtool.waitFor();
    // Micrometer's names, which dashboards use.
    assertThat(said.lines())
        .containsExactlyInAnyOrder(
            "process_cpu_time_ns_total metric names should not contain abbreviated units",
            "system_cpu_count non-histogram and non-summary metrics should not have \"_count\""
                + " suffix");
    assertThat(metrics).contains("herald_zone_serial");
  }

  @Test
  void prometheusScrapesThemWithItsToken() throws Exception {
    String config =
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: herald
            authorization: {credentials_file: TOKEN}
            static_configs: [{targets: ["HERALD"]}]
        """
            .replace("TOKEN", folder.resolve("token").toString())
            .replace("HERALD", URI.create(api.url()).getAuthority());
    try (PrometheusProcess prometheus = PrometheusProcess.start(folder, config)) {
      await().untilAsserted(() -> assertThat(value(prometheus, "up")).isEqualTo("1"));
      assertThat(value(prometheus, "herald_zone_loaded")).isEqualTo("1");
      assertThat(value(prometheus, "herald_zone_serial")).isEqualTo("1700000000");
      assertThat(value(prometheus, "herald_catalog_entities{kind=\"task\"}")).isEqualTo("1");
      assertThat(value(prometheus, "herald_catalog_heard_age_seconds")).isEqualTo("7");
      assertThat(value(prometheus, "sum(herald_dns_replies_total)")).isEqualTo("0");
      assertThat(value(prometheus, "herald_config_refused")).isEqualTo("0");
    }
  }

  private static String value(PrometheusProcess prometheus, String query) {
    JsonNode result = prometheus.query(query);
    assertThat(result).as(query).hasSize(1);
    return result.at("/0/value/1").asText();
  }

  private static Process promtool() throws IOException {
    try {
      return new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "promtool can't be started; install Debian's package prometheus, or run ./herald test,"
              + " which does",
          e);
    }
  }
}
