package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.follow.FollowParameters;
import io.herald.certificates.PemFiles;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.zone.ZoneParameters;
import io.herald.settings.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter that Mesos-DNS has, in any letter case: its default and another value, as {@code
 * /v1/config} shows them.
 */
class ConfigViewTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path pems;

  private static PemFiles pem;

  @TempDir private Path folder;

  @BeforeAll
  static void makeCertificate() throws Exception {
    pem = PemFiles.in(pems, "ca");
  }

  /**
   * One parameter.
   *
   * @param shownAs its spelling in /v1/config
   * @param otherwise what is shown if it isn't given
   * @param given what config.json holds, and what else it needs
   * @param shown what is shown then
   */
  record Row(
      Parameter<?> parameter,
      String shownAs,
      String otherwise,
      String given,
      String besides,
      String shown) {

    @Override
    public String toString() {
      return parameter.key();
    }
  }

  private static Row row(Parameter<?> parameter, String shownAs, String otherwise, String given) {
    return new Row(parameter, shownAs, otherwise, given, "", given);
  }

  private static Row row(
      Parameter<?> parameter, String shownAs, String otherwise, String given, String shown) {
    return new Row(parameter, shownAs, otherwise, given, "", shown);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            FollowParameters.ZK,
            "Zk",
            "''",
            "'zk://me:hush@zk1,zk2:2182/mesos/'",
            "'zk://********@zk1,zk2:2182/mesos/'"),
        row(
            FollowParameters.MASTERS,
            "Masters",
            "['m:1']",
            "['10.0.0.1:5050','[2001:db8::1]:5050','master.example:5050']"),
        row(FollowParameters.ZK_DETECTION_TIMEOUT, "ZkDetectionTimeout", "30", "0"),
        row(FollowParameters.REFRESH_SECONDS, "RefreshSeconds", "60", "1"),
        row(FollowParameters.STATE_TIMEOUT_SECONDS, "StateTimeoutSeconds", "300", "1"),
        row(ZoneParameters.DOMAIN, "Domain", "'mesos'", "'DC1.Example-1'", "'dc1.example-1'"),
        row(ZoneParameters.TTL, "TTL", "60", "0"),
        row(ListenParameters.DNS_ON, "DnsOn", "true", "false"),
        row(ListenParameters.LISTENER, "Listener", "'0.0.0.0'", "'::'"),
        row(ListenParameters.PORT, "Port", "53", "8053"),
        row(HttpParameters.HTTP_ON, "HttpOn", "true", "false"),
        row(HttpParameters.HTTP_LISTENER, "HTTPListener", "'0.0.0.0'", "'localhost'"),
        row(HttpParameters.HTTP_PORT, "HttpPort", "8123", "8124"),
        row(HttpParameters.ENUMERATION_ON, "EnumerationOn", "true", "false"),
        row(NamingParameters.IP_SOURCES, "IPSources", "[]", "['docker','host','mesos','netinfo']"),
        row(NamingParameters.ENFORCE_RFC952, "EnforceRFC952", "false", "true"),
        row(NamingParameters.SRV_WEIGHT, "SRVRecordDefaultWeight", "1", "65535"),
        row(ZoneParameters.SOA_MNAME, "SOAMname", "'ns1.mesos.'", "'ns.example.'"),
        row(
            ZoneParameters.SOA_RNAME,
            "SOARname",
            "'root.ns1.mesos.'",
            "'ops@example.org'",
            "'ops.example.org.'"),
        row(ZoneParameters.SOA_REFRESH, "SOARefresh", "60", "4294967295"),
        row(ZoneParameters.SOA_RETRY, "SOARetry", "600", "0"),
        row(ZoneParameters.SOA_EXPIRE, "SOAExpire", "86400", "1"),
        row(ZoneParameters.SOA_MIN_TTL, "SOAMinttl", "60", "2"),
        // The zone knows its serial; the API shows that.
        row(ZoneParameters.SOA_SERIAL, "SOASerial", "0", "3", "0"),
        row(AnswerParameters.RECURSE_ON, "RecurseOn", "true", "false"),
        row(AnswerParameters.SET_TRUNCATE_BIT, "SetTruncateBit", "true", "false"),
        row(ForwardParameters.EXTERNAL_ON, "ExternalOn", "true", "false"),
        row(
            ForwardParameters.RESOLVERS,
            "Resolvers",
            "['8.8.8.8']",
            "['1.2.3.4:53','5.6.7.8:5353','2001:db8::1']",
            "['1.2.3.4','5.6.7.8:5353','2001:db8::1']"),
        row(
            ForwardParameters.ZONE_RESOLVERS,
            "ZoneResolvers",
            "{}",
            "{'Weave':['1.2.3.4'],'b.example':['5.6.7.8:54','9.9.9.9']}",
            "{'weave':['1.2.3.4'],'b.example':['5.6.7.8:54','9.9.9.9']}"),
        row(ForwardParameters.TIMEOUT, "Timeout", "5", "7"),
        row(FollowParameters.MESOS_HTTPS_ON, "MesosHTTPSOn", "false", "true"),
        row(FollowParameters.CA_CERT_FILE, "CACertFile", "''", "'CA'"),
        new Row(FollowParameters.CERT_FILE, "CertFile", "''", "'CA'", "'keyFile': 'KEY'", "'CA'"),
        new Row(FollowParameters.KEY_FILE, "KeyFile", "''", "'KEY'", "'certFile': 'CA'", "'KEY'"),
        new Row(
            FollowParameters.MESOS_AUTHENTICATION,
            "MesosAuthentication",
            "''",
            "'basic'",
            "'mesosCredentials': {'principal': 'me'}",
            "'basic'"),
        row(
            FollowParameters.MESOS_CREDENTIALS,
            "MesosCredentials",
            "{'Principal':'','Secret':''}",
            "{'PRINCIPAL':'me','secret':'hush'}",
            "{'Principal':'me','Secret':'********'}"),
        row(FollowParameters.IAM_CONFIG_FILE, "IAMConfigFile", "''", "'/etc/iam.json'"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void itsDefaultIsThatOfMesosDns(Row row) throws Exception {
    assertThat(shown("{'masters': ['m:1']}", row)).isEqualTo(tree(row.otherwise()));
    if (row.parameter() != FollowParameters.MASTERS) {
      assertThat(shown("{'masters': ['m:1'], '" + row.parameter().key() + "': null}", row))
          .as("null is as if it were not there")
          .isEqualTo(tree(row.otherwise()));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void itIsReadInAnyLetterCase(Row row) throws Exception {
    List<UnaryOperator<String>> cases =
        List.of(
            key -> key,
            key -> row.shownAs(),
            key -> key.toLowerCase(Locale.ROOT),
            key -> key.toUpperCase(Locale.ROOT));
    for (UnaryOperator<String> letters : cases) {
      String key = letters.apply(row.parameter().key());
      String masters = row.parameter() == FollowParameters.MASTERS ? "" : "'masters': ['m:1'], ";
      String besides = row.besides().isEmpty() ? "" : row.besides() + ", ";
      String json = "{" + masters + besides + "'" + key + "': " + row.given() + "}";
      assertThat(shown(json, row)).as(key).isEqualTo(tree(row.shown()));
    }
  }

  @Test
  void everyKeyOfTheViewHasItsRow() throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), "{\"masters\": [\"m:1\"]}");
    Set<String> keys = new HashSet<>(new DnsConfigReader().file(file).read().view().keySet());
    assertThat(keys.remove("File")).isTrue();
    assertThat(rows().map(Row::shownAs)).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void aTimeoutOfZeroIsFive() throws Exception {
    Row timeout = row(ForwardParameters.TIMEOUT, "Timeout", "5", "0", "5");
    assertThat(shown("{'masters': ['m:1'], 'timeout': 0}", timeout)).isEqualTo(tree("5"));
  }

  private JsonNode shown(String json, Row row) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), filled(json));
    DnsConfigReader reader = new DnsConfigReader().file(file);
    byte[] view = JSON.writeValueAsBytes(reader.read().view());
    return JSON.readTree(view).get(row.shownAs());
  }

  private JsonNode tree(String json) throws Exception {
    return JSON.readTree(filled(json));
  }

  /** Files that are there in place of CA and KEY, double quotes in place of single ones. */
  private static String filled(String json) {
    return json.replace("'CA'", "'" + pem.certificate() + "'")
        .replace("'KEY'", "'" + pem.key() + "'")
        .replace('\'', '"');
  }
}
