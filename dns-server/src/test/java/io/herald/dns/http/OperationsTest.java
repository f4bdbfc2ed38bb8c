package io.herald.dns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.runtime.version.ProductVersion;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health, readiness, metrics and the first page. */
class OperationsTest {

  @TempDir private Path folder;
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture(folder).serve("{'zk': 'zk://10.0.0.1:2181/mesos'}");
  }

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  @Test
  void itIsHealthyAtOnceAndReadyWithTheFirstPicture() throws Exception {
    ApiFixture.assertJson(api.get("/health"), "{\"healthy\":true}");
    HttpResponse<String> waiting = api.get("/ready");
    assertThat(waiting.statusCode()).isEqualTo(503);
    assertThat(ApiFixture.tree(waiting.body()).at("/waitingFor/0").asText()).isEqualTo("mesos");
    load();
    ApiFixture.assertJson(
        api.get("/ready"),
        """
        {"ready":true,"version":"%s","stale":false,"serial":1700000000,"snapshotSecondsAgo":7,"pictureSecondsAgo":7,
         "lastChange":"2023-11-14T22:13:20Z",
         "sources":[{"name":"mesos","stale":false,"following":"stream","trouble":null,"heardSecondsAgo":7,
                     "snapshotSecondsAgo":60,"pictureSecondsAgo":60,"recoveringAgents":0,
                     "worstAgeSeconds":12,"readEverySeconds":60.5,"hint":"an agent has a hat on"}],
         "savedSecondsAgo":null,
         "configuration":{"inForceSince":"2023-11-14T22:13:20Z","awaitedSince":null,
                          "refusedAt":null,"refusedFor":[]}}
        """
            .formatted(ProductVersion.current()));
    assertThat(api.get("/").body()).startsWith("Herald " + ProductVersion.current() + ", DNS");
    assertThat(api.get("/metrics").body())
        .contains("herald_build_info{")
        .contains("version=\"" + ProductVersion.current() + "\"");
  }

  @Test
  void aRefusedConfigurationIsShownWithItsReasons() throws Exception {
    api.configuration(
        ConfigStatus.first(ApiFixture.CLOCK.instant())
            .refused(ApiFixture.CLOCK.instant(), List.of("one", "two")));
    JsonNode ready = ApiFixture.tree(api.get("/ready").body()).get("configuration");
    assertThat(ready.get("refusedAt").asText()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(ready.get("refusedFor")).hasToString("[\"one\",\"two\"]");
    assertThat(api.get("/metrics").body().lines())
        .contains(
            "herald_config_refused 1.0",
            "herald_config_reloads_total{result=\"refused\"} 1.0",
            "herald_config_reloads_total{result=\"taken\"} 0.0");
    assertThat(api.get("/").body()).contains("is refused:", "one", "two");
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    load();
    HttpResponse<String> metrics = api.get("/metrics");
    assertThat(metrics.headers().firstValue("content-type").orElseThrow())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body().lines())
        .contains(
            "herald_dns_replies_total{rcode=\"NXDOMAIN\",transport=\"udp\"} 0.0",
            "herald_zone_loaded 1.0",
            "herald_zone_serial 1.7E9",
            "herald_catalog_entities{kind=\"task\"} 1.0",
            "herald_catalog_batches_total 1.0",
            "herald_catalog_heard_age_seconds 7.0",
            "herald_source_connected{source=\"mesos\"} 1.0",
            "herald_source_heard_age_seconds{source=\"mesos\"} 7.0",
            "herald_source_picture_age_seconds{source=\"mesos\"} 60.0",
            "herald_source_worst_age_seconds{source=\"mesos\"} 12.0",
            "herald_source_events_total{source=\"mesos\",type=\"HEARTBEAT\"} 3.0",
            "herald_naming_problems{kind=\"port\"} 0.0",
            "herald_config_refused 0.0");
  }

  @Test
  void requestsAreCountedByRouteAndStatus() throws Exception {
    api.get("/v1/hosts/a.mesos");
    api.get("/v1/hosts/b.mesos");
    api.get("/secret/path");
    api.send("POST", "/v1/version");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        api.get("/metrics")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("herald_http_requests_total"))
                            .filter(line -> !line.contains("/metrics")))
                    .containsExactlyInAnyOrder(
                        "herald_http_requests_total{code=\"200\",path=\"/v1/hosts/:host\"} 2.0",
                        "herald_http_requests_total{code=\"404\",path=\"other\"} 1.0",
                        "herald_http_requests_total{code=\"405\",path=\"other\"} 1.0"));
  }

  @Test
  void theFirstPageSaysWhereToGo() throws Exception {
    assertThat(api.get("/").body()).contains("/v1/axfr", "zone     mesos");
  }

  private void load() {
    api.portion()
        .replace(
            List.of(
                Entities.framework("f1", "marathon"),
                Entities.agent(),
                Entities.plain("f1", "t1", "web", 31000)));
  }
}
