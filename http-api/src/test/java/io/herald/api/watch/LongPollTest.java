package io.herald.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Task;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.IpSource;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for a change of their result. */
class LongPollTest {

  private static final Task WEB = WatchedEntities.task("t1", "web", Optional.empty());
  private static final Task JOB = WatchedEntities.task("t3", "job", Optional.empty());

  private WatchServer server;

  @BeforeEach
  void begin() throws IOException {
    server = new WatchServer(new WatchSettings(100), WatchEndpoints.Pace.DEFAULT);
    server.cluster.put(WatchedEntities.MARATHON, WatchedEntities.AGENT, WEB);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anAnswerHasItsIndexAndTheNextRequestWaitsForAChangeOfThatResultAlone() throws Exception {
    HttpResponse<String> first = server.get("/v2/web");
    long index = index(first);
    assertThat(first.body()).isEqualTo(Long.toString(index));

    CompletableFuture<HttpResponse<String>> next = poll("/v2/web?index=" + index + "&wait=10m");
    await().until(() -> clients() == 1);
    server.cluster.put(JOB);
    server.cluster.remove(JOB);
    server.cluster.put(WatchedEntities.task("t1", "web", Optional.of(true)));
    long changed = server.services.revision();
    server.cluster.put(JOB);
    assertThat(index(next.get())).as("what wakes it is its own change").isEqualTo(changed);
    assertThat(next.get().body()).isEqualTo(Long.toString(changed));
    assertThat(clients()).isZero();
    assertThat(index(server.get("/v2/web"))).isEqualTo(changed);
  }

  @Test
  void afterItsTimeTheAnswerIsWhatIsThere() throws Exception {
    HttpResponse<String> first = server.get("/v2/web");
    String path = "/v2/web?index=" + index(first) + "&wait=50ms";
    HttpResponse<String> same = server.get(path);
    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(same.body()).isEqualTo(first.body());
    assertThat(index(same)).isEqualTo(index(first));
    HttpResponse<String> held =
        server.client.send(
            server
                .request(path)
                .header("If-None-Match", first.headers().firstValue("etag").orElseThrow())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(held.statusCode()).isEqualTo(304);
    assertThat(index(held)).isEqualTo(index(first));
  }

  @Test
  void aServiceThatIsGoneIsWaitedForAndItsIndexGoesOn() throws Exception {
    long index = index(server.get("/v2/web"));
    server.cluster.remove(WEB);
    HttpResponse<String> gone = server.get("/v2/web?index=" + index);
    assertThat(index(gone)).isGreaterThan(index);
    CompletableFuture<HttpResponse<String>> next = poll("/v2/web?index=" + index(gone));
    await().until(() -> clients() == 1);
    server.cluster.put(WEB);
    assertThat(index(next.get())).isGreaterThan(index(gone));
  }

  @Test
  void otherAddressesAfterAReloadAreAChangeOfEveryResult() throws Exception {
    long index = index(server.get("/v2/web"));
    CompletableFuture<HttpResponse<String>> waiting = poll("/v2/web?wait=10m&index=" + index);
    await().until(() -> clients() == 1);
    server.watches.serve(List.of());
    assertThat(waiting).as("the addresses are as before").isNotDone();
    assertThat(clients()).isEqualTo(1);
    server.watches.serve(List.of(IpSource.HOST));
    long moved = index(waiting.get());
    assertThat(moved).isGreaterThan(index);
    assertThat(clients()).isZero();
    assertThat(index(server.get("/v2/web?wait=10m&index=" + index)))
        .as("who asks with what it knew before is told at once")
        .isEqualTo(moved);
  }

  @Test
  void anIndexOfAfterAReloadWaitsForTheNextChangeOrReload() throws Exception {
    server.watches.serve(List.of(IpSource.HOST));
    long first = index(server.get("/v2/web"));
    CompletableFuture<HttpResponse<String>> waiting = poll("/v2/web?wait=10m&index=" + first);
    await().until(() -> clients() == 1);
    server.watches.serve(List.of());
    long second = index(waiting.get());
    assertThat(second).isGreaterThan(first);
    CompletableFuture<HttpResponse<String>> next = poll("/v2/web?wait=10m&index=" + second);
    await().until(() -> clients() == 1);
    server.cluster.put(JOB);
    assertThat(next).as("another service's change").isNotDone();
    server.cluster.remove(WEB);
    assertThat(index(next.get())).isEqualTo(server.services.revision()).isGreaterThan(second);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "999999999999999999"})
  void anIndexOfAnotherProcessIsAnsweredAtOnce(String index) throws Exception {
    assertThat(index(server.get("/v2/web?index=" + index))).isEqualTo(index(server.get("/v2/web")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "index=x       | \"index\" = \"x\" can't be read; write a whole number from 0",
        "index=-1      | \"index\" = \"-1\" can't be read; write a whole number from 0",
        "index=1&wait=5 | \"wait\" = \"5\" can't be read; write a number and its unit, ms, s or m",
        "index=1&wait=20m | \"wait\" = \"20m\" can't be read; write a number and its unit, ms, s or m,"
            + " as in 30s; at most 10m",
        "index=1&wait=-5s | \"wait\" = \"-5s\" can't be read; write a number and its unit",
      })
  void aBadQueryIsRefusedWithItsRemedy(String query, String detail) throws Exception {
    HttpResponse<String> refused = server.get("/v2/web?" + query);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body().replace("\\\"", "\"")).contains(detail);
  }

  @Test
  void whoWaitsTakesAPlaceAndGivesItBackWhenItsConnectionEnds() throws Exception {
    server.watches.limit(new WatcherLimits(10, 1));
    long index = index(server.get("/v2/web"));
    CompletableFuture<HttpResponse<String>> waiting = poll("/v2/web?index=" + index);
    await().until(() -> clients() == 1);
    assertThat(server.get("/v2/web?index=" + index).statusCode()).isEqualTo(429);
    assertThat(server.get("/v2/web").statusCode()).isEqualTo(200);
    waiting.cancel(true);
    await().until(() -> clients() == 0);
    assertThat(server.get("/v2/web?wait=20ms&index=" + index).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "10m, 600000", "600000ms, 600000"})
  void aWaitIsReadWithItsUnit(String text, long millis) {
    assertThat(Waiting.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Waiting.spread(Duration.ofMinutes(8), 0)).isEqualTo(Duration.ofMinutes(8));
    assertThat(Waiting.spread(Duration.ofMinutes(8), 1)).isEqualTo(Duration.ofSeconds(510));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"11m", "20m", "601s", "600001ms", "999999999m", "9h", "1d", "5", "", "-1s"})
  void aWaitOfMoreThanTenMinutesIsRefusedAsWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Waiting.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write a number and its unit")
        .hasMessageContaining("at most 10m");
  }

  private CompletableFuture<HttpResponse<String>> poll(String path) {
    return server.client.sendAsync(
        server.request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static long index(HttpResponse<?> response) {
    return response.headers().firstValueAsLong(LongPoll.INDEX_HEADER).orElseThrow();
  }

  private double clients() {
    return server.watches.metrics().stream()
        .filter(metric -> metric.name().equals("herald_watch_clients"))
        .map(Metric.Gauge.class::cast)
        .mapToDouble(metric -> metric.value().getAsDouble())
        .sum();
  }
}
