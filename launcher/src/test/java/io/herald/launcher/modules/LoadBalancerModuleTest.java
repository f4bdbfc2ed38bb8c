package io.herald.launcher.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.launcher.balancer.VipCluster;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.ports.FreePorts;
import io.herald.runtime.time.MonotonicClock;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** VIPs in {@code herald dns}: their names, their traffic, what the APIs say of them. */
class LoadBalancerModuleTest {

  private static final String NAME = "sise.marathon.l4lb.thisdcos.directory";
  private static final JsonMapper JSON = new JsonMapper();

  private final FreePorts ports = new FreePorts();
  private final int vipPort = ports.take();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private VipCluster cluster;
  private DnsService dns;

  @AfterEach
  void stop() {
    dns.close();
    cluster.close();
  }

  private void start(Map<String, String> labels, Map<String, String> options) throws Exception {
    cluster = new VipCluster(folder.resolve("mesos"), labels);
    Clock clock = MonotonicClock.startingNow();
    DnsConfig config = config(options);
    dns = new DnsService(config, DnsModules.create(config.modules(), clock), clock);
    dns.start();
  }

  private DnsConfig config(Map<String, String> options) throws SettingsException {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "masters", cluster.master(),
                "listener", "127.0.0.1",
                "port", "0",
                "http-listener", "127.0.0.1",
                "http-port", "0",
                "external-on", "false",
                "dcos-domains", "thisdcos.directory,thisdcos.global",
                "vip-loss-grace-seconds", "0"));
    all.putAll(options);
    return new DnsConfigReader(DnsModules.SECTIONS).options(all).read();
  }

  private Message ask(String name) throws IOException {
    SimpleResolver resolver = new SimpleResolver();
    resolver.setAddress(dns.dnsAddresses().get(0));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN)));
  }

  private List<String> addresses(String name) throws IOException {
    return ask(name).getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  private HttpResponse<String> http(String path, String... headers) throws Exception {
    InetSocketAddress api = dns.httpAddress().orElseThrow();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.getPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    return JSON.readTree(http(path).body());
  }

  /** Which task answers at the VIP. */
  private String call(String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + vipPort + "/")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String awaitAddress() {
    await().until(() -> addresses(NAME).size() == 1);
    try {
      return addresses(NAME).get(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SortedSet<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, String> twoTasks() {
    return new TreeMap<>(Map.of("a", "/sise:" + vipPort, "b", "sise:" + vipPort));
  }

  @Test
  void aLabelledTaskIsFoundByNameAndCarriedUntilItIsKilled() throws Exception {
    start(twoTasks(), Map.of("plane", "proxy"));
    String address = awaitAddress();
    assertThat(address).startsWith("127.");
    assertThat(addresses("sise.marathon.dclb.thisdcos.global")).containsExactly(address);
    TreeSet<String> answered = new TreeSet<>();
    for (int i = 0; i < 10; i++) {
      answered.add(call(address));
    }
    assertThat(answered).containsExactly("a", "b");

    assertThat(json("/v1/vips").toString())
        .isEqualTo(
            "[{\"vip\":\"%s:%d\",\"protocol\":\"tcp\",\"backend\":[{\"ip\":\"127.0.0.1\",\"port\":%d},{\"ip\":\"127.0.0.1\",\"port\":%d}]}]"
                .formatted(NAME, vipPort, cluster.port("a"), cluster.port("b")));
    String tag = http("/v1/vips").headers().firstValue("ETag").orElseThrow();
    assertThat(http("/v1/vips", "If-None-Match", tag).statusCode()).isEqualTo(304);

    cluster.kill("a");
    await().until(() -> json("/v1/vips").at("/0/backend").size() == 1);
    assertThat(http("/v1/vips", "If-None-Match", tag).statusCode()).isEqualTo(200);
    for (int i = 0; i < 4; i++) {
      assertThat(call(address)).isEqualTo("b");
    }
    cluster.kill("b");
    await().until(() -> ask(NAME).getRcode() == Rcode.NXDOMAIN);
    await().until(() -> json("/v1/vips").isEmpty());
  }

  @Test
  void aReloadKeepsItAndOneWithoutPlanesEndsIt() throws Exception {
    start(twoTasks(), Map.of("plane", "proxy"));
    String address = awaitAddress();
    dns.reload(() -> config(Map.of("plane", "proxy", "ttl", "7")));
    await().until(() -> json("/v1/config").path("TTL").asInt() == 7);
    assertThat(addresses(NAME)).containsExactly(address);
    assertThat(call(address)).isIn("a", "b");

    dns.reload(() -> config(Map.of("plane", "none", "vip-pool", "10.255.0.0/16")));
    await().until(() -> !addresses(NAME).equals(List.of(address)));
    assertThat(awaitAddress()).startsWith("10.255.");
    assertThat(http("/v1/vips").statusCode()).isEqualTo(200);

    dns.reload(() -> config(Map.of()));
    await().until(() -> ask(NAME).getRcode() == Rcode.NXDOMAIN);
    assertThat(http("/v1/vips").statusCode()).isEqualTo(404);
  }

  @Test
  void addressesAreKeptWhereAllReplicasReadThem() throws Exception {
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zk"), ports.take());
        ZooKeeperConnection reader =
            ZooKeeperConnection.open(ZooKeeperOptions.of("zk://" + zooKeeper.connectString()))) {
      String node = "zk://" + zooKeeper.connectString() + "/herald/vips";
      start(twoTasks(), Map.of("plane", "none", "vip-assignments", node, "vip-pool", "dcos"));
      assertThat(awaitAddress()).as("V1").isEqualTo("11.53.10.127");
      ServerSetPath path = new ServerSetPath("/herald/vips");
      await()
          .until(
              () ->
                  reader
                      .read(path, from -> new String(from.getData().forPath(path.value()), UTF_8))
                      .orElse("")
                      .contains("sise.marathon"));
      dns.close();
      Clock clock = MonotonicClock.startingNow();
      DnsConfig again =
          config(Map.of("plane", "none", "vip-assignments", node, "vip-pool", "11.0.0.0/8"));
      dns = new DnsService(again, DnsModules.create(again.modules(), clock), clock);
      dns.start();
      assertThat(awaitAddress()).as("after a restart").isEqualTo("11.53.10.127");
      assertThat(json("/v1/problems").at("/counts/vip-assignment").asInt()).isZero();
    }
  }

  @Test
  void withoutAPlaneNothingIsKnownOfVipsAndThereIsNoThreadForThem() throws Exception {
    start(twoTasks(), Map.of());
    await().until(() -> http("/ready").body().contains("\"ready\" : true"));
    assertThat(ask(NAME).getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(http("/v1/vips").statusCode()).isEqualTo(404);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("balancer") || name.startsWith("vip-names"));
  }

  @Test
  void aVipIsExplainedAndWhatIsRefusedIsNamed() throws Exception {
    Map<String, String> labels = twoTasks();
    labels.put("c", "/broken:http");
    start(labels, Map.of("plane", "proxy"));
    String address = awaitAddress();
    for (String api : List.of("/v1", "/v2")) {
      JsonNode vip = json(api + "/explain?name=" + NAME);
      assertThat(vip.path("verdict").asText()).isEqualTo("answered");
      assertThat(vip.at("/records/0/value").asText()).isEqualTo(address);
      assertThat(vip.at("/records/0/origins/0/rule").asText()).isEqualTo("vip-label");
      assertThat(vip.at("/records/0/origins").findValuesAsText("id")).containsExactly("a", "b");
      assertThat(vip.at("/records/0/origins/0/task/backends").asText())
          .isEqualTo("127.0.0.1:" + cluster.port("a") + " with weight 1");
      assertThat(vip.path("reasons").toString())
          .contains("port " + vipPort + "/tcp has 2 backends");

      JsonNode refused = json(api + "/explain?name=broken.marathon.l4lb.thisdcos.directory");
      assertThat(refused.path("verdict").asText()).isEqualTo("no-such-name");
      assertThat(refused.path("reasons").toString()).contains("/broken:http");
      assertThat(refused.path("nearest").toString()).contains(NAME);

      JsonNode problems = json(api + "/problems");
      assertThat(problems.at("/counts/vip-label").asInt()).isEqualTo(1);
      assertThat(problems.toString()).contains("/broken:http", "\"vip-label\"");
    }
    String pages =
        Files.readString(Path.of("../docs/reference/lb.md"))
            + Files.readString(Path.of("../docs/reference/lb-proxy.md"))
            + Files.readString(Path.of("../docs/reference/vips.md"));
    SortedSet<String> published = names("(?m)^# TYPE (herald_lb_\\S+) ", http("/metrics").body());
    SortedSet<String> told = names("`(herald_lb_[a-z_]+)(?:\\{[^`]*})?`", pages);
    told.removeIf(name -> name.matches("herald_lb_(nftables|haproxy)_.*"));
    assertThat(published).containsExactlyElementsOf(told);
  }
}
