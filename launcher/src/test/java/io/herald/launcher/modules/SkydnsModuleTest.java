package io.herald.launcher.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.EtcdTransaction;
import io.herald.launcher.balancer.VipCluster;
import io.herald.minietcd.MiniEtcd;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** SkyDNS' keys in {@code herald dns}: beside the zones, on the wire, in the APIs. */
class SkydnsModuleTest {

  private static final String PREFIX = "/skydns/local/skydns/";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private DnsService dns;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    etcd.etcdctl("put", PREFIX + "web/1", "{\"host\":\"10.0.0.1\",\"port\":8080}");
    etcd.etcdctl("put", PREFIX + "bad/1", "{\"host\":7}");
  }

  @AfterEach
  void stop() throws Exception {
    if (dns != null) {
      dns.close();
    }
    etcd.close();
  }

  private void serve(Map<String, String> options) throws Exception {
    Clock clock = MonotonicClock.startingNow();
    DnsConfig config = config(options);
    dns = new DnsService(config, DnsModules.create(config.modules(), clock), clock);
    dns.start();
  }

  private DnsConfig config(Map<String, String> options) throws SettingsException {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "masters", "127.0.0.1:1",
                "listener", "127.0.0.1",
                "port", "0",
                "http-listener", "127.0.0.1",
                "http-port", "0",
                "external-on", "false"));
    all.putAll(options);
    return new DnsConfigReader(DnsModules.SECTIONS).options(all).read();
  }

  private Message ask(String name, int type, boolean tcp) throws IOException {
    return ask("127.0.0.1", name, type, tcp);
  }

  private Message ask(String client, String name, int type, boolean tcp) throws IOException {
    SimpleResolver resolver = new SimpleResolver();
    resolver.setLocalAddress(InetAddress.getByName(client));
    resolver.setAddress(dns.dnsAddresses().get(0));
    resolver.setTCP(tcp);
    resolver.setIgnoreTruncation(true);
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private JsonNode json(String path) throws Exception {
    return JSON.readTree(http(path));
  }

  private String http(String path) throws Exception {
    InetSocketAddress api = dns.httpAddress().orElseThrow();
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.getPort() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void namesOfTheDomainAreAnsweredFromKeysAndAllOthersAsBefore() throws Exception {
    serve(Map.of("etcd", etcd.endpoint()));
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.NOERROR);
    Message udp = ask("WEB.skydns.local.", Type.SRV, false);
    assertThat(udp.getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("10 100 8080 1.web.skydns.local.");
    assertThat(udp.getSection(Section.ADDITIONAL))
        .filteredOn(record -> record.getType() == Type.A)
        .extracting(Record::rdataToString)
        .containsExactly("10.0.0.1");
    assertThat(udp.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(udp.getQuestion().getName()).hasToString("WEB.skydns.local.");
    assertThat(ask("web.skydns.local.", Type.A, true).getSection(Section.ANSWER)).hasSize(1);
    assertThat(ask("nope.skydns.local.", Type.A, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("web.skydns.local.", Type.ANY, false).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask("example.com.", Type.A, false).getRcode()).isEqualTo(Rcode.REFUSED);

    assertThat(json("/v1/problems").toString()).contains("bad/1", "\"skydns-key\"");
    JsonNode explained = json("/v1/explain?name=web.skydns.local");
    assertThat(explained.at("/records/0/value").asText()).isEqualTo("10.0.0.1");
    assertThat(explained.at("/records/0/origins/0/rule").asText()).isEqualTo("skydns-key");
    assertThat(explained.at("/records"))
        .allSatisfy(
            record ->
                assertThat(record.at("/origins/0/skydns/key").asText())
                    .isEqualTo(PREFIX + "web/1"));
    assertThat(http("/metrics"))
        .contains(
            "herald_skydns_keys 2", "herald_skydns_stale 0", "herald_skydns_malformed_keys 1");
  }

  /** Neither a master nor the HTTP API is waited for. */
  @Test
  void keysAreAnsweredOnceTheyAreReadWhateverElseIsUp() throws Exception {
    serve(Map.of("etcd", etcd.endpoint(), "http-on", "false"));
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.NOERROR);
    assertThat(dns.httpAddress()).isEmpty();
  }

  @Test
  void keysAreInEnvironmentsAndAnAliasKeyComposesThem() throws Exception {
    String test = "127.0.1.1";
    String prod = "127.0.2.1";
    etcd.etcdctl("put", PREFIX + "test/db/1", "{\"host\":\"10.1.0.1\",\"port\":1}");
    etcd.etcdctl("put", PREFIX + "prod/db/1", "{\"host\":\"10.2.0.1\",\"port\":2}");
    etcd.etcdctl("put", PREFIX + "prod/billing/1", "{\"host\":\"10.2.0.2\",\"port\":3}");
    Map<String, String> options =
        new HashMap<>(
            Map.of("etcd", etcd.endpoint(), "environments", "test=127.0.1.0/24;prod=127.0.2.0/24"));
    serve(options);
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.NOERROR);
    for (boolean tcp : new boolean[] {false, true}) {
      assertThat(addresses(test, "db.skydns.local.", tcp)).containsExactly("10.1.0.1");
      assertThat(addresses(prod, "db.skydns.local.", tcp)).containsExactly("10.2.0.1");
      assertThat(addresses(test, "db.", tcp)).containsExactly("10.1.0.1");
      assertThat(addresses(test, "web.skydns.local.", tcp)).containsExactly("10.0.0.1");
    }
    assertThat(code(test, "db.prod.skydns.local.")).isEqualTo(Rcode.NXDOMAIN);
    assertThat(code(prod, "db.test.skydns.local.")).isEqualTo(Rcode.NXDOMAIN);
    assertThat(code("127.0.0.1", "db.test.skydns.local.")).isEqualTo(Rcode.NOERROR);
    assertThat(code("127.0.0.1", "db.skydns.local.")).isEqualTo(Rcode.NXDOMAIN);
    assertThat(code(test, "billing.skydns.local.")).isEqualTo(Rcode.NXDOMAIN);
    for (String api : new String[] {"/v1", "/v2"}) {
      assertThat(json(api + "/explain?name=db.prod.skydns.local&client=" + test).toString())
          .contains(
              "the client 127.0.1.1 is in the environment test",
              "keys of the environment prod are hidden from test");
      assertThat(json(api + "/explain?name=db&client=" + prod).toString())
          .contains("in prod it stands for db.prod.skydns.local", "10.2.0.1");
    }

    etcd.etcdctl("put", PREFIX + "test/billing", "{\"host\":\"billing.prod.skydns.local\"}");
    await().until(() -> code(test, "billing.skydns.local.") == Rcode.NOERROR);
    assertThat(ask(test, "billing.", Type.SRV, false).getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("billing.prod.skydns.local.", "10 100 3 1.billing.prod.skydns.local.");
    assertThat(code(test, "db.prod.skydns.local.")).isEqualTo(Rcode.NXDOMAIN);

    // Another configuration separates at once, whatever it reads.
    options.put("skydns-environments", "prod=/skydns/local/skydns/web");
    dns.reload(() -> config(options));
    await().until(() -> code(test, "web.skydns.local.") == Rcode.NXDOMAIN);
    assertThat(addresses(test, "db.prod.skydns.local.", false)).containsExactly("10.2.0.1");
  }

  @Test
  void aShortNameThatAZoneAnswersIsExplainedByTheZone() throws Exception {
    String client = "127.0.2.1";
    etcd.etcdctl("put", PREFIX + "prod/sise/1", "{\"host\":\"10.2.0.1\",\"port\":2}");
    etcd.etcdctl("put", PREFIX + "prod/db/1", "{\"host\":\"10.2.0.2\",\"port\":2}");
    try (VipCluster cluster = new VipCluster(folder.resolve("mesos"), Map.of("a", "/sise:80"))) {
      serve(
          Map.of(
              "masters",
              cluster.master(),
              "etcd",
              etcd.endpoint(),
              "environments",
              "prod=127.0.2.0/24",
              "environment-frameworks",
              "prod=marathon"));
      await().until(() -> code(client, "db.") == Rcode.NOERROR);
      await().until(() -> addresses(client, "sise.", false).equals(List.of("127.0.0.1")));

      for (String api : List.of("/v1", "/v2")) {
        assertThat(rule(api, "sise", client)).isEqualTo("task");
        assertThat(rule(api, "db", client)).isEqualTo("skydns-key");
        assertThat(rule(api, "sise.skydns.local", client)).isEqualTo("skydns-key");
      }
    }
  }

  private String rule(String api, String name, String client) throws Exception {
    return json(api + "/explain?name=" + name + "&client=" + client)
        .at("/records/0/origins/0/rule")
        .asText();
  }

  private int code(String client, String name) throws IOException {
    return ask(client, name, Type.A, false).getRcode();
  }

  private List<String> addresses(String client, String name, boolean tcp) throws IOException {
    return ask(client, name, Type.A, tcp).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .toList();
  }

  @Test
  void aLargeAnswerIsCutShortOverUdpAndWholeOverTcp() throws Exception {
    EtcdTransaction many = EtcdTransaction.when();
    for (int i = 0; i < 100; i++) {
      many.put(PREFIX + "many/" + i, ByteString.copyFromUtf8("{\"host\":\"10.0.1." + i + "\"}"), 0);
    }
    try (EtcdClient writer =
        new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)))) {
      assertThat(writer.commit(many).succeeded()).isTrue();
    }
    serve(Map.of("etcd", etcd.endpoint(), "skydns-rules", "coredns"));
    await()
        .until(
            () -> ask("many.skydns.local.", Type.A, true).getSection(Section.ANSWER).size() == 100);
    Message udp = ask("many.skydns.local.", Type.A, false);
    assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(
            ask("0.many.skydns.local.", Type.A, false).getSection(Section.ANSWER).get(0).getTTL())
        .isEqualTo(300);
  }

  @Test
  void aReloadChangesTheSourceWithoutAGap() throws Exception {
    serve(Map.of());
    assertThat(ask("web.skydns.local.", Type.A, false).getRcode()).isEqualTo(Rcode.REFUSED);
    dns.reload(() -> config(Map.of("etcd", etcd.endpoint())));
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.NOERROR);
    dns.reload(() -> config(Map.of("etcd", etcd.endpoint(), "skydns-prefix", "/other")));
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.NXDOMAIN);
    dns.reload(() -> config(Map.of()));
    await().until(() -> ask("web.skydns.local.", Type.A, false).getRcode() == Rcode.REFUSED);
  }

  @Test
  void settingsThatCanNotBeUsedAreSaidWithTheirRemedy() {
    Map<Map<String, String>, String> rows =
        Map.of(
            Map.of("etcd", "10.0.0.1:2379"), "write http://HOST:2379 or https://HOST:2379",
            Map.of("etcd", "http://a", "etcd-user", "u"), "etcdPasswordFile belongs to it",
            Map.of("etcd", "http://a", "etcd-ca-file", "/ca"), "write https://",
            Map.of("etcd-user", "u", "etcd-password-file", "/p"), "no effect without etcd (--etcd)",
            Map.of("etcd", "http://a", "skydns-zk", "zk://b:2181"), "leave one out",
            Map.of("etcd", "http://a", "skydns-prefix", "skydns"), "write /skydns",
            Map.of("etcd", "http://a", "skydns-domains", "arpa"), "write a name as skydns.local",
            Map.of("etcd", "http://a", "skydns-domains", "sky dns.local"),
                "\"sky dns.local\" is not a name: no name has a blank; write one as skydns.local",
            Map.of("etcd", "http://a", "skydns-domains", "a..local"),
                "\"a..local\" is not a name: as a name it is wrong: ");
    judge(rows);
    String both = "test=;prod=";
    judge(
        Map.of(
            Map.of("skydns-environments", "test=/skydns/local/skydns/test"),
            "there is no environment \"test\"; write it into environments",
            Map.of("environments", both, "skydns-environments", "dev=/skydns/local/skydns/dev"),
            "there is no environment \"dev\"; use one of prod, test, or write it into",
            Map.of("environments", both, "skydns-environments", "test=/local/skydns/test"),
            "isn't below skydnsPrefix; write it as /skydns/local/skydns/test",
            Map.of("environments", both, "skydns-environments", "test=/skydns/com/example/test"),
            "which is in none of skydnsDomains; write it as /skydns/local/skydns/test",
            Map.of("environments", both, "skydns-environments", "test=/skydns/local/skydns/Test"),
            "has capital letters",
            Map.of(
                "environments",
                both,
                "skydns-environments",
                "test=/skydns/local/skydns/a;prod=/skydns/local/skydns/a/b"),
            "have keys in common"));
  }

  private void judge(Map<Map<String, String>, String> rows) {
    rows.forEach(
        (options, remedy) -> {
          try {
            var unused = config(options);
            assertThat(options).as("is refused").isNull();
          } catch (SettingsException e) {
            assertThat(String.join("\n", e.problems())).as("%s", options).contains(remedy);
          }
        });
  }
}
