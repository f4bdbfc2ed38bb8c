package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.zone.ZoneSettings;
import io.herald.mesos.leader.MasterAddress;
import io.herald.services.instance.IpSource;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Mesos-DNS' config.json is taken as it is; what it refuses is refused with a better sentence. */
class DnsConfigReaderTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("parameters")
  void everyParameterIsFoundByItsFlagItsVariableAndItsKey(Parameter<?> parameter) {
    ParameterTable table = DnsParameters.TABLE;
    assertThat(table.of(parameter.flag())).containsSame(parameter);
    assertThat(table.of(table.variable(parameter).substring("HERALD_DNS_".length())))
        .containsSame(parameter);
    assertThat(table.of(parameter.key())).containsSame(parameter);
  }

  static List<Parameter<?>> parameters() {
    return DnsParameters.TABLE.rows();
  }

  @Test
  void aFlagBeatsTheEnvironmentAndThatTheFile() throws Exception {
    Path file = write("{'zk': 'zk://a/mesos', 'port': 1, 'httpPort': 2, 'ttl': 3}");
    DnsConfig config =
        new DnsConfigReader()
            .file(file)
            .environment(
                Map.of("HERALD_DNS_PORT", "10", "HERALD_DNS_HTTP_PORT", "20", "PATH", "/bin"))
            .options(Map.of("port", "100"))
            .read();
    assertThat(config.listen().port()).isEqualTo(100);
    assertThat(config.http().port()).isEqualTo(20);
    assertThat(config.zone().ttl()).isEqualTo(3);
  }

  @Test
  void ofTheEnvironmentOnlyWhatIsMeantForTheServerCounts() throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader()
            .options(Map.of("zk", "zk://a/mesos"))
            .environment(
                Map.of(
                    "HERALD_DNS_CONFIG", "/etc/config.json",
                    "HERALD_DNS_HTTP_ON", "",
                    "HERALD_DNS_PROT", "53",
                    "HERALD_LOG_LEVEL", "DEBUG",
                    "HERALD_DNS_ENFORCE_RFC952", "true"));
    DnsConfig config = reader.read();
    assertThat(config.naming().rules()).isEqualTo(LabelRules.RFC952);
    assertThat(reader.warnings())
        .containsExactly("HERALD_DNS_PROT is not a known variable; it has no effect");
  }

  @Test
  void flagsAloneAreEnough() throws Exception {
    DnsConfig config =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters", "10.0.0.1:5050, 10.0.0.2:5050",
                    "ip-sources", "host",
                    "enforce-rfc952", "",
                    "http-on", "false",
                    "zone-resolvers", "weave=1.1.1.1,2.2.2.2:53;b.example=3.3.3.3",
                    "mesos-authentication", "basic",
                    "mesos-credentials", "me:pass:word",
                    "soa_mname", "x.mesos"))
            .read();
    assertThat(config.file()).isEmpty();
    assertThat(config.follow().masters().addresses()).hasSize(2);
    assertThat(config.naming().rules()).isEqualTo(LabelRules.RFC952);
    assertThat(config.naming().ipSources()).containsExactly(IpSource.HOST);
    assertThat(config.http().on()).isFalse();
    assertThat(config.forward().orElseThrow().zoneResolvers())
        .containsOnlyKeys("weave", "b.example");
    assertThat(config.follow().masters().login())
        .contains(new FollowSettings.Login.Basic("me", "pass:word"));
    assertThat(config.zone().primary()).hasToString("x.mesos.");
  }

  @Test
  void theServersOwnNameFollowsTheDomain() throws Exception {
    ZoneSettings zone = read("{'zk': 'zk://a/mesos', 'domain': 'DC1'}").zone();
    assertThat(zone.apex()).hasToString("dc1.");
    assertThat(zone.primary()).hasToString("ns1.dc1.");
    assertThat(zone.mailbox()).hasToString("root.ns1.dc1.");
  }

  @Test
  void unknownKeysAreWarnedAbout() throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader().file(write("{'zk': 'zk://a/mesos', 'ns': 'x', 'http-port': 4}"));
    reader.read();
    assertThat(reader.warnings())
        .containsExactly(
            "config.json: \"ns\" is not a known parameter; it has no effect",
            "config.json: \"http-port\" is not a known parameter; it has no effect");
  }

  @Test
  void ofOneKeyInTwoSpellingsTheLastCountsAndTheOtherIsWarnedAbout() throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader().file(write("{'zk': 'zk://a/mesos', 'Port': 1, 'port': 2}"));
    assertThat(reader.read().listen().port()).isEqualTo(2);
    assertThat(reader.warnings())
        .containsExactly(
            "config.json: \"Port\" has no effect: config.json: \"port\" comes after it");
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aValueOfTheWrongTypeIsRefusedWithItsPlaceAndTheRightOne(Parameter<?> parameter)
      throws Exception {
    boolean number = parameter.type().placeholder().equals("NUMBER");
    String wrong = number ? "'60'" : "60";
    String right =
        switch (parameter.type().placeholder()) {
          case "NUMBER" -> "write a whole number, without quotes";
          case "true|false" -> "write true or false, without quotes";
          case "A,B,…" -> "write a list, [\"…\", \"…\"]";
          case "ZONE=A,B;…", "GROUP=A,B;…", "ENV=A,B;…", "PRINCIPAL:SECRET" ->
              "write an object, {\"…\": …}";
          case "ENV=NAME:ENV,…;…" -> "write an object of objects, {\"…\": {\"…\": \"…\"}}";
          default -> "write text in quotes";
        };
    String besides =
        parameter == FollowParameters.ZK || parameter == FollowParameters.MASTERS
            ? ""
            : "'zk': 'zk://a/m', ";
    SettingsException refused =
        refused("{" + besides + "'" + parameter.key() + "': " + wrong + "}");
    assertThat(refused.problems())
        .anyMatch(
            problem ->
                problem.startsWith("config.json: \"" + parameter.key() + "\"")
                    && problem.endsWith(right));
  }

  @Test
  void credentialsWithoutAuthenticationAreWarnedAboutAndNotShown() throws Exception {
    DnsConfigReader reader =
        new DnsConfigReader()
            .file(write("{'zk': 'zk://a/m', 'mesosCredentials': {'secret': 'hush'}}"));
    reader.read();
    assertThat(reader.warnings())
        .containsExactly(
            "config.json: \"mesosCredentials\" has no effect while mesosAuthentication is empty;"
                + " write \"basic\"");
  }

  @Test
  void oneRunShowsEveryMistake() throws Exception {
    SettingsException refused =
        refused("{'masters': ['10.0.0.1:5050', '10.0.0.1'], 'ttl': -1, 'domain': '.x'}");
    assertThat(refused.problems())
        .containsExactlyInAnyOrder(
            "config.json: \"masters[1]\" = \"10.0.0.1\": a port is missing; write host:port",
            "config.json: \"ttl\" = -1: it must be 0 to 2147483647",
            "config.json: \"domain\" = \".x\": it is not a valid domain name; write labels of"
                + " letters, digits and hyphens joined by dots, none at the ends");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | no Mesos master is given",
        "{'masters': []} | no Mesos master is given",
        "{'zk': 'zk://u:secret@/mesos'} | a host is empty",
        "{'zk': 'http://x/mesos'} | write zk://host:port",
        "{'zk': 'zk://a/m', 'refreshSeconds': 0} | \"refreshSeconds\" = 0: it must be 1 to",
        "{'zk': 'zk://a/m', 'refreshSeconds': '60'} | write a whole number, without quotes",
        "{'zk': 'zk://a/m', 'ttl': 1.5} | write a whole number",
        "{'zk': 'zk://a/m', 'stateTimeoutSeconds': 0} | it must be 1 to",
        "{'zk': 'zk://a/m', 'masterAnswerMegabytes': 0} | it must be 1 to",
        "{'zk': 'zk://a/m', 'port': 65536} | \"port\" = 65536: it must be 0 to 65535",
        "{'zk': 'zk://a/m', 'dnsOn': 'yes'} | write true or false, without quotes",
        "{'zk': 'zk://a/m', 'dnsOn': false, 'httpOn': false} | turn one of dnsOn and httpOn on",
        "{'zk': 'zk://a/m', 'IPSources': []} | no source is given",
        "{'zk': 'zk://a/m', 'IPSources': ['autoip']} | \"autoip\" is not a source of addresses; use host, netinfo",
        "{'zk': 'zk://a/m', 'IPSources': ['host', 'host']} | \"host\" is given twice",
        "{'zk': 'zk://a/m', 'IPSources': 'host'} | write a list",
        "{'zk': 'zk://a/m', 'taskStates': []} | no state is given",
        "{'zk': 'zk://a/m', 'taskStates': ['RUNNING']} | \"RUNNING\" is not a live task state",
        "{'zk': 'zk://a/m', 'taskStates': ['TASK_LOST']} | use one of TASK_STAGING, TASK_STARTING",
        "{'zk': 'zk://a/m', 'reverseZones': ['10.0.0.0/9']} | the length must be a multiple of 8",
        "{'zk': 'zk://a/m', 'reverseZones': ['10.0.0.0']} | write ADDRESS/LENGTH",
        "{'zk': 'zk://a/m', 'reverseZones': ['10.0.0.0/8', '10.1.0.0/16']} | overlaps another zone",
        "{'zk': 'zk://a/m', 'mesosAuthentication': 'kerberos'} | \"basic\" or \"iam\"",
        "{'zk': 'zk://a/m', 'mesosAuthentication': 'basic'} | principal and secret are missing",
        "{'zk': 'zk://a/m', 'mesosAuthentication': 'iam'} | iamConfigFile is missing",
        "{'zk': 'zk://a/m', 'certFile': 'x'} | its private key is missing",
        "{'zk': 'zk://a/m', 'keyFile': 'x'} | its certificate is missing",
        "{'zk': 'zk://a/m', 'caCertFile': '/nowhere/ca.pem'} | it can't be read: there is no such file",
        "{'zk': 'zk://a/m', 'SOAMname': 'a..b'} | an empty label",
        "{'zk': 'zk://a/m', 'zoneResolvers': {'weave': []}} | it has no resolver",
        "{'zk': 'zk://a/m', 'resolvers': ['a']} | \"a\" is not an address; write ADDRESS, ADDRESS:PORT",
        "{'zk': 'zk://a/m', 'resolvers': ['::1', '[0::1]:53']} | \"::1\" is given twice",
        "{'zk': 'zk://a/m', 'zoneResolvers': {'a.mesos': ['1.1.1.1']}} | \"a.mesos\" lies inside",
        "{'masters': ['a:0']} | config.json: \"masters[0]\" = \"a:0\": port 0 can't be asked",
        "{'masters': ['a:65536']} | with a port from 1 to 65535",
        "{'masters': ['1.2.3.4:5', '1.2.3.4:5']} | \"masters[1]\" = \"1.2.3.4:5\": it is the same",
        "{'masters': ['1.2.3.4:5', 7]} | element 1 is not text",
        "{'zk': 'zk://a:b/mesos'} | \"b\" is not a port",
        "{'zk': 'zk://user@a/mesos'} | write the credentials as user:password@",
        "{'zk': 'file:///nowhere/zk'} | the file can't be read",
        "{'zk': 'zk://a/m', 'domain': ''} | it is not a valid domain name",
        "{'zk': 'zk://a/m', 'SRVRecordDefaultWeight': 65536} | it must be 0 to 65535",
        "{'zk': 'zk://a/m', 'SOARefresh': 4294967296} | it must be 0 to 4294967295",
        "{'zk': 'zk://a/m', 'ttl': 2147483648} | it must be 0 to 2147483647",
        "{'zk': 'zk://a/m', 'timeout': -1} | it must be 0 to",
        "{'zk': 'zk://a/m', 'iamConfigFile': '/x', 'mesosAuthentication': 'iam'} | can't be read",
        "{'zk': 'zk://a/m', 'zoneResolvers': {'we ave': ['1.1.1.1']}} | not a valid domain name",
        "{'zk': 'zk://a/m', 'httpCertFile': '/etc/hostname'} | its private key is missing; give httpKeyFile",
        "{'zk': 'zk://a/m', 'httpKeyFile': '/etc/hostname'} | its certificate is missing; give httpCert",
        "{'zk': 'zk://a/m', 'httpTokenFile': '/nowhere'} | there is no such file, or it may not be",
        "{'zk': 'zk://a/m', 'httpTokenFile': '/tmp'} | there is no such file, or it may not be",
        "{'zk': 'zk://a/m', 'httpAllow': ['10.0.0.0/33']} | \"10.0.0.0/33\": write a number of bits",
        "{'zk' | this is not JSON",
        "[] | must be one object",
      })
  void refused(String json, String part) throws Exception {
    SettingsException refused = refused(json);
    assertThat(refused.problems()).anyMatch(problem -> problem.contains(part));
    assertThat(refused.getMessage()).contains("config.json").doesNotContain("secret@");
  }

  @Test
  void aFileThatIsNotThereIsSaidWithItsWholePath() {
    Path missing = folder.resolve("nothing.json");
    assertThatThrownBy(() -> new DnsConfigReader().file(missing).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(missing + ": there is no such file");
  }

  @Test
  void anUnknownFlagIsRefused() {
    assertThatThrownBy(
            () -> new DnsConfigReader().options(Map.of("masters", "a:1", "prot", "53")).read())
        .hasMessage("--prot: there is no such flag");
  }

  @ParameterizedTest(name = "masters {0}: {1}")
  @CsvSource({
    "a:1234, ok",
    "a, no",
    "a:0, no",
    "a:65536, no",
    "1.2.3.4.5:6, ok",
    "[2001:0db8:3c4d:0015:0000:0000:1a2f:1a2b]:1 [2001:db8:3c4d:15::1a2f:1a2b]:1, no",
    "10.0.0.1:5050 10.0.0.1:5051, ok",
  })
  void masters(String masters, String verdict) throws Exception {
    judged("{'masters': [" + quoted(masters) + "]}", verdict);
  }

  @ParameterizedTest(name = "resolvers {0}: {1}")
  @CsvSource({
    "a, no",
    "1.2.3.4, ok",
    "5.6.7.8:-1, no",
    "5.6.7.8:abc, no",
    "2001:db8::1, ok",
    "[2001:db8::1]:5353, ok",
    "1.2.3.4 1.2.3.4:53, no",
  })
  void resolvers(String resolvers, String verdict) throws Exception {
    judged("{'zk': 'zk://a/m', 'resolvers': [" + quoted(resolvers) + "]}", verdict);
    // Nobody asks them while nothing is forwarded.
    judged(
        "{'zk': 'zk://a/m', 'externalOn': false, 'resolvers': [" + quoted(resolvers) + "]}", "ok");
  }

  @ParameterizedTest(name = "domain {0}: {1}")
  @CsvSource({"'', no", "1-awesome.domain.e, ok", ".x.com, no", "x.com., no", "a_b, no"})
  void domains(String domain, String verdict) throws Exception {
    judged("{'zk': 'zk://a/m', 'domain': '" + domain + "'}", verdict);
  }

  @ParameterizedTest(name = "zones {0}: {1}")
  @CsvSource({
    "weave, ok",
    "mesos, no",
    "dc.mesos, no",
    "acdc.mesos, ok",
    "site.dc.mesos, no",
    "abc.com com, no",
    "abc.com bc.com, ok",
  })
  void zones(String zones, String verdict) throws Exception {
    String map =
        String.join(
            ", ", Arrays.stream(zones.split(" ")).map(z -> "'" + z + "': ['1.2.3.4']").toList());
    judged("{'zk': 'zk://a/m', 'domain': 'dc.mesos', 'zoneResolvers': {" + map + "}}", verdict);
  }

  @Test
  void zkMayNameAFileOrOneMaster() throws Exception {
    Path url = Files.writeString(folder.resolve("zk"), "zk://h:1/p\n");
    FollowSettings.Masters elected = read("{'zk': '" + url.toUri() + "'}").follow().masters();
    assertThat(elected.zooKeeper().orElseThrow().path()).isEqualTo("/p");
    assertThat(read("{'zk': 'master@10.0.0.1:5050'}").follow().masters().addresses())
        .containsExactly(new MasterAddress("10.0.0.1", 5050));
  }

  private void judged(String json, String verdict) throws Exception {
    if (verdict.equals("ok")) {
      read(json);
    } else {
      assertThat(refused(json).problems()).hasSize(1);
    }
  }

  private static String quoted(String words) {
    return "'" + words.replace(" ", "', '") + "'";
  }

  private SettingsException refused(String json) throws Exception {
    return catchThrowableOfType(SettingsException.class, () -> read(json));
  }

  private DnsConfig read(String json) throws Exception {
    return new DnsConfigReader().file(write(json)).read();
  }

  private Path write(String json) throws Exception {
    return Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
  }
}
