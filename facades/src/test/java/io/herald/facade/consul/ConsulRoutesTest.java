package io.herald.facade.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every route, and what an instance is in Consul's terms. */
class ConsulRoutesTest {

  private final ShownCluster cluster = new ShownCluster();
  private final ConsulFacade facade = new ConsulFacade(cluster.live(), Clock.systemUTC());

  @BeforeEach
  void serve() throws Exception {
    facade.serve(ConsulSettings.OFF.withPort(0), List.of());
    cluster.serve(facade.routes()).withAgents();
    await().until(() -> cluster.get("/v1/catalog/services").statusCode() == 200);
  }

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  private void show(TaskDraft... tasks) {
    for (TaskDraft task : tasks) {
      cluster.put(task.task());
    }
  }

  private static TaskDraft web(String id) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, id, "web");
  }

  private JsonNode shown(String path) throws Exception {
    await().until(() -> !cluster.json(path).isEmpty());
    return cluster.json(path);
  }

  @Test
  void anInstanceIsAnEntryToTheLetter() throws Exception {
    show(
        web("web.1")
            .discovered("web")
            .port("http", 31000, "tcp", Map.of("traefik.enable", "true"))
            .labels(Map.of("team", "blue", "urlprefix-/web strip=/web", "")));
    JsonNode entries = shown("/v1/health/service/web?passing=1");
    assertThat(entries).hasSize(1);
    ((ObjectNode) entries.at("/0/Node")).remove(List.of("CreateIndex", "ModifyIndex", "ID"));
    ((ObjectNode) entries.at("/0/Service")).remove(List.of("CreateIndex", "ModifyIndex"));
    for (JsonNode check : entries.at("/0/Checks")) {
      ((ObjectNode) check).remove(List.of("CreateIndex", "ModifyIndex"));
    }
    assertThat(entries)
        .isEqualTo(
            ShownCluster.tree(
                """
                [{"Node": {"Node": "agent1.example", "Address": "10.1.0.1", "Datacenter": "dc1",
                    "TaggedAddresses": {"lan": "10.1.0.1", "lan_ipv4": "10.1.0.1", "wan": "10.1.0.1"},
                    "Meta": {}},
                  "Service": {"ID": "web.1", "Service": "web",
                    "Tags": ["http", "team=blue", "traefik.enable=true", "urlprefix-/web strip=/web"],
                    "Address": "10.1.0.1",
                    "TaggedAddresses": {"lan_ipv4": {"Address": "10.1.0.1", "Port": 31000}},
                    "Meta": {"external-source": "mesos", "mesos-agent": "S1",
                      "mesos-framework": "marathon", "mesos-name": "web", "mesos-port": "http",
                      "mesos-protocol": "tcp", "mesos-task": "web.1", "team": "blue"},
                    "Port": 31000, "Weights": {"Passing": 1, "Warning": 1},
                    "EnableTagOverride": false,
                    "Proxy": {"Mode": "", "MeshGateway": {}, "Expose": {}}, "Connect": {},
                    "PeerName": ""},
                  "Checks": [
                    {"Node": "agent1.example", "CheckID": "serfHealth", "Name": "Serf Health Status",
                     "Status": "passing", "Notes": "", "Output": "Agent alive and reachable",
                     "ServiceID": "", "ServiceName": "", "ServiceTags": [], "Type": "",
                     "Interval": "", "Timeout": "", "ExposedPort": 0, "Definition": {}},
                    {"Node": "agent1.example", "CheckID": "service:web.1",
                     "Name": "Service 'web' check", "Status": "passing", "Notes": "",
                     "Output": "TASK_RUNNING, unknown", "ServiceID": "web.1", "ServiceName": "web",
                     "ServiceTags": ["http", "team=blue", "traefik.enable=true",
                       "urlprefix-/web strip=/web"],
                     "Type": "ttl", "Interval": "", "Timeout": "", "ExposedPort": 0,
                     "Definition": {}}]}]
                """));
    JsonNode row = cluster.json("/v1/catalog/service/web").get(0);
    assertThat(row.get("ServiceAddress").asText()).isEqualTo("10.1.0.1");
    assertThat(row.get("ServicePort").asInt()).isEqualTo(31000);
    assertThat(row.get("ServiceTags")).isEqualTo(entries.at("/0/Service/Tags"));
    assertThat(row.get("NodeMeta")).isEmpty();
    assertThat(row.get("ServiceWeights").get("Passing").asInt()).isEqualTo(1);
  }

  @Test
  void theServiceHasEachInstanceOnceAndEachNamedPortIsAServiceOfItsOwn() throws Exception {
    show(
        web("web.1")
            .discovered("web")
            .port("dns", 31002, "udp", Map.of())
            .port("http", 31000, "tcp", Map.of())
            .port("admin", 31001, "tcp", Map.of("tags", "internal, ops"))
            .labels(Map.of("traefik.enable", "true", "tags", "v2,blue")));
    JsonNode services = shown("/v1/catalog/services");
    assertThat(services)
        .isEqualTo(
            ShownCluster.tree(
                """
                {"web": ["blue", "http", "traefik.enable=true", "v2"],
                 "web-admin": ["admin", "internal", "ops"], "web-dns": ["dns"], "web-http": ["http"]}
                """));
    assertThat(ports("web")).containsExactly(31000);
    assertThat(ports("web-admin")).containsExactly(31001);
    assertThat(ports("web-dns")).containsExactly(31002);
    assertThat(ports("WEB-http")).containsExactly(31000);
    assertThat(cluster.json("/v1/catalog/service/web-admin").at("/0/ServiceID").asText())
        .isEqualTo("web.1:admin");
  }

  @Test
  void underItsNameAServiceHasThePrimaryPortWhereverItStands() throws Exception {
    show(
        web("web.1")
            .discovered("web")
            .port("admin", 31001, "tcp", Map.of())
            .port("http", 31000, "tcp", Map.of("io.herald.primary", "true")));
    shown("/v1/catalog/services");
    assertThat(ports("web")).containsExactly(31000);
    assertThat(ports("web-admin")).containsExactly(31001);
    assertThat(cluster.json("/v1/health/service/web").at("/0/Service/Meta/mesos-port").asText())
        .isEqualTo("http");
  }

  private List<Integer> ports(String service) throws Exception {
    return cluster.json("/v1/catalog/service/" + service).findValuesAsText("ServicePort").stream()
        .map(Integer::valueOf)
        .toList();
  }

  @ParameterizedTest(name = "{0}, healthy {1}: {2}")
  @CsvSource({
    "TASK_RUNNING, , passing",
    "TASK_RUNNING, true, passing",
    "TASK_RUNNING, false, critical",
    "TASK_UNREACHABLE, , warning",
    "TASK_LOST, , warning",
    "TASK_KILLING, true, critical",
    "TASK_STAGING, , absent",
    "TASK_STARTING, , absent",
  })
  void theStateAndTheHealthChecksDecideTheStatus(String state, Boolean healthy, String status)
      throws Exception {
    TaskDraft task = web("web.1").resource(31000).state(state);
    show(healthy == null ? task : task.healthy(healthy), web("other").resource(31001));
    await().until(() -> cluster.json("/v1/health/service/web").size() > 0);
    JsonNode all = cluster.json("/v1/health/checks/web");
    List<String> seen =
        all.findValuesAsText("ServiceID").contains("web.1")
            ? List.of(
                all.get(all.findValuesAsText("ServiceID").indexOf("web.1")).get("Status").asText())
            : List.of("absent");
    assertThat(seen).containsExactly(status);
    assertThat(cluster.json("/v1/health/service/web?passing").findValuesAsText("CheckID"))
        .satisfies(
            checks ->
                assertThat(checks.contains("service:web.1")).isEqualTo(status.equals("passing")));
    for (String one : List.of("passing", "warning", "critical")) {
      assertThat(
              cluster
                  .json("/v1/health/state/" + one)
                  .findValuesAsText("CheckID")
                  .contains("service:web.1"))
          .as(one)
          .isEqualTo(one.equals(status));
    }
  }

  @Test
  void nodesAreTheHostsOfTheAgentsThatRunSomething() throws Exception {
    show(web("web.1").resource(31000), web("web.2").resource(31001));
    cluster.put(
        new TaskDraft(ShownCluster.AURORA, ShownCluster.TWO, "t", "db").resource(31000).task());
    await().until(() -> cluster.json("/v1/catalog/nodes").size() == 2);
    assertThat(cluster.json("/v1/catalog/nodes").findValuesAsText("Node"))
        .containsExactly("agent1.example", "agent2.example");
    JsonNode node = cluster.json("/v1/catalog/node/agent1.example");
    assertThat(node.at("/Node/Address").asText()).isEqualTo("10.1.0.1");
    assertThat(node.get("Services").fieldNames()).toIterable().containsExactly("web.1", "web.2");
    assertThat(cluster.get("/v1/catalog/node/elsewhere").body()).isEqualTo("null");
    assertThat(cluster.json("/v1/health/node/agent2.example").findValuesAsText("CheckID"))
        .containsExactly("serfHealth", "service:t");
    assertThat(cluster.json("/v1/health/state/any").findValuesAsText("CheckID"))
        .containsExactly("serfHealth", "serfHealth", "service:web.1", "service:web.2", "service:t");
  }

  @Test
  void whatAReaderAsksFirstIsThere() throws Exception {
    assertThat(cluster.json("/v1/agent/self").at("/Config/Datacenter").asText()).isEqualTo("dc1");
    assertThat(cluster.json("/v1/agent/self").at("/Config/NodeName").asText()).isEqualTo("herald");
    assertThat(cluster.get("/v1/catalog/datacenters").body()).isEqualTo("[\"dc1\"]");
    assertThat(cluster.get("/v1/status/leader").body())
        .isEqualTo("\"127.0.0.1:" + cluster.port() + "\"");
    assertThat(cluster.get("/v1/agent/services").body()).isEqualTo("{}");
    assertThat(cluster.get("/v1/agent/checks").body()).isEqualTo("{}");
    HttpResponse<String> key = cluster.get("/v1/kv/fabio/config?recurse=");
    assertThat(key.statusCode()).isEqualTo(404);
    assertThat(key.headers().firstValue("X-Consul-Index")).hasValue("1");
  }

  @Test
  void anAnswerSaysItsIndexAndThatItIsFresh() throws Exception {
    HttpResponse<String> none = cluster.get("/v1/health/service/nobody");
    assertThat(none.body()).isEqualTo("[]");
    assertThat(none.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(none.headers().firstValue("X-Consul-KnownLeader")).hasValue("true");
    assertThat(none.headers().firstValue("X-Consul-LastContact")).hasValue("0");
    assertThat(none.headers().firstValueAsLong("X-Consul-Index").orElse(0)).isGreaterThan(1);
    assertThat(cluster.get("/v1/catalog/services").body()).isEqualTo("{}");
    assertThat(cluster.get("/v1/catalog/datacenters?pretty").body()).isEqualTo("[\n    \"dc1\"\n]");
  }

  @Test
  void tagsSelectInstances() throws Exception {
    show(
        web("web.1").resource(31000).labels(Map.of("v", "1", "colour", "blue")),
        web("web.2").resource(31001).labels(Map.of("v", "2", "colour", "blue")));
    await().until(() -> cluster.json("/v1/catalog/service/web").size() == 2);
    assertThat(ids("?tag=v=1")).containsExactly("web.1");
    assertThat(ids("?tag=COLOUR=blue")).containsExactly("web.1", "web.2");
    assertThat(ids("?tag=colour=blue&tag=v=2")).containsExactly("web.2");
    assertThat(ids("?tag=none")).isEmpty();
    assertThat(ids("?node-meta=a:b")).isEmpty();
    assertThat(ids("?near=_agent&cached&stale=")).hasSize(2);
  }

  private List<String> ids(String query) throws Exception {
    return cluster.json("/v1/catalog/service/web" + query).findValuesAsText("ServiceID");
  }

  @Test
  void otherSettingsTakeOverWithoutAGap() throws Exception {
    show(web("web.1").resource(31000));
    shown("/v1/catalog/service/web");
    facade.serve(
        new ConsulSettings(Optional.of(0), "mesos", new ConsulNaming("{name}-{framework}"), 10),
        List.of());
    await().until(() -> cluster.json("/v1/catalog/services").has("web-marathon"));
    assertThat(cluster.json("/v1/catalog/services").fieldNames())
        .toIterable()
        .containsExactly("web-marathon");
    assertThat(cluster.get("/v1/catalog/datacenters").body()).isEqualTo("[\"mesos\"]");
    facade.serve(ConsulSettings.OFF, List.of());
    assertThat(cluster.get("/v1/catalog/services").statusCode()).isEqualTo(500);
  }
}
