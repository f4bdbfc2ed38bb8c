package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.herald.dns.naming.NameServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servers that the NS records tell of, as they may be configured. */
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
    assertThat(config.zone().nameServers())
        .map(NameServer::toString)
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(", ")));
    assertThat(config.zone().mname()).isEqualTo(primary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ns1.mesos' | \"ns1.mesos.\" is in the domain, so nobody else knows where it is;"
            + " write its address behind it",
        "'ns1 10.0.0.1' | \"ns1 10.0.0.1\" doesn't begin with a whole host name;"
            + " write \"ns1.mesos 10.0.0.1\"",
        "'10.0.0.1' | \"10.0.0.1\" doesn't begin with a whole host name",
        "'' | \"\" doesn't begin with a whole host name",
        "'ns1.mesos 10.0.0' | \"10.0.0\" in \"ns1.mesos 10.0.0\" is not an address;"
            + " behind the name stand addresses alone",
        "'ns1.mesos 10.0.0.1:53' | \"10.0.0.1:53\" in",
        "'ns1.mesos 0.0.0.0' | \"0.0.0.0\" in \"ns1.mesos 0.0.0.0\" is no address that a server"
            + " can be asked at",
        "'a..mesos 10.0.0.1' | doesn't begin with a whole host name",
      })
  void areRefusedWithAReasonAndARemedy(String json, String sentence) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> file(json).read());
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .startsWith("config.json: \"nameServers\" = ")
        .contains(sentence);
  }

  @Test
  void theDomainItselfIsNoServer() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
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
    assertThat(config.zone().mname()).isEqualTo("hidden.example.");
  }

  @Test
  void flagAndEnvironmentGiveThemWithCommas() throws Exception {
    assertThat(
            new DnsConfigReader()
                .environment(Map.of("HERALD_DNS_NAME_SERVERS", "ns1.mesos 10.0.0.1"))
                .options(MASTERS)
                .read()
                .zone()
                .nameServers())
        .containsExactly(NameServer.parse("ns1.mesos 10.0.0.1"));
    assertThat(
            new DnsConfigReader()
                .options(
                    Map.of(
                        "masters", "10.0.0.1:5050",
                        "name-servers", "ns1.mesos 10.0.0.1, ns2.mesos 10.0.0.2 fd00::2"))
                .read()
                .zone()
                .nameServers())
        .containsExactly(
            NameServer.parse("ns1.mesos 10.0.0.1"), NameServer.parse("ns2.mesos 10.0.0.2 fd00::2"));
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
