package io.herald.facade.consul;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import io.herald.runtime.metrics.Metric;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries that wait: what wakes them, and what doesn't. */
class BlockingQueriesTest {

  private static final int PATIENCE_MINUTES = 5;

  private final ShownCluster cluster = new ShownCluster();
  private final ConsulFacade facade = new ConsulFacade(cluster.live(), Clock.systemUTC());

  @BeforeEach
  void serve() throws Exception {
    facade.serve(new ConsulSettings(Optional.of(0), "dc1", ConsulNaming.DEFAULT, 20), List.of());
    cluster.serve(facade.routes()).withAgents();
    await().until(() -> cluster.get("/v1/catalog/services").statusCode() == 200);
    cluster.put(task("web", "web.1").task(), task("db", "db.1").task());
    await().until(() -> cluster.json("/v1/catalog/services").size() == 2);
  }

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  private static TaskDraft task(String name, String id) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, id, name).resource(31000);
  }

  private long index(String path) throws Exception {
    return index(cluster.get(path));
  }

  private static long index(HttpResponse<String> response) {
    return response.headers().firstValueAsLong("X-Consul-Index").orElseThrow();
  }

  private double metric(String name, String... labels) {
    return facade.metrics().stream()
        .filter(
            row ->
                row.name().equals(name)
                    && List.copyOf(row.labels().values()).equals(List.of(labels)))
        .mapToDouble(
            row ->
                row instanceof Metric.Gauge gauge
                    ? gauge.value().getAsDouble()
                    : ((Metric.Counter) row).value().getAsDouble())
        .sum();
  }

  private void waiting(int queries) {
    await().until(() -> metric("herald_consul_waiting_queries") == queries);
  }

  /** A query that waits now. */
  private CompletableFuture<HttpResponse<String>> wait(String path) throws Exception {
    double before = metric("herald_consul_waiting_queries");
    String separator = path.contains("?") ? "&" : "?";
    var query = cluster.begin(path + separator + "wait=10m&index=" + index(path));
    waiting((int) before + 1);
    return query;
  }

  private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> query)
      throws Exception {
    return query.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  @Test
  void aChangeOfTheResultWakesAQueryAndAChangeElsewhereWakesNobody() throws Exception {
    long before = index("/v1/health/service/web");
    var web = wait("/v1/health/service/web?passing=1");
    var absent = wait("/v1/catalog/service/later");
    var names = wait("/v1/catalog/services");
    cluster.put(task("db", "db.1").healthy(false).task());
    cluster.put(task("db", "db.2").task());
    await().until(() -> cluster.json("/v1/health/service/db").size() == 2);
    waiting(3); // Neither the service, nor the names and tags changed.
    assertThat(index("/v1/health/service/web")).isEqualTo(before);

    cluster.put(task("web", "web.1").healthy(false).task());
    assertThat(answer(web).body()).isEqualTo("[]");
    assertThat(index(answer(web))).isGreaterThan(before).isEqualTo(index("/v1/health/service/web"));
    waiting(2);

    cluster.put(task("later", "later.1").task());
    assertThat(answer(absent).body()).contains("later.1");
    assertThat(answer(names).body()).contains("later");
    waiting(0);
    assertThat(metric("herald_consul_blocking_queries_total", "changed")).isEqualTo(3);
  }

  @Test
  void aServiceThatGoesWakesItsQueryAndItsIndexNeverFalls() throws Exception {
    var web = wait("/v1/health/service/web");
    long before = index("/v1/health/service/web");
    cluster.remove(task("web", "web.1").task());
    assertThat(answer(web).body()).isEqualTo("[]");
    long gone = index(answer(web));
    assertThat(gone).isGreaterThan(before);
    assertThat(index("/v1/health/service/web")).isEqualTo(gone);
    cluster.put(task("web", "web.2").task());
    await().until(() -> index("/v1/health/service/web") > gone);
  }

  @Test
  void checksNodesAndTagsWakeTheQueriesForThem() throws Exception {
    var checks = wait("/v1/health/state/any");
    var nodes = wait("/v1/catalog/nodes");
    var node = wait("/v1/health/node/agent1.example");
    var names = wait("/v1/catalog/services");
    cluster.put(task("db", "db.1").labels(Map.of("a", "b")).task());
    assertThat(answer(checks).body()).contains("a=b");
    assertThat(answer(node).body()).contains("a=b");
    assertThat(answer(names).body()).contains("a=b");
    waiting(1);
    cluster.put(
        new TaskDraft(ShownCluster.AURORA, ShownCluster.TWO, "t", "db").resource(31000).task());
    assertThat(answer(nodes).body()).contains("agent2.example");
  }

  @Test
  void aQueryWithoutAChangeEndsWithItsTime() throws Exception {
    String path = "/v1/catalog/service/web";
    long index = index(path);
    HttpResponse<String> response = cluster.get(path + "?wait=10ms&index=" + index);
    assertThat(index(response)).isEqualTo(index);
    assertThat(response.body()).contains("web.1");
    assertThat(cluster.get("/v1/kv/a?index=1&wait=10ms").statusCode()).isEqualTo(404);
    assertThat(metric("herald_consul_blocking_queries_total", "timeout")).isEqualTo(2);
  }

  /** As after a restart with a clock that was set back: Consul's clients begin again at 0 then. */
  @Test
  void anIndexThatIsNotOursIsAnsweredAtOnce() throws Exception {
    String path = "/v1/catalog/service/web";
    for (String index : List.of("9007199254740993", "18446744073709551615")) {
      assertThat(index(cluster.get(path + "?wait=10m&index=" + index))).isEqualTo(index(path));
    }
  }

  @Test
  void aClientThatLeavesLeavesNothingBehind() throws Exception {
    var web = wait("/v1/catalog/service/web");
    web.cancel(true);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/catalog/service/web?wait=10m&index="
                      + index("/v1/catalog/service/web")
                      + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(US_ASCII));
      await().until(() -> metric("herald_consul_waiting_queries") >= 1);
    }
    waiting(0);
    assertThat(metric("herald_consul_blocking_queries_total", "client_left")).isEqualTo(2);
  }

  @Test
  void aClientWithTooManyQueriesIsToldSo() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> queries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queries.add(wait("/v1/catalog/service/web"));
    }
    HttpResponse<String> refused =
        cluster.get("/v1/catalog/service/web?index=" + index("/v1/catalog/service/web"));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("too many concurrent connections");
    cluster.put(task("web", "web.2").task());
    for (var query : queries) {
      assertThat(answer(query).body()).contains("web.2");
    }
    waiting(0);
  }

  @Test
  void aReloadWakesAllAndLosesNone() throws Exception {
    var web = wait("/v1/catalog/service/web");
    facade.serve(
        new ConsulSettings(Optional.of(0), "dc1", new ConsulNaming("{name}-x"), 20), List.of());
    assertThat(answer(web).body()).isEqualTo("[]");
    assertThat(cluster.json("/v1/catalog/service/web-x")).hasSize(1);
    assertThat(index("/v1/catalog/service/web-x")).isGreaterThan(0);
  }
}
