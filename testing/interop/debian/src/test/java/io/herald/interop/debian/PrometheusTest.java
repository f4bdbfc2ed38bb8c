package io.herald.interop.debian;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.prometheus.PrometheusProcess;
import io.herald.serverset.lint.ServerSetReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' serverset_sd: one process for all stories, which follows the whole tree. */
class PrometheusTest extends ReaderStories {

  @TempDir private static Path folder;
  private final List<PrometheusProcess> running = new ArrayList<>();

  @AfterAll
  void stopPrometheus() throws Exception {
    for (PrometheusProcess one : running) {
      one.close();
    }
  }

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public ServerSetReader reader() {
        return ServerSetReader.PROMETHEUS;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) throws Exception {
        if (running.isEmpty()) {
          running.add(start(zooKeeper));
        }
        PrometheusProcess prometheus = running.get(0);
        return new View() {
          @Override
          public Set<Seen> seen() {
            return targets(prometheus, path, endpoint);
          }

          @Override
          public void close() {
            // The process serves all stories.
          }
        };
      }
    };
  }

  private static PrometheusProcess start(String zooKeeper) throws IOException {
    return PrometheusProcess.start(
        folder,
        """
        scrape_configs:
          - job_name: serversets
            serverset_sd_configs:
              - servers: ["%s"]
                paths: ["/aurora"]
            relabel_configs:
              # Targets that end with the same labels are one.
              - source_labels: [__meta_serverset_path]
                target_label: path
        """
            .formatted(zooKeeper));
  }

  private static Set<RealReader.Seen> targets(
      PrometheusProcess prometheus, String path, String endpoint) {
    Set<RealReader.Seen> seen = new HashSet<>();
    for (JsonNode target : prometheus.activeTargets()) {
      JsonNode labels = target.get("discoveredLabels");
      if (!labels.path("__meta_serverset_path").asText().startsWith(path + "/")) {
        continue;
      }
      String suffix = endpoint.isEmpty() ? "" : "_" + endpoint;
      seen.add(
          new RealReader.Seen(
              labels.path("__meta_serverset_endpoint_host" + suffix).asText(),
              labels.path("__meta_serverset_endpoint_port" + suffix).asInt(),
              OptionalInt.of(labels.path("__meta_serverset_shard").asInt())));
    }
    return seen;
  }
}
