package io.herald.facade.marathon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import io.herald.runtime.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The event stream, as its readers take it apart. */
class MarathonStreamsTest {

  private static final String UUID = ".8cad6a69-6ca8-11e7-beb2-0e2beceebfcc";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ShownCluster cluster = new ShownCluster();
  private final MarathonFacade facade = new MarathonFacade(cluster.live(), Clock.systemUTC());

  @BeforeEach
  void serve() throws Exception {
    facade.serve(new MarathonSettings(Optional.of(0), List.of("marathon"), 3), List.of());
    cluster.serve(facade.routes()).withAgents();
    await().until(() -> cluster.get("/v2/apps").statusCode() == 200);
  }

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  private static TaskDraft task(String app) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, app + UUID, app).resource(31000);
  }

  private double metric(String name) {
    return facade.metrics().stream()
        .filter(row -> row.name().equals(name))
        .mapToDouble(
            row ->
                row instanceof Metric.Gauge gauge
                    ? gauge.value().getAsDouble()
                    : ((Metric.Counter) row).value().getAsDouble())
        .sum();
  }

  /** An open stream; reads as Marathon-LB and go-marathon do, by lines. */
  private final class Reader implements AutoCloseable {
    private final InputStream in;

    Reader(String query) throws Exception {
      HttpResponse<InputStream> response =
          HTTP.send(
              HttpRequest.newBuilder(cluster.uri("/v2/events" + query))
                  .header("Accept", "text/event-stream")
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("text/event-stream;charset=utf-8");
      in = response.body();
    }

    /** Everything up to the empty line behind an event. */
    private String block() throws IOException {
      StringBuilder text = new StringBuilder();
      while (!text.toString().endsWith("\r\n\r\n") || text.toString().isBlank()) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("the stream has ended after " + text);
        }
        text.append((char) next);
      }
      return text.toString().strip();
    }

    JsonNode event(String type) throws IOException {
      String block = block();
      assertThat(block).startsWith("event: " + type + "\r\ndata: {").doesNotContain("\n\n");
      JsonNode data = ShownCluster.tree(block.substring(block.indexOf("data: ") + 6));
      assertThat(data.get("eventType").asText()).isEqualTo(type);
      assertThat(data.get("timestamp").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
      return data;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Test
  void aTaskThatComesChangesAndGoesIsTold() throws Exception {
    try (Reader reader = new Reader("")) {
      assertThat(reader.event("event_stream_attached").get("remoteAddress").asText())
          .isEqualTo("127.0.0.1");
      cluster.put(task("a_b").state("TASK_STAGING").task());
      JsonNode staging = reader.event("status_update_event");
      assertThat(staging.get("taskStatus").asText()).isEqualTo("TASK_STAGING");
      assertThat(staging.get("appId").asText()).isEqualTo("/a/b");
      assertThat(staging.get("taskId").asText()).isEqualTo("a_b" + UUID);
      assertThat(staging.get("host").asText()).isEqualTo("agent1.example");
      assertThat(staging.get("slaveId").asText()).isEqualTo("S1");
      assertThat(staging.get("ports")).isEqualTo(ShownCluster.tree("[31000]"));

      cluster.put(task("a_b").task());
      assertThat(reader.event("status_update_event").get("taskStatus").asText())
          .isEqualTo("TASK_RUNNING");
      cluster.put(task("a_b").healthy(true).task());
      JsonNode healthy = reader.event("health_status_changed_event");
      assertThat(healthy.get("alive").asBoolean()).isTrue();
      assertThat(healthy.get("instanceId").asText()).isEqualTo("a_b" + UUID);
      cluster.put(task("a_b").healthy(false).task());
      assertThat(reader.event("health_status_changed_event").get("alive").asBoolean()).isFalse();
      cluster.remove(task("a_b").task());
      assertThat(reader.event("status_update_event").get("taskStatus").asText())
          .isEqualTo("TASK_KILLED");
      assertThat(reader.event("app_terminated_event").get("appId").asText()).isEqualTo("/a/b");
    }
  }

  /** As Marathon-LB asks, and as go-marathon is told by Traefik. */
  @Test
  void onlyTheTypesThatWereAskedForAreSent() throws Exception {
    try (Reader reader =
            new Reader(
                "?plan-format=light&event_type=api_post_event"
                    + "&event_type=health_status_changed_event&event_type=status_update_event");
        Reader attached = new Reader("?event_type=event_stream_detached")) {
      cluster.put(task("web").task());
      assertThat(reader.event("status_update_event").get("appId").asText()).isEqualTo("/web");
      cluster.remove(task("web").task());
      reader.event("status_update_event");
      cluster.put(task("db").healthy(true).task());
      reader.event("status_update_event");
      reader.event("health_status_changed_event");
      reader.close();
      attached.event("event_stream_detached");
    }
    await().until(() -> metric("herald_marathon_event_streams") == 0);
  }

  @Test
  void anEmptyLineShowsThatTheStreamIsAlive() throws Exception {
    try (Reader reader = new Reader("?event_type=none")) {
      assertThat(reader.in.readNBytes(2)).isEqualTo("\r\n".getBytes(UTF_8));
    }
  }

  @Test
  void aCompressedStreamIsNotHeldBack() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /v2/events HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"
                  .getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (!text.toString().contains("event_stream_attached")) {
        int next = in.read();
        assertThat(next).as("the stream must not end").isNotNegative();
        text.append((char) next);
      }
      assertThat(text.toString().toLowerCase(Locale.ROOT)).doesNotContain("content-encoding: gzip");
    }
  }

  @Test
  void aSlowReaderIsCutAndTheOthersAreNot() throws Exception {
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(cluster.address());
      slow.getOutputStream().write("GET /v2/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      await().until(() -> metric("herald_marathon_event_streams") == 1);
      try (Reader reader = new Reader("?event_type=health_status_changed_event")) {
        String label = "x".repeat(1000);
        boolean healthy = false;
        int sent = 0;
        while (metric("herald_marathon_event_streams_cut_total") == 0) {
          healthy = !healthy;
          cluster.put(
              new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, "web" + label + UUID, "web")
                  .healthy(healthy)
                  .task());
          assertThat(reader.event("health_status_changed_event").get("alive").asBoolean())
              .isEqualTo(healthy);
          sent++;
        }
        assertThat(sent).isGreaterThan(100);
      }
    }
    await().until(() -> metric("herald_marathon_event_streams") == 0);
    assertThat(metric("herald_marathon_event_streams_cut_total")).isEqualTo(1);
  }

  @Test
  void aClientHasAsManyStreamsAsItMay() throws Exception {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(new Reader(""));
    }
    HttpResponse<String> refused = cluster.get("/v2/events");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("as many event streams as it may have");
    for (Reader reader : readers) {
      reader.close();
    }
    await().until(() -> metric("herald_marathon_event_streams") == 0);
    new Reader("").close();
  }

  @Test
  void otherFrameworksEndTheStreamsSoThatClientsReadAnew() throws Exception {
    try (Reader reader = new Reader("?event_type=none")) {
      facade.serve(new MarathonSettings(Optional.of(0), List.of("*"), 3), List.of());
      await()
          .until(
              () -> {
                try {
                  return reader.in.read() < 0;
                } catch (IOException cut) {
                  return true;
                }
              });
    }
    cluster.put(task("web").labels(Map.of()).task());
    await().until(() -> cluster.json("/v2/apps").at("/apps").size() == 1);
  }
}
