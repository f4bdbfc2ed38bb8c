package io.herald.dns.http;

import static io.herald.dns.http.ApiFixture.assertJson;
import static io.herald.dns.http.ApiFixture.assertPlain;
import static io.herald.dns.http.ApiFixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.catalog.Edits;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.Task;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mesos-DNS' /v1 in its own shapes, each answer compared whole, order of keys and all. */
class V1Test {

  private static final String NO_HOST = "[{'host':'','ip':''}]".replace('\'', '"');

  @TempDir private Path folder;
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture(folder).serve("{'zk': 'zk://user:hush@10.0.0.1:2181/mesos'}");
  }

  @AfterAll
  static void stop() {
    ApiFixture.stopAll();
  }

  @Test
  void versionNamesTheApiThatIsSpoken() throws Exception {
    assertJson(
        api.get("/v1/version"),
        """
        {"Service":"Mesos-DNS","URL":"https://github.com/mesosphere/mesos-dns","Version":"v0.7.0"}
        """);
  }

  @Test
  void configIsWholeInItsOrderAndWithoutSecrets() throws Exception {
    assertJson(
        api.get("/v1/config"),
        """
        {"RefreshSeconds":60,"Port":53,"Timeout":5,"StateTimeoutSeconds":300,
         "ZkDetectionTimeout":30,"HttpPort":8123,"TTL":60,
         "SRVRecordDefaultWeight":1,"SOASerial":1700000000,"SOARefresh":60,"SOARetry":600,
         "SOAExpire":86400,"SOAMinttl":60,
         "SOAMname":"ns1.mesos.","SOARname":"root.ns1.mesos.","Masters":null,"ZoneResolvers":{},
         "Resolvers":["8.8.8.8"],
         "IPSources":[],"Zk":"zk://********@10.0.0.1:2181/mesos",
         "Domain":"mesos","File":"FILE",
         "Listener":"0.0.0.0","HTTPListener":"0.0.0.0","RecurseOn":true,"DnsOn":true,
         "HttpOn":true,"ExternalOn":true,
         "EnforceRFC952":false,"SetTruncateBit":true,"EnumerationOn":true,"MesosHTTPSOn":false,
         "CACertFile":"","CertFile":"",
         "KeyFile":"","MesosCredentials":{"Principal":"","Secret":""},"IAMConfigFile":"",
         "MesosAuthentication":""}
        """
            .replace("FILE", folder.resolve("config.json").toString()));

    api.serve(
        "{'masters': ['10.0.0.1:5050'], 'mesosAuthentication': 'basic',"
            + " 'mesosCredentials': {'principal': 'me', 'secret': 'hush'},"
            + " 'resolvers': ['1.1.1.1:5353'], 'zoneResolvers': {'weave': ['2.2.2.2']}}");
    HttpResponse<String> redacted = api.get("/v1/config");
    assertThat(redacted.body()).doesNotContain("hush");
    JsonNode config = tree(redacted.body());
    assertThat(config.at("/MesosCredentials"))
        .hasToString("{\"Principal\":\"me\",\"Secret\":\"********\"}");
    assertThat(config.at("/Masters")).hasToString("[\"10.0.0.1:5050\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web.marathon.mesos",
        "web.marathon.mesos.",
        "WEB.Marathon.mesos",
        "web.*.marathon.mesos"
      })
  void hostsGivesIpv4ThenIpv6(String asked) throws Exception {
    loadWithDiscovery();
    assertJson(
        api.get("/v1/hosts/" + asked),
        """
        [{"host":"web.marathon.mesos.","ip":"10.1.0.1"},
         {"host":"web.marathon.mesos.","ip":"2001:db8::9"}]
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nowhere.mesos", "www.example.com", ".*", "a..b", "_web._tcp.marathon.mesos"})
  void aHostThatIsNotThereIsOneObjectOfNothing(String asked) throws Exception {
    loadWithDiscovery();
    assertJson(api.get("/v1/hosts/" + asked), NO_HOST);
  }

  @Test
  void servicesEchoesThePathAndLeadsToTheAgent() throws Exception {
    loadAsInTheSpecification();
    for (String asked : List.of("_web._tcp.marathon.mesos", "_WEB._tcp.*.marathon.mesos.")) {
      assertJson(
          api.get("/v1/services/" + asked),
          """
          [{"service":"ASKED","host":"web-pkco7-s0.marathon.slave.mesos.",
            "ip":"10.1.0.1","port":"31000"}]
          """
              .replace("ASKED", asked));
    }
  }

  @Test
  void servicesGivesOneAddressOfEachFamilyForEachSrvRecord() throws Exception {
    loadWithDiscovery();
    assertJson(
        api.get("/v1/services/_http._web._tcp.marathon.mesos"),
        """
        [{"service":"_http._web._tcp.marathon.mesos","host":"web-hw4uo-s0.marathon.mesos.",
          "ip":"10.1.0.1","port":"31000"},
         {"service":"_http._web._tcp.marathon.mesos","host":"web-hw4uo-s0.marathon.mesos.",
          "ip":"2001:db8::9","port":"31000"}]
        """);
  }

  @Test
  void aServiceThatIsNotThereIsOneObjectOfNothing() throws Exception {
    loadWithDiscovery();
    assertJson(
        api.get("/v1/services/_none._tcp.marathon.mesos"),
        "[{\"service\":\"\",\"host\":\"\",\"ip\":\"\",\"port\":\"\"}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web.marathon.mesos", "Web.*.Marathon.mesos."})
  void portsAreThoseOfTheServicesOfTheHostsName(String asked) throws Exception {
    loadWithDiscovery();
    assertJson(
        api.get("/v1/hosts/" + asked + "/ports"),
        "["
            + port("web.marathon.mesos.", "_http._web._tcp.marathon.mesos.", "tcp", "http", 31000)
            + ","
            + port("web.marathon.mesos.", "_web._tcp.marathon.mesos.", "tcp", "", 31000)
            + ","
            + port("web.marathon.mesos.", "_dns._web._udp.marathon.mesos.", "udp", "dns", 31001)
            + ","
            + port("web.marathon.mesos.", "_web._udp.marathon.mesos.", "udp", "", 31001)
            + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "web-hw4uo-s0.marathon.mesos, 31000 31000 31001 31001",
    "marathon.mesos, 80",
    "slave.mesos, 5051",
    "leader.mesos, 5050 5050",
  })
  void portsAreAlsoThoseThatLeadToTheHost(String host, String ports) throws Exception {
    loadWithDiscovery();
    assertThat(tree(api.get("/v1/hosts/" + host + "/ports").body()).findValuesAsText("port"))
        .containsExactly(ports.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.mesos", "www.example.com", "mesos", "_web._tcp.marathon.mesos"})
  void aHostWithoutPortsIsOneObjectOfNothing(String host) throws Exception {
    loadWithDiscovery();
    assertJson(
        api.get("/v1/hosts/" + host + "/ports"),
        """
        [{"host":"","service":"","target":"","protocol":"","name":"","port":""}]
        """);
  }

  private static String port(
      String host, String service, String protocol, String name, int number) {
    return String.format(
        "{\"host\":\"%s\",\"service\":\"%s\",\"target\":\"web-hw4uo-s0.marathon.mesos.\","
            + "\"protocol\":\"%s\",\"name\":\"%s\",\"port\":\"%d\"}",
        host, service, protocol, name, number);
  }

  @Test
  void enumerateIsWholeAndListsEachRecordWhereItWasMadeFirst() throws Exception {
    assertJson(api.get("/v1/enumerate"), "{\"frameworks\":null}");
    loadAsInTheSpecification();
    Edits edits = api.portion().edit();
    edits.put(Entities.plain("f1", "web.0b1c", "web", 31000));
    edits.put(Entities.plain("f2", "web.0b1c", "web", 31000));
    edits.put(Entities.framework("f2", "marathon"));
    edits.commit();
    assertJson(
        api.get("/v1/enumerate"),
        """
        {"frameworks":[{"tasks":[{"name":"web","id":"web.0b1c","records":[
          {"name":"web.marathon.mesos.","host":"10.1.0.1","rtype":"A"},
          {"name":"web-pkco7-s0.marathon.mesos.","host":"10.1.0.1","rtype":"A"},
          {"name":"web.marathon.slave.mesos.","host":"10.1.0.1","rtype":"A"},
          {"name":"web-pkco7-s0.marathon.slave.mesos.","host":"10.1.0.1","rtype":"A"},
          {"name":"_web._tcp.marathon.slave.mesos.",
           "host":"web-pkco7-s0.marathon.slave.mesos.:31000","rtype":"SRV"},
          {"name":"_web._udp.marathon.slave.mesos.",
           "host":"web-pkco7-s0.marathon.slave.mesos.:31000","rtype":"SRV"},
          {"name":"_web._tcp.marathon.mesos.",
           "host":"web-pkco7-s0.marathon.slave.mesos.:31000","rtype":"SRV"},
          {"name":"_web._udp.marathon.mesos.",
           "host":"web-pkco7-s0.marathon.slave.mesos.:31000","rtype":"SRV"}]}],
          "name":"marathon"},
         {"tasks":[{"name":"web","id":"web.0b1c","records":null}],"name":"marathon"}]}
        """);
  }

  @Test
  void enumerateKeepsTheOrderOfTheStateAndLeavesOutWhatDoesNotRun() throws Exception {
    Task staging = Entities.plain("f7", "t5", "web", 31005);
    api.portion()
        .replace(
            List.of(
                Entities.agent(),
                Entities.framework("f7", "Zeta Prod"),
                Entities.framework("f1", "alpha"),
                Entities.framework("f4", "without tasks"),
                Entities.plain("f7", "t9", "B_b", 31009),
                Entities.plain("f7", "t1", "A/a", 31001),
                new Task(
                    "f7",
                    "t4",
                    "web",
                    Entities.AGENT,
                    "TASK_STAGING",
                    staging.running(),
                    staging.ports(),
                    staging.discovery(),
                    Map.of(),
                    Network.UNSPECIFIED,
                    false),
                staging,
                Entities.plain("f1", "t0", "z", 31000)));
    JsonNode frameworks = tree(api.get("/v1/enumerate").body()).get("frameworks");
    assertThat(frameworks)
        .extracting(framework -> framework.get("name").asText())
        .containsExactly("Zeta Prod", "alpha", "without tasks");
    assertThat(frameworks.get(0).get("tasks"))
        .extracting(task -> task.get("name").asText() + " " + task.get("id").asText())
        .containsExactly("B_b t9", "A/a t1", "web t5");
    assertThat(frameworks.get(2).get("tasks")).hasToString("[]");
  }

  @Test
  void axfrIsTheWholeZoneByType() throws Exception {
    api.portion()
        .replace(
            List.of(new Masters(Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)), List.of())));
    assertJson(
        api.get("/v1/axfr"),
        """
        {"TTL":60,"Serial":1700000000,"RefreshSeconds":60,"Mname":"ns1.mesos.",
         "Rname":"root.ns1.mesos.","Domain":"mesos",
         "Records":{"As":{"leader.mesos.":["10.0.0.1"],"master.mesos.":["10.0.0.1"],
                          "master0.mesos.":["10.0.0.1"]},
                    "AAAAs":{},
                    "SRVs":{"_leader._tcp.mesos.":["leader.mesos.:5050"],
                            "_leader._udp.mesos.":["leader.mesos.:5050"]}}}
        """);
  }

  @Test
  void explainTellsRuleAndTaskOfEachRecord() throws Exception {
    loadAsInTheSpecification();
    assertJson(
        api.get("/v1/explain?name=_web._tcp.Marathon.mesos."),
        """
        {"name":"_web._tcp.marathon.mesos","verdict":"answered","meaning":"it has records",
         "records":[{"rtype":"SRV","value":"web-pkco7-s0.marathon.slave.mesos.:31000",
           "origins":[{"rule":"resource-port",
             "meaning":"port among the task's resources, as it has no DiscoveryInfo",
             "task":{"id":"web.0b1c","name":"web","framework":"marathon","frameworkId":"f1",
                     "agent":"slave(1)@10.1.0.1:5051","agentId":"x-S0"}}]}],
         "reasons":[],"nearest":[]}
        """);
    assertJson(
        api.get("/v1/explain?name=wep.marathon.mesos"),
        """
        {"name":"wep.marathon.mesos","verdict":"no-such-name","meaning":"there is no such name",
         "records":[],
         "reasons":["framework \\"marathon\\" is known, with 1 running tasks, and none of its\
         tasks has this name"],
         "nearest":["web.marathon.mesos","marathon.mesos","_web._tcp.marathon.mesos",
                    "_web._udp.marathon.mesos"]}
        """
            .replace("its         tasks", "its tasks"));
    assertPlain(api.get("/v1/explain"), 400, "400: write /v1/explain?name=NAME");
  }

  @Test
  void problemsAreCountedAndListedWithTheirEntities() throws Exception {
    api.portion()
        .replace(
            List.of(
                Entities.framework("f1", "marathon"),
                Entities.agent(),
                Entities.plain("f1", "t1", "###", 31000)));
    JsonNode problems = tree(api.get("/v1/problems").body());
    assertThat(problems.at("/counts/empty-label").asInt()).isEqualTo(1);
    assertThat(problems.at("/counts/collision").asInt()).isZero();
    assertThat(problems.get("problems"))
        .hasToString(
            "[{\"kind\":\"empty-label\",\"taskId\":\"t1\",\"frameworkId\":\"f1\","
                + "\"what\":\"its name \\\"###\\\" has no character that a DNS name may contain\"}]");
    assertThat(problems.get("leftOut"))
        .hasToString(
            "[{\"source\":\"mesos\",\"counts\":{\"agent\":1,\"ports\":2},\"latest\":["
                + "{\"kind\":\"agent\",\"id\":\"S1\","
                + "\"what\":\"its \\\"pid\\\" is missing or no text\"}]}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/axfr", "/v1/enumerate", "/v1/explain?name=a.mesos", "/v1/problems"})
  void enumerationCanBeOff(String path) throws Exception {
    api.serve("{'zk': 'zk://a/mesos', 'enumerationOn': false}");
    assertPlain(api.get(path), 404, "404: Page Not Found");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/nothing, 404, 404: Page Not Found",
    "GET, /v1/, 404, 404: Page Not Found",
    "GET, /nothing, 404, 404: Page Not Found",
    "GET, /v1/hosts/, 404, 404: Page Not Found",
    "GET, /v1/hosts/a.mesos/nothing, 404, 404: Page Not Found",
    "POST, /v1/version, 405, 405: Method Not Allowed",
    "PUT, /v1/config, 405, 405: Method Not Allowed",
    "DELETE, /v1/hosts/a.mesos, 405, 405: Method Not Allowed",
    "POST, /v1/hosts/a.mesos/ports, 405, 405: Method Not Allowed",
    "PATCH, /v1/enumerate, 405, 405: Method Not Allowed",
  })
  void whatIsNotThereIsPlainText(String method, String path, int status, String text)
      throws Exception {
    assertPlain(api.send(method, path), status, text);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/version, 200",
    "/v1/config, 200",
    "/v1/hosts/a.mesos, 200",
    "/v1/services/_a._tcp.mesos, 200",
    "/v1/enumerate, 200",
    "/v1/axfr, 200",
    "/v1/nothing, 404",
    "/health, 200",
    "/metrics, 200"
  })
  void headIsAnsweredAsGetWithoutTheBody(String path, int status) throws Exception {
    HttpResponse<String> response = api.send("HEAD", path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"text/html|406", "text/plain, image/*|406"})
  void whoAcceptsNoJsonGetsNone(String accept, int status) throws Exception {
    assertPlain(api.send("GET", "/v1/version", "Accept", accept), status, "406: Not Acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json", "text/html, application/*;q=0.5"})
  void whoAcceptsJsonAmongOthersGetsIt(String accept) throws Exception {
    assertThat(api.send("GET", "/v1/version", "Accept", accept).statusCode()).isEqualTo(200);
  }

  /** The example of the specification: no DiscoveryInfo, one port of the agent. */
  private void loadAsInTheSpecification() {
    api.portion()
        .replace(
            List.of(
                Entities.framework("f1", "marathon"),
                Entities.agent(),
                Entities.plain("f1", "web.0b1c", "web", 31000)));
  }

  /** A task with its own addresses, of both families, and two named ports. */
  private void loadWithDiscovery() {
    Discovery discovery =
        Entities.discovery(
            "web",
            new Discovery.Port(31000, "http", "tcp", Map.of()),
            new Discovery.Port(31001, "dns", "udp", Map.of()));
    api.portion()
        .replace(
            List.of(
                new Masters(Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)), List.of()),
                Entities.framework("f1", "marathon"),
                Entities.agent(),
                Entities.task(
                    "f1", "t1", "web", List.of("10.1.0.1", "2001:db8::9"), List.of(), discovery)));
  }
}
