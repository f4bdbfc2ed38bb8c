package io.herald.facade.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.catalog.model.Network;
import io.herald.changingcluster.TaskDraft;
import io.herald.facade.ShownCluster;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route, and what an app is. */
class MarathonRoutesTest {

  private static final String UUID = ".8cad6a69-6ca8-11e7-beb2-0e2beceebfcc";

  /** Of what is in a snapshot; later changes have the log's times. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-03T04:05:06.789Z"), ZoneOffset.UTC);

  private final ShownCluster cluster = new ShownCluster();
  private final MarathonFacade facade = new MarathonFacade(cluster.live(), CLOCK);

  @BeforeEach
  void serve() throws Exception {
    cluster.serve(facade.routes());
  }

  @AfterEach
  void close() {
    facade.close();
    cluster.close();
  }

  private void show(MarathonSettings settings, TaskDraft... tasks) throws Exception {
    cluster.withAgents();
    for (TaskDraft task : tasks) {
      cluster.put(task.task());
    }
    facade.serve(settings.withPort(0), List.of());
    await().until(() -> cluster.get("/v2/apps").statusCode() == 200);
  }

  private void show(TaskDraft... tasks) throws Exception {
    show(MarathonSettings.OFF, tasks);
  }

  private static TaskDraft task(String id) {
    return new TaskDraft(ShownCluster.MARATHON, ShownCluster.ONE, id + UUID, id);
  }

  @Test
  void anAppOnTheAgentsNetworkIsAsMarathonShowsIt() throws Exception {
    show(
        task("a_sise")
            .discovered("sise.a")
            .port("http", 31000, "tcp", Map.of("VIP_0", "/sise:80"))
            .port("both", 31001, "udp", Map.of())
            .port("both", 31001, "tcp", Map.of())
            .healthy(true)
            .labels(Map.of("HAPROXY_GROUP", "external", "HAPROXY_0_PORT", "10010")));
    JsonNode app = cluster.json("/v2/apps?embed=apps.tasks").at("/apps/0");
    int second = app.at("/portDefinitions/1/port").asInt();
    assertThat(second).isBetween(10_000, 20_000);
    assertThat(app)
        .isEqualTo(
            ShownCluster.tree(
                """
                {"id": "/a/sise",
                 "portDefinitions": [
                   {"port": 10010, "name": "http", "protocol": "tcp", "labels": {"VIP_0": "/sise:80"}},
                   {"port": SECOND, "name": "both", "protocol": "udp,tcp", "labels": {}}],
                 "ports": [10010, SECOND], "requirePorts": false, "networks": [{"mode": "host"}],
                 "constraints": [], "dependencies": [], "env": {},
                 "healthChecks": [{"protocol": "COMMAND", "gracePeriodSeconds": 300,
                   "intervalSeconds": 60, "timeoutSeconds": 20, "maxConsecutiveFailures": 3}],
                 "instances": 1, "labels": {"HAPROXY_0_PORT": "10010", "HAPROXY_GROUP": "external"},
                 "version": "2026-02-03T04:05:06.789Z",
                 "versionInfo": {"lastScalingAt": "2026-02-03T04:05:06.789Z",
                   "lastConfigChangeAt": "2026-02-03T04:05:06.789Z"},
                 "tasksStaged": 0, "tasksRunning": 1, "tasksHealthy": 1, "tasksUnhealthy": 0,
                 "deployments": [],
                 "tasks": [{"ipAddresses": [{"ipAddress": "10.1.0.1", "protocol": "IPv4"}],
                   "stagedAt": "2026-02-03T04:05:06.789Z", "state": "TASK_RUNNING",
                   "ports": [31000, 31001], "startedAt": "2026-02-03T04:05:06.789Z",
                   "version": "2026-02-03T04:05:06.789Z",
                   "id": "a_sise.8cad6a69-6ca8-11e7-beb2-0e2beceebfcc", "appId": "/a/sise",
                   "slaveId": "S1", "host": "agent1.example",
                   "healthCheckResults": [{"alive": true, "consecutiveFailures": 0,
                     "taskId": "a_sise.8cad6a69-6ca8-11e7-beb2-0e2beceebfcc",
                     "instanceId": "a_sise.8cad6a69-6ca8-11e7-beb2-0e2beceebfcc"}]}]}
                """
                    .replace("SECOND", Integer.toString(second))));
  }

  @Test
  void anAppBehindTheAgentHasPortMappingsAndItsTasksHostPorts() throws Exception {
    show(
        task("bridge")
            .network(Network.Mode.MAPPED, new Network.Mapping(31005, 80, "tcp"))
            .discovered("bridge")
            .port("http", 31005, "tcp", Map.of("network-scope", "host"))
            .at("172.17.0.2"));
    JsonNode app = cluster.json("/v2/apps/bridge").get("app");
    assertThat(app.get("networks"))
        .isEqualTo(ShownCluster.tree("[{\"mode\":\"container/bridge\"}]"));
    ObjectNode mapping = (ObjectNode) app.at("/container/portMappings/0");
    assertThat(mapping.remove("servicePort").asInt()).isBetween(10_000, 20_000);
    assertThat(mapping)
        .isEqualTo(
            ShownCluster.tree(
                """
                {"containerPort": 80, "hostPort": 0, "name": "http", "protocol": "tcp",
                 "labels": {"network-scope": "host"}}
                """));
    assertThat(app.has("portDefinitions")).isFalse();
    assertThat(app.at("/tasks/0/ports")).isEqualTo(ShownCluster.tree("[31005]"));
    assertThat(app.at("/tasks/0/ipAddresses/0/ipAddress").asText()).isEqualTo("172.17.0.2");
  }

  @Test
  void anAppWithAddressesOfItsOwnHasContainerPorts() throws Exception {
    show(
        task("own")
            .network(Network.Mode.OWN, new Network.Mapping(31006, 8443, "tcp"))
            .discovered("own")
            .port("http", 8080, "tcp", Map.of("network-scope", "container"))
            .port("https", 31006, "tcp", Map.of("network-scope", "host"))
            .at("9.0.1.6", "fd01::6"));
    JsonNode app = cluster.json("/v2/apps//own").get("app");
    assertThat(app.at("/networks/0/mode").asText()).isEqualTo("container");
    assertThat(app.at("/container/portMappings").findValuesAsText("containerPort"))
        .containsExactly("8080", "8443");
    assertThat(app.at("/container/portMappings/0").has("hostPort")).isFalse();
    assertThat(app.at("/container/portMappings/1/hostPort").asInt()).isZero();
    assertThat(app.at("/tasks/0/ports")).isEqualTo(ShownCluster.tree("[31006]"));
    assertThat(app.at("/tasks/0/ipAddresses"))
        .isEqualTo(
            ShownCluster.tree(
                """
                [{"ipAddress": "9.0.1.6", "protocol": "IPv4"},
                 {"ipAddress": "fd01:0:0:0:0:0:0:6", "protocol": "IPv6"}]
                """));
  }

  @Test
  void appsAreFoundByTheirIdsAndTheirTasksBelowThem() throws Exception {
    show(
        task("a_b").resource(31000),
        task("a_c").resource(31001).state("TASK_STAGING").labels(Map.of("x", "1")));
    for (String path :
        List.of("/v2/apps/a/b", "/v2/apps//a/b", "/v2/apps/a/b/", "/v2/apps/%2Fa%2Fb")) {
      assertThat(cluster.json(path).at("/app/id").asText()).as(path).isEqualTo("/a/b");
    }
    assertThat(cluster.json("/v2/apps//a/b/tasks").at("/tasks/0/ports/0").asInt()).isEqualTo(31000);
    assertThat(cluster.json("/v2/apps/a/c/tasks").at("/tasks/0").has("startedAt")).isFalse();
    assertThat(ids("/v2/apps")).containsExactly("/a/b", "/a/c");
    assertThat(ids("/v2/apps/?embed=apps.tasks")).containsExactly("/a/b", "/a/c");
    assertThat(ids("/v2/apps?id=c")).containsExactly("/a/c");
    assertThat(ids("/v2/apps?label=x==1")).containsExactly("/a/c");
    assertThat(ids("/v2/apps?label=x")).containsExactly("/a/c");
    assertThat(ids("/v2/apps?label=x!=1")).containsExactly("/a/b");
    assertThat(cluster.json("/v2/apps").at("/apps/0").has("tasks")).isFalse();
    assertThat(cluster.json("/v2/tasks").at("/tasks")).hasSize(2);
    assertThat(cluster.json("/v2/tasks").at("/tasks/0/servicePorts")).hasSize(1);
    assertThat(cluster.json("/v2/tasks?status=running").at("/tasks").findValuesAsText("appId"))
        .containsExactly("/a/b");
    assertThat(cluster.json("/v2/tasks?status=staging").at("/tasks").findValuesAsText("appId"))
        .containsExactly("/a/c");
  }

  private List<String> ids(String path) throws Exception {
    List<String> ids = new ArrayList<>();
    cluster.json(path).at("/apps").forEach(app -> ids.add(app.get("id").asText()));
    return ids;
  }

  @Test
  void theNewestTaskDecidesWhatIsTheApps() throws Exception {
    show(task("web").resource(31000).labels(Map.of("v", "1")));
    cluster.put(
        new TaskDraft(
                ShownCluster.MARATHON,
                ShownCluster.TWO,
                "web.9cad6a69-6ca8-11e7-beb2-0e2beceebfcc",
                "web")
            .resource(31000)
            .resource(31001)
            .labels(Map.of("v", "2"))
            .task());
    await().until(() -> cluster.json("/v2/apps/web").at("/app/tasks").size() == 2);
    JsonNode app = cluster.json("/v2/apps/web").get("app");
    assertThat(app.at("/labels/v").asText()).isEqualTo("2");
    assertThat(app.get("portDefinitions")).hasSize(2);
    assertThat(app.get("instances").asInt()).isEqualTo(2);
  }

  @Test
  void frameworksAreShownAsTheSettingsSay() throws Exception {
    show(
        MarathonSettings.OFF.withFrameworks("*"),
        task("web").resource(31000),
        new TaskDraft(ShownCluster.AURORA, ShownCluster.TWO, "x-0", "http.test.vagrant")
            .port("http", 31001)
            .labels(Map.of("org.apache.aurora.metadata.HAPROXY_GROUP", "external")));
    assertThat(ids("/v2/apps")).containsExactly("/twitterscheduler/http.test.vagrant", "/web");
    assertThat(
            cluster
                .json("/v2/apps/twitterscheduler/http.test.vagrant")
                .at("/app/labels/HAPROXY_GROUP")
                .asText())
        .isEqualTo("external");
    facade.serve(MarathonSettings.OFF.withPort(0), List.of());
    await().until(() -> ids("/v2/apps").equals(List.of("/web")));
    facade.serve(new MarathonSettings(Optional.of(0), List.of("TwitterScheduler"), 5), List.of());
    await().until(() -> ids("/v2/apps").equals(List.of("/http.test.vagrant")));
  }

  @Test
  void whatAReaderAsksFirstIsThereAndErrorsAreMarathons() throws Exception {
    assertThat(cluster.get("/v2/apps").statusCode()).isEqualTo(503);
    assertThat(cluster.get("/v2/apps").body())
        .isEqualTo("{\"message\":\"Could not determine the current leader\"}");
    assertThat(cluster.get("/v2/events").statusCode()).isEqualTo(503);
    assertThat(cluster.get("/ping").body()).isEqualTo("pong");
    show(task("web").resource(31000));
    String here = "127.0.0.1:" + cluster.port();
    assertThat(cluster.json("/v2/leader"))
        .isEqualTo(ShownCluster.tree("{\"leader\":\"" + here + "\"}"));
    JsonNode info = cluster.json("/v2/info");
    assertThat(info.get("name").asText()).isEqualTo("marathon");
    assertThat(info.get("frameworkId").asText()).isEqualTo("f-marathon");
    assertThat(info.get("leader").asText()).isEqualTo(here);
    assertThat(info.get("elected").asBoolean()).isTrue();
    HttpResponse<String> none = cluster.get("/v2/apps/a/none");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).isEqualTo("{\"message\":\"App '/a/none' does not exist\"}");
    assertThat(none.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    assertThat(cluster.get("/v2/apps?cmd=sleep").statusCode()).isEqualTo(400);
    assertThat(cluster.get("/v2/apps?label=x+in+(a)").statusCode()).isEqualTo(400);
    assertThat(cluster.get("/v2/groups").statusCode()).isEqualTo(404);
    for (String write :
        List.of(
            "POST /v2/apps",
            "PUT /v2/apps/web",
            "DELETE /v2/apps/web",
            "DELETE /v2/leader",
            "POST /v2/tasks/delete",
            "POST /v2/eventSubscriptions",
            "POST /v2/apps/web/restart")) {
      String[] parts = write.split(" ");
      HttpResponse<String> refused = cluster.send(parts[0], parts[1]);
      assertThat(refused.statusCode()).as(write).isEqualTo(405);
      assertThat(refused.body()).isEqualTo("{\"message\":\"" + MarathonErrors.READ_ONLY + "\"}");
    }
  }
}
