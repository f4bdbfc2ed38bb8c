package io.herald.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.Catalog;
import io.herald.catalog.Edits;
import io.herald.catalog.Portion;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Endpoint;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.naming.HostResolver;
import io.herald.dns.naming.IpSource;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.NamingOptions;
import io.herald.dns.naming.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mesos-DNS' /v1 in its own shapes, and what was added beside it. */
class HttpApiTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();

  /** Ended together: the end of one takes Netty's two quiet seconds. */
  private static final Queue<HttpApi> OPEN = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  private final Catalog catalog = new Catalog(CLOCK);
  private final Portion portion = catalog.register("mesos");
  private final HttpClient client = HttpClient.newHttpClient();
  private final QueryCounters queries = new QueryCounters();
  private String url = "";

  @BeforeEach
  void start() throws Exception {
    url = serve("{'zk': 'zk://user:hush@10.0.0.1:2181/mesos'}");
  }

  @AfterAll
  static void stop() {
    CompletableFuture.allOf(
            OPEN.stream()
                .map(
                    api -> CompletableFuture.runAsync(api::close, task -> new Thread(task).start()))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  @Test
  void versionNamesTheApiThatIsSpoken() throws Exception {
    assertJson(
        get("/v1/version"),
        """
        {"Service":"Mesos-DNS","URL":"https://github.com/mesosphere/mesos-dns","Version":"v0.7.0"}
        """);
  }

  @Test
  void configIsWholeInItsOrderAndWithoutSecrets() throws Exception {
    String spec =
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
            .replace("FILE", folder.resolve("config.json").toString());
    HttpResponse<String> config = get("/v1/config");
    assertJson(config, spec);
    assertThat(JSON.readTree(config.body()).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> fieldNames(spec));

    String other =
        serve(
            "{'masters': ['10.0.0.1:5050'], 'mesosAuthentication': 'basic',"
                + " 'mesosCredentials': {'principal': 'me', 'secret': 'hush'},"
                + " 'resolvers': ['1.1.1.1:5353'], 'zoneResolvers': {'weave': ['2.2.2.2']}}");
    HttpResponse<String> redacted = send(other + "/v1/config", "GET");
    assertThat(redacted.body()).doesNotContain("hush");
    JsonNode tree = JSON.readTree(redacted.body());
    assertThat(tree.at("/MesosCredentials/Principal").asText()).isEqualTo("me");
    assertThat(tree.at("/MesosCredentials/Secret").asText()).isEqualTo("********");
    assertThat(tree.at("/Masters/0").asText()).isEqualTo("10.0.0.1:5050");
    assertThat(tree.at("/Resolvers/0").asText()).isEqualTo("1.1.1.1:5353");
    assertThat(tree.at("/ZoneResolvers/weave/0").asText()).isEqualTo("2.2.2.2");
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
    load();
    assertJson(
        get("/v1/hosts/" + asked),
        """
        [{"host":"web.marathon.mesos.","ip":"10.1.0.1"},
         {"host":"web.marathon.mesos.","ip":"2001:db8::9"}]
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nowhere.mesos", "www.example.com", ".*", "a..b", "_web._tcp.marathon.mesos"})
  void aHostThatIsNotThereIsOneObjectOfNothing(String asked) throws Exception {
    load();
    assertJson(get("/v1/hosts/" + asked), "[{\"host\":\"\",\"ip\":\"\"}]");
  }

  @Test
  void servicesGivesOneAddressOfEachFamilyForEachSrvRecord() throws Exception {
    load();
    assertJson(
        get("/v1/services/_Web._tcp.marathon.mesos"),
        """
        [{"service":"_Web._tcp.marathon.mesos","host":"web-hw4uo-s0.marathon.mesos.",
          "ip":"10.1.0.1","port":"31000"},
         {"service":"_Web._tcp.marathon.mesos","host":"web-hw4uo-s0.marathon.mesos.",
          "ip":"2001:db8::9","port":"31000"}]
        """);
    assertJson(
        get("/v1/services/_plain._tcp.marathon.mesos"),
        """
        [{"service":"_plain._tcp.marathon.mesos","host":"plain-fjp7y-s0.marathon.slave.mesos.",
          "ip":"10.1.0.1","port":"31005"}]
        """);
  }

  @Test
  void aServiceThatIsNotThereIsOneObjectOfNothing() throws Exception {
    load();
    assertJson(
        get("/v1/services/_none._tcp.marathon.mesos"),
        "[{\"service\":\"\",\"host\":\"\",\"ip\":\"\",\"port\":\"\"}]");
  }

  @Test
  void enumerateListsEachRecordWhereItWasMadeFirst() throws Exception {
    assertJson(get("/v1/enumerate"), "{\"frameworks\":null}");
    load();
    JsonNode frameworks = JSON.readTree(get("/v1/enumerate").body()).get("frameworks");
    assertThat(frameworks).hasSize(1);
    assertThat(frameworks.at("/0/name").asText()).isEqualTo("marathon");
    JsonNode tasks = frameworks.at("/0/tasks");
    assertThat(tasks.findValuesAsText("id")).containsExactly("t1", "t2");
    assertThat(tasks.at("/1").toString())
        .isEqualTo(
            "{\"name\":\"Plain\",\"id\":\"t2\",\"records\":["
                + "{\"name\":\"plain.marathon.mesos.\",\"host\":\"10.1.0.1\",\"rtype\":\"A\"},"
                + "{\"name\":\"plain-fjp7y-s0.marathon.mesos.\",\"host\":\"10.1.0.1\","
                + "\"rtype\":\"A\"},"
                + "{\"name\":\"plain.marathon.slave.mesos.\",\"host\":\"10.1.0.1\","
                + "\"rtype\":\"A\"},"
                + "{\"name\":\"plain-fjp7y-s0.marathon.slave.mesos.\",\"host\":\"10.1.0.1\","
                + "\"rtype\":\"A\"},"
                + srv("_plain._tcp.marathon.slave.mesos.")
                + srv("_plain._udp.marathon.slave.mesos.")
                + srv("_plain._tcp.marathon.mesos.")
                + srv("_plain._udp.marathon.mesos.").replaceFirst(",$", "")
                + "]}");
  }

  private static String srv(String name) {
    return "{\"name\":\""
        + name
        + "\",\"host\":\"plain-fjp7y-s0.marathon.slave.mesos.:31005\",\"rtype\":\"SRV\"},";
  }

  @Test
  void axfrIsTheWholeZoneByType() throws Exception {
    portion.replace(List.of(new Masters(Optional.of(new Endpoint("10.0.0.1", 5050)), List.of())));
    assertJson(
        get("/v1/axfr"),
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
  void enumerationCanBeOff() throws Exception {
    String off = serve("{'zk': 'zk://a/mesos', 'enumerationOn': false}");
    assertPlain(send(off + "/v1/axfr", "GET"), 404, "404: Page Not Found");
    assertPlain(send(off + "/v1/enumerate", "GET"), 404, "404: Page Not Found");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/nothing, 404, 404: Page Not Found",
    "GET, /nothing, 404, 404: Page Not Found",
    "GET, /v1/hosts/, 404, 404: Page Not Found",
    "POST, /v1/version, 405, 405: Method Not Allowed",
    "DELETE, /v1/hosts/a.mesos, 405, 405: Method Not Allowed",
    "GET, /v1/hosts/a.mesos/ports, 501, To be implemented...",
  })
  void whatIsNotThereIsPlainText(String method, String path, int status, String text)
      throws Exception {
    assertPlain(send(url + path, method), status, text);
  }

  @Test
  void whoAcceptsNoJsonGetsNone() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/version"))
            .header("Accept", "text/html")
            .build();
    assertPlain(
        client.send(request, HttpResponse.BodyHandlers.ofString()), 406, "406: Not Acceptable");
  }

  @Test
  void itIsHealthyAtOnceAndReadyWithTheFirstPicture() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    HttpResponse<String> waiting = get("/ready");
    assertThat(waiting.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(waiting.body()).at("/waitingFor/0").asText()).isEqualTo("mesos");
    load();
    HttpResponse<String> ready = get("/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    JsonNode source = JSON.readTree(ready.body()).at("/sources/0");
    assertThat(source.get("following").asText()).isEqualTo("stream");
    assertThat(source.get("heardSecondsAgo").asLong()).isEqualTo(7);
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    load();
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("content-type").orElseThrow())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body().lines())
        .contains(
            "herald_dns_replies_total{rcode=\"NXDOMAIN\",transport=\"udp\"} 0.0",
            "herald_zone_loaded 1.0",
            "herald_zone_serial 1.700000001E9",
            "herald_catalog_entities{kind=\"task\"} 2.0",
            "herald_source_connected{source=\"mesos\"} 1.0",
            "herald_source_heard_age_seconds{source=\"mesos\"} 7.0",
            "herald_source_events_total{source=\"mesos\",type=\"HEARTBEAT\"} 3.0",
            "herald_source_faults_total{kind=\"stream\",source=\"mesos\"} 2.0",
            "herald_source_faulty{kind=\"stream\",source=\"mesos\"} 1.0",
            "herald_source_faults_total{kind=\"agents\",source=\"mesos\"} 0.0",
            "herald_source_faulty{kind=\"agents\",source=\"mesos\"} 0.0",
            "herald_naming_problems{kind=\"port\"} 0.0");
  }

  @Test
  void theFirstPageSaysWhereToGo() throws Exception {
    assertThat(get("/").body()).contains("/v1/axfr", "zone     mesos");
  }

  /** A task with discovery and addresses of both families, one without, one agent. */
  private void load() {
    Framework marathon =
        new Framework("f1", "marathon", "", Optional.of(Upid.parse("s@10.0.0.9:80")), true);
    Agent agent = new Agent("x-S0", "", Upid.parse("slave(1)@10.1.0.1:5051"), true);
    Discovery discovery =
        new Discovery(
            "web",
            "",
            "",
            "",
            "EXTERNAL",
            List.of(new Discovery.Port(31000, "http", "tcp", Map.of())),
            Map.of());
    List<Entity> entities =
        List.of(
            marathon,
            agent,
            new Task(
                "f1",
                "t1",
                "web",
                "x-S0",
                Task.RUNNING,
                Optional.of(
                    new RunningStatus(
                        Optional.empty(), List.of("10.1.0.1", "2001:db8::9"), Map.of())),
                List.of(),
                Optional.of(discovery),
                Map.of(),
                false));
    portion.replace(entities);
    // After the first, so that the listing has an order.
    Edits edits = portion.edit();
    edits.put(
        new Task(
            "f1",
            "t2",
            "Plain",
            "x-S0",
            Task.RUNNING,
            Optional.of(RunningStatus.EMPTY),
            List.of(new PortRange(31005, 31005)),
            Optional.empty(),
            Map.of(),
            false));
    edits.commit();
  }

  private String serve(String json) throws Exception {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json.replace('\'', '"'));
    DnsConfig config = new DnsConfigReader().file(file).read();
    DnsName server = DnsName.parse("ns1.mesos");
    Zone zone =
        new Zone(
            new ZoneSettings(
                DnsName.parse("mesos"),
                60,
                server,
                DnsName.parse("root.ns1.mesos"),
                60,
                600,
                86400,
                60,
                server),
            CLOCK);
    Naming naming =
        new Naming(
            new NamingOptions(
                "mesos",
                config.names().rules(),
                List.of(IpSource.NETINFO, IpSource.MESOS, IpSource.HOST),
                1,
                List.of(),
                "ns1.mesos",
                List.of()),
            new NoHosts(),
            new Direct(zone));
    catalog.subscribe(naming);
    HttpApi api =
        HttpApi.open(
            config,
            zone,
            naming,
            queries,
            () ->
                new ServiceStatus(
                    zone.isLoaded(),
                    zone.serial(),
                    Map.of(),
                    catalog.status(),
                    List.of(
                        new SourceStatus(
                            "mesos",
                            Optional.of("stream"),
                            Optional.empty(),
                            Optional.of(CLOCK.instant().minusSeconds(7)),
                            Optional.empty(),
                            Map.of("HEARTBEAT", 3L),
                            Map.of(),
                            0,
                            Map.of(
                                "stream",
                                new SourceStatus.Fault(2, Optional.of(CLOCK.instant())),
                                "agents",
                                new SourceStatus.Fault(0, Optional.empty())))),
                    naming.problems().counts()),
            CLOCK,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    OPEN.add(api);
    return "http://127.0.0.1:" + api.address().getPort();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(url + path, "GET");
  }

  private HttpResponse<String> send(String target, String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void assertJson(HttpResponse<String> response, String expected) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(JSON.readTree(response.body())).isEqualTo(JSON.readTree(expected));
  }

  private static void assertPlain(HttpResponse<String> response, int status, String text) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    assertThat(response.body()).isEqualTo(text);
  }

  private static Iterator<String> fieldNames(String json) {
    try {
      return JSON.readTree(json).fieldNames();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private record Direct(Zone zone) implements ZoneWriter {
    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      zone.apply(list(removed), list(added));
    }

    @Override
    public void loaded() {
      zone.markLoaded();
    }

    private static List<Contribution> list(Iterable<Contribution> contributions) {
      List<Contribution> list = new ArrayList<>();
      contributions.forEach(list::add);
      return list;
    }
  }

  private static final class NoHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {
      throw new AssertionError("there are no host names here: " + host);
    }

    @Override
    public void forget(String host) {
      throw new AssertionError("there are no host names here: " + host);
    }
  }
}
