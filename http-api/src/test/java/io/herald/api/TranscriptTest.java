package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.changingcluster.ClusterParts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route of {@code /v2}, with a whole document of each. */
class TranscriptTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Framework MARATHON =
      new Framework(
          "f1", "marathon", "m1.example", Optional.of(Upid.parse("s@10.0.0.1:9090")), true);
  private static final Framework CHRONOS =
      new Framework("f2", "chronos", "", Optional.empty(), false);
  private static final Agent ONE = LiveCluster.agent(1);
  private static final Agent TWO = LiveCluster.agent(2);

  /** With a port of its container's own network, and one at its agent. */
  private static final Task WEB =
      new Task(
          "f1",
          "web.1",
          "web",
          "x-S1",
          Task.RUNNING,
          Optional.of(
              new RunningStatus(
                  Optional.of(true), List.of("9.0.0.7"), Map.of(), Network.UNSPECIFIED)),
          List.of(),
          Optional.of(
              new Discovery(
                  "web",
                  "prod",
                  "",
                  "",
                  "",
                  List.of(
                      new Discovery.Port(8080, "http", "TCP", Map.of("a", "b")),
                      new Discovery.Port(
                          31001,
                          "admin",
                          "",
                          Map.of("network-scope", "host", "io.herald.dns.weight", "7"))),
                  Map.of("tier", "front"))),
          Map.of("io.herald.dns.priority", "2", "tier", "hidden"),
          new Network(Network.Mode.OWN, List.of()),
          false);

  private static final Task JOB =
      new Task(
          "f2",
          "ct:1",
          "job",
          "x-S2",
          "TASK_STAGING",
          Optional.empty(),
          List.of(new PortRange(31500, 31500)),
          Optional.empty(),
          Map.of(),
          Network.UNSPECIFIED,
          true);

  private static final String WEB_JSON =
      """
      {"id":"web.1","service":"marathon:web:prod","framework":{"id":"f1","name":"marathon"},
       "agent":{"id":"x-S1","hostname":"a1.example"},"state":"TASK_RUNNING","health":"healthy",
       "recovering":false,"addresses":["9.0.0.7"],
       "ports":[{"name":"http","number":8080,"protocol":"tcp","labels":{"a":"b"},"priority":2,
                 "source":"discovery-info"},
                {"name":"admin","number":31001,"protocol":"","addresses":["10.1.0.1"],
                 "labels":{"io.herald.dns.weight":"7","network-scope":"host"},"weight":7,
                 "priority":2,"source":"discovery-info"}],
       "labels":{"io.herald.dns.priority":"2","tier":"front"},"priority":2,
       "sources":{"name":"discovery-info","addresses":"network","health":"task"}}
      """;

  private static final String JOB_JSON =
      """
      {"id":"ct:1","service":"chronos:job","framework":{"id":"f2","name":"chronos"},
       "agent":{"id":"x-S2","hostname":"a2.example"},"state":"TASK_STAGING","health":"unknown",
       "recovering":true,"addresses":["10.1.0.2"],
       "ports":[{"name":"","number":31500,"protocol":"","labels":{},"priority":0,
                 "source":"resources"}],
       "labels":{},"priority":0,"sources":{"name":"task","addresses":"network"}}
      """;

  private final LiveCluster cluster = new LiveCluster();
  private final ScriptedFacts facts = new ScriptedFacts();
  private ApiServer server;

  @BeforeEach
  void open() throws Exception {
    server = new ApiServer(cluster, facts.facts());
    cluster.put(
        MARATHON,
        CHRONOS,
        ONE,
        TWO,
        new Masters(
            Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)),
            List.of(new AnnouncedEndpoint("10.0.0.2", 5050))),
        WEB,
        JOB);
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  private static JsonNode tree(String json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** A document, with every revision written as 7. */
  private String document(String path) {
    return server.get(path).body().replaceAll("\"revision\":\\d+", "\"revision\":7").strip();
  }

  private void reads(String path, String json) throws IOException {
    assertThat(tree(document(path)).toPrettyString()).isEqualTo(tree(json).toPrettyString());
  }

  private static final String JOB_SERVICE =
      "{\"key\":\"chronos:job\",\"framework\":\"chronos\",\"name\":\"job\",\"environment\":\"\","
          + "\"instances\":1,\"admitted\":0,\"healthy\":0,\"revision\":7,\"sources\":{\"name\":[]}}";
  private static final String WEB_SERVICE_FIELDS =
      "\"key\":\"marathon:web:prod\",\"framework\":\"marathon\",\"name\":\"web\","
          + "\"environment\":\"prod\",\"instances\":1,\"admitted\":1,\"healthy\":1,\"revision\":7,"
          + "\"sources\":{\"name\":[\"discovery-info\"]}";

  @Test
  void everyRoute() throws IOException {
    reads(
        "/v2/services",
        "{\"items\":[" + JOB_SERVICE + ",{" + WEB_SERVICE_FIELDS + "}],\"complete\":true}");
    reads(
        "/v2/services/marathon:web:prod",
        "{" + WEB_SERVICE_FIELDS + ",\"items\":[" + WEB_JSON + "]}");
    reads(
        "/v2/services/marathon:web:prod?limit=1",
        "{" + WEB_SERVICE_FIELDS + ",\"items\":[" + WEB_JSON + "]}");
    reads("/v2/services/job/instances", "{\"items\":[" + JOB_JSON + "],\"complete\":true}");
    reads("/v2/tasks", "{\"items\":[" + JOB_JSON + "," + WEB_JSON + "],\"complete\":true}");
    reads(
        "/v2/frameworks",
        """
        {"items":[
          {"id":"f2","name":"chronos","active":false,"hostname":"","addresses":[],"services":1,
           "instances":1,"sources":{"addresses":"hostname"}},
          {"id":"f1","name":"marathon","active":true,"hostname":"m1.example","pid":"s@10.0.0.1:9090",
           "addresses":["10.0.0.1"],"services":1,"instances":1,"sources":{"addresses":"pid"}}],
         "complete":true}
        """);
    reads(
        "/v2/agents?agent=x-S1",
        """
        {"items":[{"id":"x-S1","hostname":"a1.example","pid":"slave(1)@10.1.0.1:5051",
          "active":true,"addresses":["10.1.0.1"],"instances":1,"sources":{"addresses":"pid"}}],
         "complete":true}
        """);
    reads(
        "/v2/sources",
        """
        {"items":[
          {"name":"mesos","following":"stream","stale":false,"heardSecondsAgo":3,
           "snapshotSecondsAgo":860,"worstAgeSeconds":41,"recoveringAgents":2,
           "events":{"TASK_UPDATED":1204},"skipped":{"task":1},
           "zooKeeper":{"servers":"zk1:2181","state":"suspended","since":"2026-11-30T06:44:49Z"},
           "faults":{"drift":{"count":0},"stream":{"count":4,"since":"2026-11-30T06:44:49Z"}}},
          {"name":"zk","trouble":"ZooKeeper can't be reached: connection refused","stale":true,
           "recoveringAgents":0,"events":{},"skipped":{},"faults":{}}],
         "complete":true,"masters":{"leader":"10.0.0.1:5050","others":["10.0.0.2:5050"]}}
        """);
    reads(
        "/v2/problems",
        """
        {"counts":{"port":4},
         "items":[
           {"kind":"port","task":"t","framework":"f","what":"its port is -1"},
           {"kind":"host","agent":"a","what":"its host is \\"?\\""},
           {"kind":"host","framework":"f","what":"its host is \\"?\\""},
           {"kind":"metadata","announcement":"/a/b/member_1","what":"its weight"},
           {"kind":"host","what":"several"}],
         "skipped":[{"source":"mesos","counts":{"task":1},
           "latest":[{"kind":"task","id":"t","what":"broken"}]}]}
        """);
    reads(
        "/v2/records?service=web&type=a",
        """
        {"items":[
          {"service":"marathon:web:prod","name":"web.marathon.mesos.","type":"A","ttl":60,
           "value":"10.1.0.1","tasks":[]},
          {"service":"marathon:web:prod","name":"web.marathon.mesos.","type":"A","ttl":60,
           "value":"10.1.0.2","tasks":[{"id":"t","framework":"f"},{"id":"t","framework":"g"}]}],
         "complete":true}
        """);
    reads(
        "/v2/resolve?name=web.mesos",
        """
        {"rcode":"NOERROR","authoritative":true,
         "answer":[{"name":"web.mesos.","ttl":60,"type":"A","value":"10.1.0.1"}],
         "authority":[],
         "additional":[{"name":"web.mesos.","ttl":60,"type":"A","value":"10.1.0.1"}]}
        """);
    reads(
        "/v2/explain?name=web.mesos",
        """
        {"name":"web.mesos","verdict":"answered","meaning":"it has records",
         "records":[{"rtype":"A","value":"10.1.0.1","origins":[{"rule":"task-address",
           "meaning":"address of the task","task":{"id":"t","name":"web"}}]}],
         "reasons":["a reason"],"nearest":["web.mesos"]}
        """);
    reads(
        "/v2/queries",
        """
        {"at":"2026-11-30T06:44:58.123Z","replies":{"NOERROR":90210,"NXDOMAIN":17},"ignored":2,
         "failures":1}
        """);
    reads("/v2/changes", "{\"items\":[]}");
    cluster.remove(JOB);
    reads(
        "/v2/changes",
        "{\"items\":[{\"revision\":7,\"kind\":\"removed\",\"at\":\"2026-11-30T06:44:58Z\","
            + "\"instance\":"
            + JOB_JSON
            + "}]}");
    reads(
        "/v2/prometheus?port=admin",
        """
        [{"targets":["10.1.0.1:31001"],"labels":{"__meta_herald_agent_hostname":"a1.example",
          "__meta_herald_agent_id":"x-S1","__meta_herald_environment":"prod",
          "__meta_herald_framework":"marathon","__meta_herald_framework_id":"f1",
          "__meta_herald_health":"healthy","__meta_herald_label_io_herald_dns_priority":"2",
          "__meta_herald_label_tier":"front",
          "__meta_herald_port_label_io_herald_dns_weight":"7",
          "__meta_herald_port_label_network_scope":"host","__meta_herald_port_name":"admin",
          "__meta_herald_port_number":"31001","__meta_herald_port_protocol":"",
          "__meta_herald_service":"web","__meta_herald_state":"TASK_RUNNING",
          "__meta_herald_task_id":"web.1"}}]
        """);
    JsonNode index = server.read("/v2");
    assertThat(index.at("/services").asInt()).isEqualTo(1);
    assertThat(index.at("/agents").asInt()).isEqualTo(2);
    assertThat(index.at("/frameworks").asInt()).isEqualTo(2);
    assertThat(server.get("/v2/openapi.json").statusCode()).isEqualTo(200);

    watched();

    // A route that has no transcript here is one whose form nobody looks at.
    assertThat(server.contract().checked())
        .containsExactlyInAnyOrderElementsOf(server.contract().paths());
  }

  /** The snapshot and one event, whose data have the form of other documents. */
  private void watched() throws IOException {
    List<String> lines = new ArrayList<>();
    try (EventLines events = server.events("/v2/watch?framework=marathon")) {
      while (lines.stream().noneMatch(line -> line.startsWith("data: "))) {
        lines.add(events.next());
      }
      cluster.remove(WEB);
      while (lines.stream().filter(line -> line.startsWith("data: ")).count() < 2) {
        lines.add(events.next());
      }
    }
    List<JsonNode> data = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("data: ")) {
        data.add(tree(line.substring("data: ".length())));
      }
    }
    assertThat(lines).contains("event: snapshot", "event: removed");
    assertThat(data.get(0)).isEqualTo(tree("{\"items\":[" + WEB_JSON + "],\"complete\":true}"));
    assertThat(data.get(1)).isEqualTo(tree(WEB_JSON));
    JsonNode schemas = server.contract().document().at("/components/schemas");
    assertThat(server.contract().faults(schemas.get("InstancePage"), data.get(0))).isEmpty();
    assertThat(server.contract().faults(schemas.get("Instance"), data.get(1))).isEmpty();
  }

  @Test
  void whatIsWrongWithARequestIsSaid() {
    List<String> rows = new ArrayList<>();
    for (String path :
        List.of(
            "/v2/services?nam=web",
            "/v2/services?limit=0",
            "/v2/services?limit=1&limit=2",
            "/v2/services?health=good",
            "/v2/services?cursor=abc",
            "/v2/sources?x=y",
            "/v2/services/a:b:c:d",
            "/v2/services/marathon:nothing",
            "/v2/services/nothing/instances",
            "/v2/services/%ff",
            "/v2/explain",
            "/v2/explain?name=%20",
            "/v2/resolve?name=a..mesos",
            "/v2/resolve?name=web.mesos&type=blah",
            "/v2/resolve?name=example.org",
            "/v2/records?service=nothing",
            "/v2/nothing")) {
      HttpResponse<String> response = server.get(path);
      JsonNode problem = ApiServer.json(response);
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/problem+json");
      assertThat(problem.get("status").asInt()).isEqualTo(response.statusCode());
      rows.add(
          path
              + " | "
              + response.statusCode()
              + " "
              + problem.get("title").asText()
              + " | "
              + problem.path("field").asText("-")
              + " = "
              + problem.path("value").asText("-")
              + " | "
              + problem.path("detail").asText("-"));
    }
    assertThat(String.join("\n", rows) + "\n")
        .isEqualTo(
            """
            /v2/services?nam=web | 400 Bad Request | nam = web | there is no parameter "nam" here (its value is "web"); is "name" meant?
            /v2/services?limit=0 | 400 Bad Request | limit = 0 | the parameter "limit" = "0" can't be read; write a whole number from 1 to 1000
            /v2/services?limit=1&limit=2 | 400 Bad Request | limit = 1, 2 | the parameter "limit" = "1, 2" can't be read; give it once
            /v2/services?health=good | 400 Bad Request | health = good | the parameter "health" = "good" can't be read; write one of healthy, unhealthy, unknown
            /v2/services?cursor=abc | 400 Bad Request | cursor = abc | the parameter "cursor" = "abc" can't be read; take the value of "next" from the page before, of the same list; leave it out for the first page
            /v2/sources?x=y | 400 Bad Request | x = y | there is no parameter "x" here (its value is "y"); leave it out, there are none here
            /v2/services/a:b:c:d | 400 Bad Request | key = a:b:c:d | the parameter "key" = "a:b:c:d" can't be read; write framework:name, framework:name:environment or a name, each percent-encoded, its colons too
            /v2/services/marathon:nothing | 404 Not Found | - = - | there is no service "marathon:nothing"
            /v2/services/nothing/instances | 404 Not Found | - = - | there is no service named "nothing"
            /v2/services/%ff | 400 Bad Request | key = %ff | the parameter "key" = "%ff" can't be read; its percent-encoded bytes are not UTF-8
            /v2/explain | 400 Bad Request | name = - | the parameter "name" is missing; write ?name=web.marathon.mesos
            /v2/explain?name=%20 | 400 Bad Request | name =   | the parameter "name" = " " can't be read; write a DNS name, such as web.marathon.mesos
            /v2/resolve?name=a..mesos | 400 Bad Request | name = a..mesos | the parameter "name" = "a..mesos" can't be read; write a name without empty labels
            /v2/resolve?name=web.mesos&type=blah | 400 Bad Request | type = BLAH | the parameter "type" = "BLAH" can't be read; write a type of records: A, AAAA, SRV, PTR, TXT or ANY
            /v2/resolve?name=example.org | 404 Not Found | - = - | the name is in no zone that is served here; ask a resolver for it
            /v2/records?service=nothing | 404 Not Found | - = - | there is no service named "nothing"
            /v2/nothing | 404 Not Found | - = - | nothing has this path; /v2 lists the paths, /v2/openapi.json describes them
            """);
  }

  @Test
  void anInstanceThatCameLaterSaysSinceWhen() {
    cluster.put(LiveCluster.task(MARATHON, TWO, "web.9", "later"));
    assertThat(server.read("/v2/services/later").at("/items/0/since").asText())
        .isEqualTo("2026-11-30T06:44:58Z");
    assertThat(server.read("/v2/services/job").at("/items/0").has("since")).isFalse();
  }

  @Test
  void anAuroraJobsInstanceHasItsRole() {
    Task task = LiveCluster.task(MARATHON, TWO, "web.9", "hello");
    cluster.put(
        new Task(
            task.frameworkId(),
            task.id(),
            "www-data/prod/hello",
            task.agentId(),
            task.state(),
            task.running(),
            task.ports(),
            task.discovery(),
            task.labels(),
            task.network(),
            false));
    JsonNode items = server.read("/v2/tasks?role=www-data").get("items");
    assertThat(items).hasSize(1);
    assertThat(items.at("/0/role").asText()).isEqualTo("www-data");
  }

  @Test
  void aNameThatSeveralServicesHaveIsAChoice() {
    cluster.put(
        LiveCluster.task(MARATHON, TWO, "web.9", "job"),
        LiveCluster.task(MARATHON, TWO, "x/y:z", "a/b:c"));
    HttpResponse<String> response = server.get("/v2/services/job");
    assertThat(response.statusCode()).isEqualTo(300);
    assertThat(ApiServer.json(response).get("choices"))
        .extracting(JsonNode::asText)
        .containsExactly("chronos:job", "marathon:job");
    assertThat(server.read("/v2/services/chronos:job").get("instances").asInt()).isEqualTo(1);

    // Keys are segments of paths, whatever they hold.
    assertThat(server.read("/v2/services/a%2Fb%3Ac").get("key").asText())
        .isEqualTo("marathon:a%2Fb%3Ac");
    assertThat(server.read("/v2/services/marathon:a%2Fb%3Ac/instances").at("/items/0/id").asText())
        .isEqualTo("x/y:z");
    assertThat(server.get("/v2/services/marathon:a%2Fb:c").statusCode()).isEqualTo(404);
  }

  @Test
  void everyListComesInPages() {
    for (int i = 0; i < 10; i++) {
      cluster.put(LiveCluster.task(MARATHON, TWO, "t" + i, "name" + i % 3));
      cluster.put(LiveCluster.agent(10 + i), ClusterParts.framework("many" + i));
    }
    for (String list :
        List.of(
            "/v2/services?",
            "/v2/tasks?",
            "/v2/tasks?prefix=name&",
            "/v2/services/name1/instances?",
            "/v2/agents?",
            "/v2/frameworks?",
            "/v2/changes?",
            "/v2/changes?name=name1&",
            "/v2/records?",
            "/v2/records?type=A&prefix=name&")) {
      JsonNode whole = server.read(list + "limit=1000");
      assertThat(whole.has("next")).isFalse();
      List<JsonNode> items = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = server.read(list + "limit=2" + cursor);
        page.get("items").forEach(items::add);
        cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : "";
        assertThat(page.get("items").size())
            .isEqualTo(cursor.isEmpty() ? (whole.get("items").size() + 1) % 2 + 1 : 2);
      } while (!cursor.isEmpty());
      assertThat(whole.get("items").size()).as(list).isGreaterThan(2);
      assertThat(items).as(list).containsExactlyElementsOf(whole.get("items"));
    }
    JsonNode changes = server.read("/v2/changes?name=name1");
    assertThat(changes.findValuesAsText("revision"))
        .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(b), Long.parseLong(a)))
        .hasSize(3);
  }

  @Test
  void oneNameIsExplainedAtATime() {
    facts.explaining(true);
    HttpResponse<String> response = server.get("/v2/explain?name=web.mesos");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
  }
}
