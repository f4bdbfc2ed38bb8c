package io.herald.api.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Task;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.IpSource;
import io.herald.watch.WatchSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v2/watch} over real sockets. */
class WatchStreamTest {

  private static final Task WEB = WatchedEntities.task("t1", "web", Optional.empty(), "http");
  private static final Task WEB_2 = WatchedEntities.task("t2", "web", Optional.empty());
  private static final Task WEB_2_SICK = WatchedEntities.task("t2", "web", Optional.of(false));
  private static final Task JOB = WatchedEntities.task("t3", "job", Optional.empty());

  private WatchServer server;

  private WatchServer open(WatchEndpoints.Pace pace, int log) throws IOException {
    server = new WatchServer(new WatchSettings(log), pace);
    return server;
  }

  private void begin() throws IOException {
    open(WatchEndpoints.Pace.DEFAULT, 100);
    server.cluster.put(WatchedEntities.MARATHON, WatchedEntities.AGENT, WEB, JOB);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aTranscript() throws Exception {
    begin();
    HttpResponse<InputStream> response = watch("/v2/watch?name=web");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    long first = server.services.revision();
    BufferedReader lines = lines(response);
    assertThat(read(lines, 6).replaceAll("retry: [123][0-9]{3}", "retry: 2000"))
        .isEqualTo(
            """
            :
            retry: 2000

            id: %d
            event: snapshot
            data: {"items":[{"id":"t1","service":"marathon:web",\
            "framework":{"id":"f1","name":"marathon"},\
            "agent":{"id":"x-S1","hostname":"a1.example"},\
            "state":"TASK_RUNNING","health":"unknown","recovering":false,\
            "addresses":["10.1.0.1"],\
            "ports":[{"name":"http","number":31000,"protocol":"tcp","labels":{},"priority":0,\
            "source":"discovery-info"}],"labels":{},"priority":0,\
            "sources":{"name":"discovery-info","addresses":"network"}}],"complete":true}
            """
                .formatted(first));
    server.cluster.put(WEB_2);
    long added = server.services.revision();
    server.cluster.remove(JOB);
    server.cluster.put(WEB_2_SICK);
    long changed = server.services.revision();
    server.cluster.remove(WEB_2_SICK);
    long removed = server.services.revision();
    String rest =
        "\"service\":\"marathon:web\",\"framework\":{\"id\":\"f1\",\"name\":\"marathon\"},"
            + "\"agent\":{\"id\":\"x-S1\",\"hostname\":\"a1.example\"},\"state\":\"TASK_RUNNING\"";
    assertThat(read(lines, 13).replaceAll("(\"TASK_RUNNING\",\"health\":\"[a-z]*\").*", "$1"))
        .isEqualTo(
            """

            id: %d
            event: added
            data: {"id":"t2",%s,"health":"unknown"

            id: %d
            event: changed
            data: {"id":"t2",%s,"health":"unhealthy"

            id: %d
            event: removed
            data: {"id":"t2",%s,"health":"unhealthy"

            """
                .formatted(added, rest, changed, rest, removed, rest));
    assertThat(List.of(first, added, changed, removed)).isSorted().doesNotHaveDuplicates();
    await().until(() -> value("herald_watch_events_total") == 3);
    assertThat(value("herald_watch_clients")).isEqualTo(1);
    response.body().close();
    await().until(() -> value("herald_watch_clients") == 0);
  }

  @Test
  void aWatchGoesOnAfterTheHeadersEventOrTheParameters() throws Exception {
    begin();
    String start = Long.toString(server.services.revision());
    server.cluster.put(WEB_2);
    String middle = Long.toString(server.services.revision());
    server.cluster.remove(WEB_2);
    try (EventReader header = server.events("/v2/watch", Optional.of(start));
        EventReader parameter = server.events("/v2/watch?lastEventId=" + start, Optional.empty());
        EventReader both = server.events("/v2/watch?lastEventId=" + start, Optional.of(middle))) {
      for (EventReader reader : List.of(header, parameter)) {
        assertThat(reader.next(20)).map(EventReader.Event::type).contains("added");
        assertThat(reader.lastEventId()).isEqualTo(middle);
        assertThat(reader.next(20)).map(EventReader.Event::type).contains("removed");
      }
      assertThat(both.next(20)).map(EventReader.Event::type).contains("removed");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "of another server", "9007199254740991", "-1", "99999999999999999999"})
  void whatCannotBeResumedBeginsWithASnapshot(String lastEventId) throws Exception {
    begin();
    try (EventReader reader = server.events("/v2/watch", Optional.of(lastEventId))) {
      EventReader.Event event = reader.next(20).orElseThrow();
      assertThat(event.type()).isEqualTo("snapshot");
      assertThat(event.id()).isEqualTo(Long.toString(server.services.revision()));
    }
  }

  @Test
  void aQuietWatchGetsSignsOfLifeWithAnIdThatItCanResumeAfter() throws Exception {
    open(new WatchEndpoints.Pace(Duration.ofMillis(20), Duration.ofMinutes(5)), 100);
    BufferedReader waiting = lines(watch("/v2/watch?name=web"));
    assertThat(read(waiting, 7)).startsWith(":\nretry: ").endsWith("\n\n:\n\n:\n\n");
    server.cluster.put(WatchedEntities.MARATHON, WatchedEntities.AGENT, WEB);
    try (EventReader quiet = server.events("/v2/watch?name=web", Optional.empty())) {
      assertThat(quiet.next(20)).map(EventReader.Event::type).contains("snapshot");
      server.cluster.put(JOB);
      String now = Long.toString(server.services.revision());
      while (!quiet.lastEventId().equals(now)) {
        assertThat(quiet.next(10)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?lastEventId=x  | the parameter \"lastEventId\" = \"x\" can't be read; write a whole number",
        "?health=ill     | the parameter \"health\" = \"ill\" can't be read; write one of",
        "?nmae=web       | there is no parameter \"nmae\" here (its value is \"web\"); is \"name\"",
        "?name=a&name=b  | the parameter \"name\" = \"a, b\" can't be read; give it once",
      })
  void aBadQueryIsRefusedWithItsRemedy(String query, String detail) throws Exception {
    begin();
    HttpResponse<String> refused = server.get("/v2/watch" + query);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(refused.body().replace("\\\"", "\"")).contains(detail);
    assertThat(value("herald_watch_clients")).isZero();
  }

  @Test
  void headHasTheHeadersAlone() throws Exception {
    begin();
    HttpResponse<String> head =
        server.client.send(
            server.request("/v2/watch").method("HEAD", noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(head.headers().firstValue("content-length")).isEmpty();
    assertThat(head.body()).isEmpty();
    assertThat(value("herald_watch_clients")).isZero();
  }

  private static java.net.http.HttpRequest.BodyPublisher noBody() {
    return java.net.http.HttpRequest.BodyPublishers.noBody();
  }

  @Test
  void oneAddressTakesNoMoreThanItsPlacesAndAllTakeNoMoreThanThereAre() throws Exception {
    begin();
    server.watches.limit(new WatcherLimits(3, 2));
    EventReader first = server.events("/v2/watch", Optional.empty());
    EventReader second = server.events("/v2/watch", Optional.empty());
    HttpResponse<String> third = server.get("/v2/watch");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("retry-after")).contains("5");
    assertThat(third.body()).contains("your address has 2 requests that watch");
    first.close();
    await().until(() -> value("herald_watch_clients") == 1);
    EventReader again = server.events("/v2/watch", Optional.empty());
    server.watches.limit(new WatcherLimits(1, 1));
    EventReader last = server.events("/v2/watch", Optional.empty());
    HttpResponse<String> full = server.get("/v2/watch");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).contains("1 requests watch already");
    assertThat(value("herald_watch_clients_refused_total")).isEqualTo(2);
    for (EventReader reader : List.of(second, again, last)) {
      assertThat(reader.next(20)).isPresent();
      reader.close();
    }
    await().until(() -> value("herald_watch_clients") == 0);
  }

  @Test
  void aSlowClientIsCutAndDelaysNobody() throws Exception {
    begin();
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(server.address());
      slow.getOutputStream()
          .write("GET /v2/watch HTTP/1.1\r\nHost: herald\r\n\r\n".getBytes(UTF_8));
      try (EventReader fast = server.events("/v2/watch", Optional.empty())) {
        assertThat(fast.next(20)).isPresent();
        await().until(() -> value("herald_watch_clients") == 2);
        // More than the sockets' buffers hold, at the pace of the one that reads.
        for (int i = 0; i < 1500; i++) {
          server.cluster.put(large(i));
          assertThat(fast.next(Long.MAX_VALUE)).isPresent();
        }
      }
      List<String> heard = new ArrayList<>();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(slow.getInputStream(), UTF_8));
      for (String line = lines.readLine(); !"0".equals(line); line = lines.readLine()) {
        if (line.startsWith("id: ") || line.startsWith("event: ")) {
          heard.add(line);
        }
      }
      assertThat(heard.size()).isGreaterThan(10).isLessThan(3000);
      assertThat(heard.get(heard.size() - 1)).isEqualTo("event: lost");
      assertThat(heard.get(heard.size() - 2)).isEqualTo("id: 0");
      String last = heard.get(heard.size() - 4).substring("id: ".length());
      try (EventReader resumed = server.events("/v2/watch", Optional.of(last))) {
        assertThat(resumed.next(20)).map(EventReader.Event::type).contains("snapshot");
      }
    }
    await().until(() -> value("herald_watch_clients") == 0);
  }

  @Test
  void aClientThatReadsNothingIsCutInTheEnd() throws Exception {
    open(new WatchEndpoints.Pace(Duration.ofMillis(20), Duration.ofMillis(500)), 50_000);
    server.cluster.put(WatchedEntities.MARATHON, WatchedEntities.AGENT, WEB, WEB_2);
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(server.address());
      deaf.getOutputStream()
          .write("GET /v2/watch HTTP/1.1\r\nHost: herald\r\n\r\n".getBytes(UTF_8));
      await().until(() -> value("herald_watch_clients") == 1);
      for (int i = 0; i < 1500; i++) {
        server.cluster.put(large(i));
      }
      await().until(() -> value("herald_watch_clients_stalled_total") == 1);
      await().until(() -> value("herald_watch_clients") == 0);
    }
  }

  @Test
  void otherAddressesAfterAReloadEndEveryWatchWhichBeginsAnew() throws Exception {
    begin();
    try (EventReader reader = server.events("/v2/watch", Optional.empty())) {
      assertThat(reader.next(20)).isPresent();
      server.watches.serve(List.of());
      server.watches.serve(List.of(IpSource.HOST));
      assertThat(reader.next(20))
          .contains(new EventReader.Event("0", "lost", "{\"resume\":\"snapshot\"}"));
    }
    await().until(() -> value("herald_watch_clients") == 0);
  }

  /** A change of some 10 KB. */
  private static Task large(int number) {
    String[] ports = new String[100];
    Arrays.setAll(ports, i -> "port" + i);
    return WatchedEntities.task("t2", "web", Optional.of(number % 2 == 0), ports);
  }

  private HttpResponse<InputStream> watch(String path) throws Exception {
    return server.client.send(
        server.request(path).header("Accept-Encoding", "gzip").build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  private static String read(BufferedReader lines, int many) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < many; i++) {
      text.append(lines.readLine()).append('\n');
    }
    return text.toString();
  }

  private double value(String name) {
    return server.watches.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .mapToDouble(WatchStreamTest::value)
        .sum();
  }

  static double value(Metric metric) {
    if (metric instanceof Metric.Counter counter) {
      return counter.value().getAsDouble();
    }
    return metric instanceof Metric.Gauge gauge ? gauge.value().getAsDouble() : Double.NaN;
  }
}
