package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import org.xbill.DNS.ZoneTransferIn;

/** A second domain with the same records, zones cut out of the domain, and zones beside it. */
class OtherZonesTest {

  @TempDir private static Path folder;
  private static MiniMesos mesos;
  private static OneTaskFramework framework;
  private static DnsService dns;

  @BeforeAll
  static void start() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            """
            {
              "domain": "mesos",
              "altDomain": "dc1.example.org",
              "zones": ["marathon.mesos", "own.example"],
              "nameServers": ["ns1.mesos 10.0.0.1", "ns2.other.example"],
              "ttl": 60,
              "reverseZones": ["127.0.0.0/8"],
              "zoneFile": "%s",
              "listener": "127.0.0.1", "port": 0, "httpListener": "127.0.0.1", "httpPort": 0,
              "resolvers": ["127.0.0.1"]
            }
            """
                .formatted(folder.resolve("own.zone")));
    Files.writeString(
        folder.resolve("own.zone"),
        """
        shop          CNAME web.marathon
        db.own.example. A 10.9.0.1
        """);
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
    framework = new OneTaskFramework(mesos.masterUrl(), "marathon");
    framework.launch("t1", "web", "");
    dns =
        new DnsService(
            new DnsConfigReader()
                .file(config)
                .options(Map.of("masters", mesos.masterAddress().toString()))
                .read());
    dns.start();
    await().until(() -> !values("web.marathon.mesos.", Type.A).isEmpty());
    await().until(() -> !values("leader.mesos.", Type.A).isEmpty());
    await().until(() -> !values("_agent._tcp.mesos.", Type.SRV).isEmpty());
  }

  @AfterAll
  static void stop() {
    dns.close();
    framework.close();
    mesos.close();
  }

  @Test
  void theSecondDomainHasEveryRecordOfTheDomainUnderItsOwnNames() throws Exception {
    Set<String> domain = new TreeSet<>(transferred("mesos."));
    domain.removeIf(record -> record.startsWith("marathon.mesos. NS"));
    domain.addAll(transferred("marathon.mesos."));
    domain.removeIf(record -> record.matches("marathon\\.mesos\\. (NS|SOA) .*"));
    Set<String> expected =
        domain.stream()
            .map(
                record -> record.replaceAll("(?<![a-z.])mesos\\.|\\.mesos\\.", ".dc1.example.org."))
            .map(record -> record.replaceFirst("^\\.", "").replace(" .dc1", " dc1"))
            .filter(record -> !record.contains(" SOA "))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(transferred("dc1.example.org."))
        .filteredOn(record -> !record.contains(" SOA "))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected)
        .contains("dc1.example.org. NS ns1.dc1.example.org.")
        .contains("dc1.example.org. NS ns2.other.example.")
        .contains("ns1.dc1.example.org. A 10.0.0.1")
        .anyMatch(record -> record.startsWith("web.marathon.dc1.example.org. A "));
  }

  @Test
  void answersInTheSecondDomainStayInIt() throws Exception {
    Message srv = ask("_web._tcp.marathon.dc1.example.org.", Type.SRV);
    assertThat(text(srv, Section.ANSWER))
        .isNotEmpty()
        .allMatch(record -> record.endsWith(".dc1.example.org."));
    assertThat(text(srv, Section.ADDITIONAL))
        .isNotEmpty()
        .allMatch(record -> record.contains(".dc1.example.org. A "));
    assertThat(text(ask("shop.dc1.example.org.", Type.A), Section.ANSWER))
        .anyMatch(
            record -> record.equals("shop.dc1.example.org. CNAME web.marathon.dc1.example.org."))
        .anyMatch(record -> record.startsWith("web.marathon.dc1.example.org. A "));
    Message none = ask("nothing.dc1.example.org.", Type.A);
    assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(text(none, Section.AUTHORITY))
        .singleElement()
        .asString()
        .startsWith("dc1.example.org. SOA ns1.dc1.example.org. ");
    // From address to name there is one name.
    assertThat(transferred("127.in-addr.arpa."))
        .filteredOn(record -> record.contains(" PTR "))
        .isNotEmpty()
        .allMatch(record -> record.endsWith(".mesos."));
  }

  @Test
  void theApiKnowsBothDomainsAndTheZonesInThem() throws Exception {
    String host = get("/v1/hosts/web.marathon.mesos");
    assertThat(host).contains("\"host\":\"web.marathon.mesos.\"").contains("\"ip\":\"1");
    assertThat(get("/v1/hosts/web.marathon.dc1.example.org"))
        .isEqualTo(host.replace("mesos", "dc1.example.org"));
    assertThat(get("/v1/services/_web._tcp.marathon.dc1.example.org"))
        .contains(".dc1.example.org.\"");
    assertThat(get("/v1/services/_web._tcp.marathon.mesos")).contains("\"host\":\"web-");
    assertThat(get("/v1/hosts/shop.mesos")).isEqualTo(host.replace("web.marathon", "shop"));
    assertThat(get("/v1/hosts/db.own.example")).contains("10.9.0.1");
    assertThat(get("/v1/axfr"))
        .contains("\"web.marathon.mesos.\":")
        .contains("\"leader.mesos.\":")
        .doesNotContain("dc1.example.org");
    assertThat(get("/v1/explain?name=web.marathon.dc1.example.org")).contains("web.marathon.mesos");
  }

  @Test
  void aZoneThatIsCutOutHasSoaAndNsOfItsOwnAndIsDelegated() throws Exception {
    assertThat(values("marathon.mesos.", Type.NS))
        .containsExactly("ns1.mesos.", "ns2.other.example.");
    Message none = ask("nothing.marathon.mesos.", Type.A);
    assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(text(none, Section.AUTHORITY))
        .singleElement()
        .asString()
        .startsWith("marathon.mesos. SOA ns1.mesos. ");
    assertThat(text(ask("nothing.mesos.", Type.A), Section.AUTHORITY))
        .singleElement()
        .asString()
        .startsWith("mesos. SOA ");
    assertThat(transferred("mesos."))
        .contains("marathon.mesos. NS ns1.mesos.", "marathon.mesos. NS ns2.other.example.")
        .noneMatch(record -> record.matches("\\S+\\.marathon\\.mesos\\. .*"));
    // A target in the zone outside.
    Message srv = ask("_web._tcp.marathon.slave.mesos.", Type.SRV);
    assertThat(text(srv, Section.ADDITIONAL)).isNotEmpty();
    assertThat(text(ask("shop.mesos.", Type.A), Section.ANSWER))
        .anyMatch(record -> record.startsWith("web.marathon.mesos. A "));
  }

  @Test
  void aZoneBesideTheDomainHasTheFilesRecords() throws Exception {
    assertThat(values("db.own.example.", Type.A)).containsExactly("10.9.0.1");
    assertThat(transferred("own.example."))
        .contains("own.example. NS ns1.mesos.", "db.own.example. A 10.9.0.1");
  }

  /**
   * A negative answer whose SOA is above the zone that BIND forwards makes SERVFAIL of NXDOMAIN.
   */
  @Test
  void bindForwardsAZoneThatIsCutOut() throws Exception {
    int port = SecondaryServer.freePort();
    try (ResolverProgram bind =
        ResolverProgram.forwarding(
            folder.resolve("bind"), port, "marathon.mesos", dns.dnsAddresses().get(0))) {
      await()
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () ->
                  assertThat(
                          text(ask(bind.address(), "web.marathon.mesos.", Type.A), Section.ANSWER))
                      .isNotEmpty());
      assertThat(ask(bind.address(), "nothing.marathon.mesos.", Type.A).getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
      assertThat(ask(bind.address(), "web.marathon.mesos.", Type.AAAA).getRcode())
          .isEqualTo(Rcode.NOERROR);
    }
  }

  private static Set<String> values(String name, int type) throws IOException {
    return ask(name, type).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> text(Message message, int section) {
    return message.getSection(section).stream()
        .filter(record -> record.getType() != Type.OPT)
        .map(OtherZonesTest::text)
        .toList();
  }

  private static String text(Record record) {
    return record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString();
  }

  private static Message ask(String name, int type) throws IOException {
    return ask(dns.dnsAddresses().get(0), name, type);
  }

  private static Message ask(InetSocketAddress server, String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(20));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private static Set<String> transferred(String zone) throws Exception {
    InetSocketAddress server = dns.dnsAddresses().get(0);
    ZoneTransferIn transfer =
        ZoneTransferIn.newAXFR(
            Name.fromString(zone), server.getAddress().getHostAddress(), server.getPort(), null);
    transfer.run();
    return transfer.getAXFR().stream()
        .map(OtherZonesTest::text)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + dns.httpAddress().orElseThrow().getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(UTF_8))
        .body()
        .replaceAll("\\s+", "");
  }
}
