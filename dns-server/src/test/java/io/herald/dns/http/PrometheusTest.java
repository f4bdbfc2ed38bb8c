package io.herald.dns.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus itself says of {@code /metrics}: Debian's package {@code prometheus}, which
 * {@code ./herald test} installs.
 */
class PrometheusTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Duration PATIENCE = Duration.ofMinutes(5);

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
    Process promtool = started("promtool", "check", "metrics");
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
    int port = PORTS.take();
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: herald
                authorization: {credentials_file: TOKEN}
                static_configs: [{targets: ["HERALD"]}]
            """
                .replace("TOKEN", folder.resolve("token").toString())
                .replace("HERALD", URI.create(api.url()).getAuthority()));
    Process prometheus =
        started(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    try {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> value(port, "up").equals("1"));
      assertThat(value(port, "herald_zone_loaded")).isEqualTo("1");
      assertThat(value(port, "herald_zone_serial")).isEqualTo("1700000000");
      assertThat(value(port, "herald_catalog_entities{kind=\"task\"}")).isEqualTo("1");
      assertThat(value(port, "herald_catalog_heard_age_seconds")).isEqualTo("7");
      assertThat(value(port, "sum(herald_dns_replies_total)")).isEqualTo("0");
      assertThat(value(port, "herald_config_refused")).isEqualTo("0");
    } finally {
      prometheus.destroy();
      assertThat(prometheus.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String value(int port, String query) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    JsonNode result = ApiFixture.tree(answer.body()).at("/data/result");
    assertThat(result).as(query).hasSize(1);
    return result.at("/0/value/1").asText();
  }

  private Process started(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(
              command[0].equals("prometheus")
                  ? ProcessBuilder.Redirect.to(folder.resolve("prometheus.log").toFile())
                  : ProcessBuilder.Redirect.PIPE)
          .start();
    } catch (IOException e) {
      throw new IOException(
          command[0]
              + " can't be started; install Debian's package prometheus, or run"
              + " ./herald test, which does",
          e);
    }
  }
}
