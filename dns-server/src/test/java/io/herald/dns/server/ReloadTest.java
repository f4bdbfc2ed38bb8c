package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.certificates.PemFiles;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.ports.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** Another config.json is taken without a pause, or refused, and then the old one stays. */
class ReloadTest {

  private static final FreePorts PORTS = new FreePorts();

  @TempDir private static Path cluster;
  private static MiniMesos mesos;
  private static OneTaskFramework framework;

  @TempDir private Path folder;
  private DnsService dns;
  private Dig dig;

  @BeforeAll
  static void startCluster() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(cluster));
    framework = new OneTaskFramework(mesos.masterUrl(), "marathon");
    framework.launch("t1", "Web_App", "");
  }

  @AfterAll
  static void stopCluster() {
    framework.close();
    mesos.close();
  }

  @BeforeEach
  void start() throws Exception {
    write("");
    dns = new DnsService(new DnsConfigReader().file(file()).read());
    dns.start();
    dig = new Dig(dns.dnsAddresses().get(0));
    awaitAddress("web-app.marathon.mesos");
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  @Test
  void whatIsReadAgainAndIsTheSameChangesNothing() throws Exception {
    List<InetSocketAddress> before = dns.dnsAddresses();
    String serial = ready("/serial");
    reload("");
    assertThat(dns.dnsAddresses()).isEqualTo(before);
    assertThat(ready("/serial")).isEqualTo(serial);
    assertThat(metric("herald_config_reloads_total{result=\"taken\"}")).isEqualTo("1.0");
  }

  @Test
  void namesAndAnswersFollowTheNewOneOverTheSameSockets() throws Exception {
    List<InetSocketAddress> before = dns.dnsAddresses();
    long serial = Long.parseLong(ready("/serial"));
    reload("'enforceRFC952': true, 'ttl': 5, 'SRVRecordDefaultWeight': 9, 'enumerationOn': false,");
    assertThat(dns.dnsAddresses()).isEqualTo(before);
    assertThat(Long.parseLong(ready("/serial"))).isGreaterThan(serial);
    assertThat(get("/v1/config").body())
        .contains("\"TTL\" : 5", "\"EnforceRFC952\" : true", "\"SRVRecordDefaultWeight\" : 9");
    assertThat(get("/v1/axfr").statusCode()).isEqualTo(404);
    assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void anotherDomainIsServedInPlaceOfTheOldOne() throws Exception {
    reload("'domain': 'dc1.example', 'externalOn': false,");
    awaitAddress("web-app.marathon.dc1.example");
    assertThat(dig.rcode("web-app.marathon.mesos", Type.A)).isEqualTo("REFUSED");
    assertThat(get("/v1/hosts/web-app.marathon.dc1.example").body()).contains("127.0.0.1");
  }

  @Test
  void aBadOneIsRefusedWithItsReasonsAndTheOldOneStays() throws Exception {
    reload("'ttl': -1, 'IPSources': ['autoip'],");
    assertThat(ready("/configuration/refusedFor"))
        .isEqualTo(
            "[\"config.json: \\\"IPSources\\\" = [\\\"autoip\\\"]: \\\"autoip\\\" is not a source of"
                + " addresses; use host, netinfo, mesos, docker\","
                + "\"config.json: \\\"ttl\\\" = -1: it must be 0 to 2147483647\"]");
    assertThat(metric("herald_config_refused")).isEqualTo("1.0");
    assertThat(metric("herald_config_reloads_total{result=\"refused\"}")).isEqualTo("1.0");
    assertThat(get("/v1/config").body()).contains("\"TTL\" : 60");
    assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");

    reload("'ttl': 7,");
    assertThat(metric("herald_config_refused")).isEqualTo("0.0");
    assertThat(get("/v1/config").body()).contains("\"TTL\" : 7");
  }

  @Test
  void onesThatAreNoGoodForThisMachineAreRefusedToo() throws Exception {
    for (String setting :
        List.of(
            "'LISTENER': '203.0.113.1',",
            "'HTTPListener': '203.0.113.1',",
            "'LISTENER': 'nowhere.invalid',",
            "'httpTokenFile': '" + Files.writeString(folder.resolve("empty"), "") + "',")) {
      reload(setting);
      assertThat(metric("herald_config_refused")).as(setting).isEqualTo("1.0");
      assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");
    }
  }

  @Test
  void socketsMoveOnlyWithTheirAddress() throws Exception {
    InetSocketAddress oldHttp = dns.httpAddress().orElseThrow();
    InetSocketAddress oldDns = dns.dnsAddresses().get(0);
    int port = PORTS.take();
    reload("'Port': " + port + ",");
    assertThat(dns.dnsAddresses())
        .containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    assertThat(dns.httpAddress()).contains(oldHttp);
    dig = new Dig(dns.dnsAddresses().get(0));
    assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");
    try (ServerSocket free = new ServerSocket()) {
      free.bind(oldDns);
    }

    // The same port on all addresses: the old socket has to go first.
    reload("'Port': " + port + ", 'LISTENER': '0.0.0.0',");
    assertThat(dns.dnsAddresses().get(0).getAddress().isAnyLocalAddress()).isTrue();
    assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");

    reload("'dnsOn': false,");
    assertThat(dns.dnsAddresses()).isEmpty();
    reload("");
    dig = new Dig(dns.dnsAddresses().get(0));
    assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");
  }

  @Test
  void theApiBecomesHttpsAndGetsItsToken() throws Exception {
    PemFiles pem = PemFiles.in(folder, "api");
    Path token = Files.writeString(folder.resolve("token"), "s3cret");
    reload("'httpTokenFile': '" + token + "',");
    assertThat(get("/v1/version").statusCode()).isEqualTo(401);
    reload("'httpCertFile': '" + pem.certificate() + "', 'httpKeyFile': '" + pem.key() + "',");
    URI https = URI.create("https://127.0.0.1:" + dns.httpAddress().orElseThrow().getPort());
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .sslContext(pem.trusted())
            .build()
            .send(
                HttpRequest.newBuilder(https.resolve("/v1/version")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void otherMastersAreFollowedAndTheOldPictureServesUntilTheNewOneIsThere() throws Exception {
    try (MiniMesos other =
        MiniMesos.start(MiniMesosOptions.in(folder.resolve("other")).withAgents(3))) {
      int unused = PORTS.take();
      reload("'MASTERS': ['127.0.0.1:" + unused + "'],");
      assertThat(ready("/configuration/awaitedSince")).isNotEqualTo("null");
      assertThat(dig.values("web-app.marathon.mesos", Type.A)).containsExactly("127.0.0.1");
      assertThat(get("/v1/config").body()).doesNotContain(":" + unused);

      reload("'MASTERS': ['" + other.masterAddress() + "'],");
      await().until(() -> dig.rcode("web-app.marathon.mesos", Type.A).equals("NXDOMAIN"));
      assertThat(dig.values("_slave._tcp.mesos", Type.SRV)).hasSize(3);
      assertThat(get("/v1/config").body()).contains(other.masterAddress().toString());
      assertThat(ready("/configuration/awaitedSince")).isEqualTo("null");
    }
  }

  @Test
  void noQueryIsLeftWithoutItsAnswerMeanwhile() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    Thread asking =
        new Thread(
            () -> {
              while (!enough.get()) {
                boolean right =
                    dig.values("web-app.marathon.mesos", Type.A).equals(Set.of("127.0.0.1"));
                (right ? answered : wrong).incrementAndGet();
              }
            });
    asking.start();
    try {
      for (int i = 0; i < 20; i++) {
        int before = answered.get() + wrong.get();
        reload("'ttl': " + (100 + i) + ", 'recurseOn': " + (i % 2 == 0) + ",");
        await().until(() -> answered.get() + wrong.get() > before + 5 || !asking.isAlive());
      }
    } finally {
      enough.set(true);
      asking.join();
    }
    assertThat(wrong).hasValue(0);
    assertThat(answered).hasValueGreaterThan(100);
    assertThat(get("/v1/config").body()).contains("\"TTL\" : 119");
  }

  private void reload(String settings) throws Exception {
    write(settings);
    dns.reload(() -> new DnsConfigReader().file(file()).read());
  }

  private Path file() {
    return folder.resolve("config.json");
  }

  /** Settings that are given come last, in letters of their own if need be, and count. */
  private void write(String settings) throws Exception {
    String json =
        "{'masters': ['"
            + mesos.masterAddress()
            + "'], 'listener': '127.0.0.1', 'port': 0, 'httpListener': '127.0.0.1',"
            + " 'httpPort': 0, "
            + settings
            + " 'zkDetectionTimeout': 30}";
    Files.writeString(file(), json.replace('\'', '"'));
  }

  private void awaitAddress(String name) {
    await().until(() -> dig.values(name, Type.A).equals(Set.of("127.0.0.1")));
  }

  private String ready(String pointer) throws Exception {
    var value = new JsonMapper().readTree(get("/ready").body()).at(pointer);
    return value.isTextual() ? value.asText() : value.toString();
  }

  private String metric(String name) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("none");
  }

  private HttpResponse<String> get(String path) throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
