package io.herald.facade.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.catalog.model.Network;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import io.herald.prometheus.PrometheusProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus' marathon_sd reads of the facade: Debian's package {@code prometheus}, which
 * {@code ./herald test} installs.
 */
class PrometheusMarathonTest {

  @TempDir private Path folder;

  private static TaskDraft task(String name, int number) {
    return new TaskDraft(
        ShownCluster.MARATHON,
        number % 2 == 0 ? ShownCluster.ONE : ShownCluster.TWO,
        name + ".8cad6a69-6ca8-11e7-beb2-0e2beceebfc" + number,
        name);
  }

  @Test
  void prometheusReadsEveryPortOfEveryTask() throws Exception {
    try (ShownCluster cluster = new ShownCluster();
        MarathonFacade facade = new MarathonFacade(cluster.live(), Clock.systemUTC())) {
      facade.serve(MarathonSettings.OFF.withPort(0), List.of());
      cluster.serve(facade.routes()).withAgents();
      for (int i = 0; i < 3; i++) {
        cluster.put(
            task("host", i)
                .discovered("host")
                .port("http", 31000 + i, "tcp", Map.of("metrics", "/metrics"))
                .port("admin", 32000 + i)
                .labels(Map.of("team", "blue"))
                .task());
      }
      cluster.put(
          task("bridge", 4)
              .network(Network.Mode.MAPPED, new Network.Mapping(33000, 80, "tcp"))
              .discovered("bridge")
              .port("http", 33000)
              .task(),
          task("own", 5)
              .network(Network.Mode.OWN)
              .discovered("own")
              .port("http", 8080)
              .at("9.0.1.6")
              .task());
      try (PrometheusProcess prometheus = PrometheusProcess.start(folder, config(cluster))) {
        await()
            .untilAsserted(
                () ->
                    assertThat(targets(prometheus))
                        .containsExactly(
                            "/bridge agent1.example:33000 0 - -",
                            "/host agent1.example:31000 0 /metrics blue",
                            "/host agent1.example:31002 0 /metrics blue",
                            "/host agent1.example:32000 1 - blue",
                            "/host agent1.example:32002 1 - blue",
                            "/host agent2.example:31001 0 /metrics blue",
                            "/host agent2.example:32001 1 - blue",
                            "/own 9.0.1.6:8080 0 - -"));
        cluster.remove(task("host", 1).task());
        await()
            .untilAsserted(
                () ->
                    assertThat(targets(prometheus))
                        .hasSize(6)
                        .noneMatch(target -> target.contains("31001")));
        // What it can't read it keeps: the facade is gone, its targets are not.
        facade.serve(MarathonSettings.OFF, List.of());
        await().until(() -> cluster.get("/v2/apps").statusCode() == 503);
        await().until(() -> failures(prometheus) > 0);
        assertThat(targets(prometheus)).hasSize(6);
      }
    }
  }

  private static String config(ShownCluster cluster) {
    return """
        scrape_configs:
          - job_name: mesos
            marathon_sd_configs:
              - servers: ["http://127.0.0.1:%d"]
                refresh_interval: 1s
        """
        .formatted(cluster.port());
  }

  private static Set<String> targets(PrometheusProcess prometheus) {
    Set<String> targets = new TreeSet<>();
    for (JsonNode target : prometheus.activeTargets()) {
      JsonNode labels = target.get("discoveredLabels");
      targets.add(
          String.join(
              " ",
              labels.path("__meta_marathon_app").asText(),
              labels.path("__address__").asText(),
              labels.path("__meta_marathon_port_index").asText(),
              labels.path("__meta_marathon_port_definition_label_metrics").asText("-"),
              labels.path("__meta_marathon_app_label_team").asText("-")));
    }
    return targets;
  }

  private static int failures(PrometheusProcess prometheus) {
    return prometheus
        .metrics()
        .lines()
        .filter(
            line ->
                line.startsWith("prometheus_sd_refresh_failures_total{")
                    && line.contains("marathon"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
