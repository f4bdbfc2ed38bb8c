package io.herald.interop.debian;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.ports.FreePorts;
import io.herald.serverset.lint.Reader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

  private static final FreePorts PORTS = new FreePorts();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private static Path folder;
  private final List<Prometheus> running = new ArrayList<>();

  @AfterAll
  void stopPrometheus() throws Exception {
    for (Prometheus one : running) {
      one.process.close();
    }
  }

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public Reader reader() {
        return Reader.PROMETHEUS;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) throws Exception {
        if (running.isEmpty()) {
          running.add(start(zooKeeper));
        }
        Prometheus prometheus = running.get(0);
        return new View() {
          @Override
          public Set<Seen> seen() {
            return prometheus.targets(path, endpoint);
          }

          @Override
          public void close() {
            // The process serves all stories.
          }
        };
      }
    };
  }

  private static Prometheus start(String zooKeeper) throws IOException {
    int port = PORTS.take();
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
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
    ExternalProcess process =
        ExternalProcess.start(
            "prometheus",
            folder,
            "/usr/bin/prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    return new Prometheus(process, port);
  }

  private record Prometheus(ExternalProcess process, int port) {

    Set<RealReader.Seen> targets(String path, String endpoint) {
      Set<RealReader.Seen> seen = new HashSet<>();
      for (JsonNode target : ask().at("/data/activeTargets")) {
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

    private JsonNode ask() {
      URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/targets?state=active");
      try {
        return JSON.readTree(
            HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
      } catch (IOException e) {
        return JSON.createObjectNode(); // Not up yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return JSON.createObjectNode();
      }
    }
  }
}
