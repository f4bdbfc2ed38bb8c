package io.herald.facade.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.cache.HealthCheckCache;
import org.kiwiproject.consul.cache.ServiceHealthCache;
import org.kiwiproject.consul.cache.ServiceHealthKey;
import org.kiwiproject.consul.model.State;
import org.kiwiproject.consul.model.health.ServiceHealth;

/**
 * Programs that read Consul: one is here itself, the kiwiproject's client; of the others the
 * requests are here, as their sources make them.
 */
class ConsulReadersTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ShownCluster cluster = new ShownCluster();
  private final ConsulFacade facade = new ConsulFacade(cluster.live(), Clock.systemUTC());

  @BeforeEach
  void serve() throws Exception {
    facade.serve(ConsulSettings.OFF.withPort(0), List.of());
    cluster.serve(facade.routes()).withAgents();
    cluster.put(task("web.1", 31000).task());
    await().until(() -> cluster.get("/v1/catalog/service/web").body().contains("web.1"));
  }

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  private static TaskDraft task(String id, int port) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, id, "web")
        .resource(port)
        .labels(Map.of("traefik.enable", "true", "urlprefix-/web strip=/web", "", "team", "blue"));
  }

  @Test
  void theKiwiprojectsClientReadsEveryDocument() {
    Consul consul = Consul.builder().withUrl(cluster.uri("").toString()).build();
    try {
      assertThat(consul.statusClient().getLeader()).isEqualTo("127.0.0.1:" + cluster.port());
      assertThat(consul.agentClient().getAgent().getConfig().getDatacenter()).isEqualTo("dc1");
      assertThat(consul.agentClient().getServices()).isEmpty();
      assertThat(consul.catalogClient().getDatacenters()).containsExactly("dc1");
      assertThat(consul.catalogClient().getServices().getResponse())
          .isEqualTo(
              Map.of(
                  "web", List.of("team=blue", "traefik.enable=true", "urlprefix-/web strip=/web")));
      assertThat(consul.catalogClient().getNodes().getResponse())
          .singleElement()
          .satisfies(node -> assertThat(node.getNode()).isEqualTo("agent1.example"));
      assertThat(consul.catalogClient().getService("web").getResponse())
          .singleElement()
          .satisfies(
              service -> {
                assertThat(service.getServiceAddress()).isEqualTo("10.1.0.1");
                assertThat(service.getServicePort()).isEqualTo(31000);
                assertThat(service.getServiceMeta()).containsEntry("team", "blue");
              });
      assertThat(
              consul.catalogClient().getNode("agent1.example").getResponse().getServices().keySet())
          .containsExactly("web.1");
      assertThat(consul.healthClient().getHealthyServiceInstances("web").getResponse())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.getService().getId()).isEqualTo("web.1");
                assertThat(one.getChecks()).hasSize(2);
              });
      assertThat(consul.healthClient().getChecksByState(State.ANY).getResponse()).hasSize(2);
      assertThat(consul.healthClient().getServiceChecks("web").getIndex().longValue())
          .isGreaterThan(1);
      assertThat(consul.keyValueClient().getValue("a")).isEmpty();
      assertThatThrownBy(() -> consul.agentClient().register(80, 10, "x", "x", List.of(), Map.of()))
          .hasMessageContaining("405");
    } finally {
      consul.destroy();
    }
  }

  /** Its cache holds a blocking query open, from index to index. */
  @Test
  void theKiwiprojectsCachesFollow() throws Exception {
    Consul consul =
        Consul.builder()
            .withUrl(cluster.uri("").toString())
            .withReadTimeoutMillis(PATIENCE.toMillis())
            .build();
    try (ServiceHealthCache instances = ServiceHealthCache.newCache(consul.healthClient(), "web");
        HealthCheckCache checks = HealthCheckCache.newCache(consul.healthClient(), State.ANY)) {
      instances.start();
      checks.start();
      await().atMost(PATIENCE).until(() -> ids(instances.getMap()).equals(List.of("web.1")));
      cluster.put(task("web.2", 31001).task());
      await()
          .atMost(PATIENCE)
          .until(() -> ids(instances.getMap()).equals(List.of("web.1", "web.2")));
      cluster.put(task("web.1", 31000).healthy(false).task());
      await().atMost(PATIENCE).until(() -> ids(instances.getMap()).equals(List.of("web.2")));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  checks.getMap().values().stream()
                      .anyMatch(check -> check.getStatus().equals("critical")));
      cluster.remove(task("web.2", 31001).task());
      await().atMost(PATIENCE).until(() -> instances.getMap().isEmpty());
    } finally {
      consul.destroy();
    }
  }

  private static List<String> ids(ImmutableMap<ServiceHealthKey, ServiceHealth> instances) {
    if (instances == null) {
      return List.of();
    }
    TreeSet<String> ids = new TreeSet<>();
    instances.values().forEach(one -> ids.add(one.getService().getId()));
    return new ArrayList<>(ids);
  }

  private static long index(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    return response.headers().firstValueAsLong("X-Consul-Index").orElseThrow();
  }

  /** View.fetch: waits a minute at a time; a lower index would make it begin again. */
  @Test
  void consulTemplatesRequests() throws Exception {
    String service = "/v1/health/service/web?passing=1&stale=&wait=60000ms";
    long seen = index(cluster.get(service));
    var next = cluster.begin(service + "&index=" + seen);
    cluster.put(task("web.2", 31001).task());
    HttpResponse<String> answer = next.join();
    assertThat(index(answer)).isGreaterThan(seen);
    JsonNode entries = ShownCluster.tree(answer.body());
    assertThat(entries).hasSize(2);
    for (JsonNode entry : entries) { // What its templates can use.
      assertThat(entry.at("/Node/Node").asText()).isEqualTo("agent1.example");
      assertThat(entry.at("/Service/Address").asText()).isEqualTo("10.1.0.1");
      assertThat(entry.at("/Service/Port").asInt()).isGreaterThan(0);
      assertThat(entry.at("/Service/Meta").isObject()).isTrue();
      assertThat(entry.at("/Service/Weights/Passing").asInt()).isEqualTo(1);
    }
    assertThat(index(cluster.get("/v1/catalog/services?stale=&wait=60000ms"))).isGreaterThan(0);
    assertThat(index(cluster.get("/v1/catalog/service/web?stale=&tag=team%3Dblue&near=_agent")))
        .isGreaterThan(0);
    assertThat(index(cluster.get("/v1/catalog/nodes?stale=&near=_agent"))).isGreaterThan(0);
    String node = cluster.json("/v1/agent/self").at("/Config/NodeName").asText();
    assertThat(cluster.get("/v1/catalog/node/" + node + "?stale=").body()).isEqualTo("null");
    assertThat(cluster.get("/v1/catalog/services?dc=dc1").statusCode()).isEqualTo(200);
  }

  /** The provider consulcatalog: names, then each service; two watches without a time. */
  @Test
  void traefiksRequests() throws Exception {
    JsonNode names = cluster.json("/v1/catalog/services?cached=");
    assertThat(names.get("web").toString()).contains("traefik.enable=true");
    JsonNode entries = cluster.json("/v1/health/service/web?cached=&tag=traefik.enable%3Dtrue");
    assertThat(entries).hasSize(1);
    assertThat(entries.at("/0/Node/ID").asText()).hasSize(36);
    assertThat(entries.at("/0/Checks").findValuesAsText("Status"))
        .containsOnly("passing"); // AggregatedStatus
    long services = index(cluster.get("/v1/catalog/services"));
    long checks = index(cluster.get("/v1/health/state/any"));
    var servicesWatch = cluster.begin("/v1/catalog/services?index=" + services);
    var checksWatch = cluster.begin("/v1/health/state/any?index=" + checks);
    cluster.put(task("web.1", 31000).healthy(false).task());
    assertThat(index(checksWatch.join())).isGreaterThan(checks);
    assertThat(servicesWatch).isNotDone();
    cluster.put(
        new TaskDraft(ShownCluster.MARATHON, ShownCluster.TWO, "db.1", "db").resource(1).task());
    assertThat(index(servicesWatch.join())).isGreaterThan(services);
  }

  /** The registry consul, which must find keys absent, and wait for them. */
  @Test
  void fabiosRequests() throws Exception {
    assertThat(cluster.json("/v1/agent/self").at("/Config/Datacenter").asText()).isEqualTo("dc1");
    for (String key : List.of("fabio/config", "fabio/noroute.html")) {
      HttpResponse<String> none = cluster.get("/v1/kv/" + key + "?consistent=&recurse=");
      assertThat(none.statusCode()).isEqualTo(404);
      var waits = cluster.begin("/v1/kv/" + key + "?consistent=&index=1&recurse=");
      assertThat(waits).isNotDone();
    }
    JsonNode checks = cluster.json("/v1/health/state/any?consistent=");
    List<String> passing = new ArrayList<>();
    for (JsonNode check : checks) { // passingServices
      if (!check.get("ServiceID").asText().isEmpty()
          && check.get("ServiceTags").toString().contains("\"urlprefix-")
          && check.get("Status").asText().equals("passing")) {
        passing.add(check.get("Node").asText() + "." + check.get("ServiceID").asText());
      }
    }
    assertThat(passing).containsExactly("agent1.example.web.1");
    JsonNode service = cluster.json("/v1/catalog/service/web?consistent=").get(0);
    assertThat(service.get("Node").asText() + "." + service.get("ServiceID").asText())
        .isEqualTo(passing.get(0));
    assertThat(service.get("ServiceTags").toString()).contains("urlprefix-/web strip=/web");
    assertThat(service.get("ServiceAddress").asText()).isEqualTo("10.1.0.1");
  }

  /** Its discovery by Consul, where it is compiled in. */
  @Test
  void prometheusRequests() throws Exception {
    assertThat(cluster.json("/v1/agent/self").at("/Config/Datacenter").asText()).isEqualTo("dc1");
    long names = index(cluster.get("/v1/catalog/services?stale=&wait=120000ms"));
    assertThat(names).isGreaterThan(0);
    JsonNode entry = cluster.json("/v1/health/service/web?stale=&wait=120000ms").get(0);
    assertThat(entry.at("/Service/Service").asText()).isEqualTo("web");
    assertThat(entry.at("/Service/TaggedAddresses/lan_ipv4/Address").asText())
        .isEqualTo("10.1.0.1");
    assertThat(entry.at("/Node/TaggedAddresses/lan").asText()).isEqualTo("10.1.0.1");
  }
}
