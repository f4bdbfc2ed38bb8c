package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.herald.dns.naming.options.NameServer;
import io.herald.dns.record.DnsName;
import io.herald.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servers that the NS records tell of, and further zones, as they may be configured. */
class NameServersConfigTest {

  private static final Map<String, String> MASTERS = Map.of("masters", "10.0.0.1:5050");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ns1.mesos 10.0.0.1', 'ns2.mesos 10.0.0.2' |"
            + " ns1.mesos. 10.0.0.1, ns2.mesos. 10.0.0.2 | ns1.mesos.",
        "'NS2.Mesos. 10.0.0.2   fd00::2' | ns2.mesos. 10.0.0.2 fd00:0:0:0:0:0:0:2 | ns2.mesos.",
        "'ns1.mesos 10.0.0.1', 'ns1.mesos 10.0.0.9', 'ns1.mesos 10.0.0.1' |"
            + " ns1.mesos. 10.0.0.1 10.0.0.9 | ns1.mesos.",
        "'dns.example.org', 'ns1.mesos 10.0.0.1' |"
            + " dns.example.org., ns1.mesos. 10.0.0.1 | dns.example.org.",
        "`` | `` | ns1.mesos.",
      })
  void areTakenAndTheFirstIsThePrimary(String json, String expected, String primary)
      throws Exception {
    DnsConfig config = file(json).read();
    assertThat(config.naming().nameServers())
        .map(NameServer::toString)
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(", ")));
    assertThat(config.zone().primary().toString()).isEqualTo(primary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ns1.mesos' | \"ns1.mesos.\" is in the domain, so no other server knows its address;"
            + " write that behind the name",
        "'ns1 10.0.0.1' | \"ns1 10.0.0.1\" doesn't begin with a whole host name;"
            + " write \"ns1.mesos 10.0.0.1\"",
        "'10.0.0.1' | \"10.0.0.1\" doesn't begin with a whole host name",
        "'' | \"\" doesn't begin with a whole host name",
        "'ns1.mesos 10.0.0' | \"10.0.0\" in \"ns1.mesos 10.0.0\" is not an address;"
            + " behind the name stand addresses alone",
        "'ns1.mesos 10.0.0.1:53' | \"10.0.0.1:53\" in",
        "'ns1.mesos 0.0.0.0' | \"0.0.0.0\" in \"ns1.mesos 0.0.0.0\" is not an address that a server"
            + " can have",
        "'a..mesos 10.0.0.1' | doesn't begin with a whole host name",
      })
  void areRefusedWithAReasonAndARemedy(String json, String sentence) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> file(json).read());
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .startsWith("config.json: \"nameServers\" = ")
        .contains(sentence);
  }

  @Test
  void theDomainItselfIsNoServer() {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () -> file("'dc1.mesos 10.0.0.1'").options(Map.of("domain", "dc1.mesos")).read());
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .contains("\"dc1.mesos.\" is the domain itself; name a host in it, ns1.dc1.mesos");
  }

  @Test
  void addressesOfANameThatOthersServeAreWarnedAbout() throws Exception {
    DnsConfigReader reader = file("'dns.example.org 10.0.0.1'");
    reader.read();
    assertThat(reader.warnings())
        .singleElement()
        .asString()
        .contains("the addresses of \"dns.example.org.\" have no effect");
  }

  @Test
  void aPrimaryOfItsOwnStaysTheSoas() throws Exception {
    DnsConfig config =
        file("'ns1.mesos 10.0.0.1'").options(Map.of("soa-mname", "hidden.example")).read();
    assertThat(config.zone().primary().toString()).isEqualTo("hidden.example.");
  }

  @Test
  void flagAndEnvironmentGiveThemWithCommas() throws Exception {
    assertThat(
            new DnsConfigReader()
                .environment(Map.of("HERALD_DNS_NAME_SERVERS", "ns1.mesos 10.0.0.1"))
                .options(MASTERS)
                .read()
                .naming()
                .nameServers())
        .containsExactly(NameServer.parse("ns1.mesos 10.0.0.1"));
    assertThat(
            new DnsConfigReader()
                .options(
                    Map.of(
                        "masters", "10.0.0.1:5050",
                        "name-servers", "ns1.mesos 10.0.0.1, ns2.mesos 10.0.0.2 fd00::2"))
                .read()
                .naming()
                .nameServers())
        .containsExactly(
            NameServer.parse("ns1.mesos 10.0.0.1"), NameServer.parse("ns2.mesos 10.0.0.2 fd00::2"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DC1.example.org | `` | dc1.example.org.",
        "`` | marathon.mesos,own.example | marathon.mesos. own.example.",
        "dc1.example | a.dc1.example,example | dc1.example. a.dc1.example. example.",
        "mesos | `` | alt-domain: it and the domain lie in one another",
        "x.mesos | `` | alt-domain: it and the domain lie in one another",
        "a_b | `` | alt-domain: \"a_b\" is not a valid domain name",
        "`` | mesos | zones: \"mesos\" is a zone already",
        "dc1.example | dc1.example | zones: \"dc1.example\" is a zone already",
        "`` | a.mesos,A.mesos | zones: \"a.mesos\" is a zone already",
        "`` | .mesos | zones: \".mesos\" is not a valid domain name",
        "`` | x.announced.mesos | zones: \"x.announced.mesos\" is a part of what ServerSets give",
        "`` | 1.10.in-addr.arpa | reverse-zones: the zone 10.in-addr.arpa overlaps another zone",
      })
  void otherZonesAreTakenOrRefused(String second, String zones, String expected) throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters",
                    "10.0.0.1:5050",
                    "alt-domain",
                    second,
                    "zones",
                    zones,
                    "reverse-zones",
                    "10.0.0.0/8"));
    int colon = expected.indexOf(": ");
    if (colon < 0) {
      assertThat(reader.read().naming().others().all())
          .map(DnsName::toString)
          .containsExactly(expected.split(" "));
    } else {
      assertThat(catchThrowableOfType(SettingsException.class, reader::read).problems())
          .singleElement()
          .asString()
          .startsWith("--" + expected.substring(0, colon) + " = ")
          .contains(expected.substring(colon));
    }
  }

  @Test
  void forwardingAZoneThatIsServedHereIsWarnedAbout() throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters", "10.0.0.1:5050",
                    "alt-domain", "dc1.example",
                    "zone-resolvers", "sub.dc1.example=10.0.0.9;corp.example=10.0.0.9"));
    reader.read();
    assertThat(reader.warnings())
        .singleElement()
        .asString()
        .endsWith(
            "zone \"sub.dc1.example\" has no effect: it is served here, by altDomain or zones");
  }

  private DnsConfigReader file(String servers) throws Exception {
    String json =
        servers.isEmpty()
            ? "{'masters': ['10.0.0.1:5050']}"
            : "{'masters': ['10.0.0.1:5050'], 'nameServers': [" + servers + "]}";
    return new DnsConfigReader()
        .file(Files.writeString(folder.resolve("config.json"), json.replace('\'', '"')));
  }
}
