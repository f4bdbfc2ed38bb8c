package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.dns.access.ClientRule;
import io.herald.dns.access.ServerAddress;
import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.AnswerParameters;
import io.herald.dns.answer.ResponseRateLimit;
import io.herald.dns.dcos.DcosParameters;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.http.HttpParameters;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingParameters;
import io.herald.dns.naming.options.ReverseNetwork;
import io.herald.dns.record.DnsName;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.TransferParameters;
import io.herald.dns.transport.ListenParameters;
import io.herald.dns.transport.ListenSettings;
import io.herald.dns.zone.ZoneParameters;
import io.herald.http.AccessGroup;
import io.herald.http.HttpAccess;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.PrivateNetworks;
import io.herald.runtime.tls.PemFile;
import io.herald.services.instance.IpSource;
import io.herald.settings.Parameter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter, given in the file, in the environment and as a flag with a value that is not its
 * default, lands where its room reads it; not given, its default stands there.
 */
class DnsParametersTest {

  private static final String THIS = "pom.xml"; // a file that is there

  private static final Path IAM = Path.of("target", "iam-of-parameters.json");

  @TempDir private Path folder;

  /**
   * One parameter.
   *
   * @param json a value that is not the default
   * @param flag the same as a flag
   * @param landing where the record has it
   * @param expected what stands there then
   * @param besides what it needs besides, as flags
   */
  private record Row(
      Parameter<?> parameter,
      String json,
      String flag,
      Function<DnsConfig, @Nullable Object> landing,
      Object expected,
      Map<String, String> besides) {

    Row with(String... flags) {
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < flags.length; i += 2) {
        all.put(flags[i], flags[i + 1]);
      }
      return new Row(parameter, json, flag, landing, expected, all);
    }

    @Override
    public String toString() {
      return parameter.key();
    }
  }

  private static Row row(
      Parameter<?> parameter,
      String json,
      String flag,
      Function<DnsConfig, @Nullable Object> landing,
      Object expected) {
    return new Row(parameter, json, flag, landing, expected, Map.of());
  }

  private static Row number(
      Parameter<?> parameter, int value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, value);
  }

  private static Row seconds(
      Parameter<?> parameter, int value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, Duration.ofSeconds(value));
  }

  private static Row flipped(
      Parameter<?> parameter, boolean value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, value);
  }

  private static Row text(
      Parameter<?> parameter, String value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "'" + value + "'", value, landing, value);
  }

  private static Row list(
      Parameter<?> parameter,
      String value,
      Function<DnsConfig, @Nullable Object> landing,
      Object expected) {
    return row(parameter, "['" + value.replace(",", "', '") + "']", value, landing, expected);
  }

  private static Row file(Parameter<?> parameter, Function<DnsConfig, @Nullable Object> landing) {
    return row(
        parameter, "'" + THIS + "'", THIS, landing, Optional.of(Path.of(THIS).toAbsolutePath()));
  }

  private static InetSocketAddress server(String text) {
    return ServerAddress.parse(text).orElseThrow();
  }

  private static Row tls(Parameter<?> parameter, Function<MesosTls, Optional<PemFile>> landing) {
    return row(
        parameter,
        "'" + THIS + "'",
        THIS,
        config -> config.follow().masters().tls().flatMap(landing),
        Optional.of(new PemFile(parameter.key(), THIS)));
  }

  @BeforeAll
  static void writeIam() throws Exception {
    Files.writeString(
        IAM, "{\"uid\": \"u\", \"private_key\": \"k\", \"login_endpoint\": \"http://l\"}");
  }

  static Stream<Row> rows() {
    return Stream.of(follow(), zoneAndNaming(), sockets(), answers(), http(), others())
        .flatMap(List::stream);
  }

  private static List<Row> follow() {
    return List.of(
        row(
            FollowParameters.ZK,
            "'zk://zk1,zk2:2182/mesos'",
            "zk://zk1,zk2:2182/mesos",
            config -> config.follow().masters().zooKeeper(),
            Optional.of(ZooKeeperUrl.parse("zk://zk1,zk2:2182/mesos"))),
        list(
            FollowParameters.MASTERS,
            "10.0.0.1:5050,[::1]:5051",
            config -> config.follow().masters().addresses(),
            List.of(new MasterAddress("10.0.0.1", 5050), new MasterAddress("::1", 5051))),
        seconds(
            FollowParameters.REFRESH_SECONDS, 30, config -> config.follow().masters().refresh()),
        seconds(
            FollowParameters.STATE_TIMEOUT_SECONDS,
            10,
            config -> config.follow().masters().stateTimeout()),
        row(
            FollowParameters.MASTER_ANSWER_MEGABYTES,
            "7",
            "7",
            config -> config.follow().masters().answerLimit(),
            7_000_000L),
        flipped(
            FollowParameters.MESOS_HTTPS_ON,
            true,
            config -> config.follow().masters().tls().isPresent()),
        tls(FollowParameters.CERT_FILE, MesosTls::certificate)
            .with("key-file", THIS, "mesos-https-on", "true"),
        tls(FollowParameters.KEY_FILE, MesosTls::key)
            .with("cert-file", THIS, "mesos-https-on", "true"),
        row(
                FollowParameters.MESOS_AUTHENTICATION,
                "'basic'",
                "basic",
                config -> config.follow().masters().login(),
                Optional.of(new FollowSettings.Login.Basic("me", "hush")))
            .with("mesos-credentials", "me:hush"),
        row(
                FollowParameters.MESOS_CREDENTIALS,
                "{'Principal': 'me', 'SECRET': 'hu:sh'}",
                "me:hu:sh",
                config ->
                    config
                        .follow()
                        .masters()
                        .login()
                        .orElse(new FollowSettings.Login.Basic("", "")),
                new FollowSettings.Login.Basic("me", "hu:sh"))
            .with("mesos-authentication", "basic"),
        row(
                FollowParameters.IAM_CONFIG_FILE,
                "'" + IAM + "'",
                IAM.toString(),
                config -> config.follow().masters().login(),
                Optional.of(new FollowSettings.Login.Iam("iamConfigFile", IAM)))
            .with("mesos-authentication", "iam"),
        row(
            FollowParameters.STATE_DIRECTORY,
            "'" + THIS + "'",
            THIS,
            config -> config.follow().snapshot().map(FollowSettings.Snapshot::file),
            Optional.of(Path.of(THIS).toAbsolutePath().resolve("mesos.picture"))),
        row(
            FollowParameters.SERVERSET_ZK,
            "'zk://z:2181'",
            "zk://z:2181",
            config -> config.follow().serverSets().map(sets -> sets.zooKeeper().connectString()),
            Optional.of("z:2181")),
        row(
                FollowParameters.SERVERSET_PATH,
                "'/x'",
                "/x",
                config ->
                    config
                        .follow()
                        .serverSets()
                        .map(FollowSettings.ServerSets::path)
                        .orElse("/aurora"),
                "/x")
            .with("serverset-zk", "zk://z:2181"));
  }

  private static List<Row> zoneAndNaming() {
    return List.of(
        row(
            ZoneParameters.DOMAIN,
            "'DC1.Mesos'",
            "DC1.Mesos",
            config -> config.naming().domain(),
            "dc1.mesos"),
        number(ZoneParameters.TTL, 5, config -> config.zone().ttl()),
        row(
            ZoneParameters.SOA_MNAME,
            "'ns.example'",
            "ns.example",
            config -> config.zone().primary(),
            DnsName.parse("ns.example")),
        row(
            ZoneParameters.SOA_RNAME,
            "'admin@example.org'",
            "admin@example.org",
            config -> config.zone().mailbox(),
            DnsName.parse("admin.example.org")),
        row(ZoneParameters.SOA_REFRESH, "1", "1", config -> (long) config.zone().refresh(), 1L),
        row(ZoneParameters.SOA_RETRY, "2", "2", config -> (long) config.zone().retry(), 2L),
        row(ZoneParameters.SOA_EXPIRE, "3", "3", config -> (long) config.zone().expire(), 3L),
        row(
            ZoneParameters.SOA_MIN_TTL,
            "4294967295",
            "4294967295",
            config -> (long) config.zone().minimum(),
            (long) Integer.MAX_VALUE),
        row(
            NamingParameters.ALT_DOMAIN,
            "'DC1.example'",
            "dc1.example",
            config -> config.naming().others().altDomain(),
            Optional.of(DnsName.parse("dc1.example"))),
        list(
            NamingParameters.FURTHER_ZONES,
            "marathon.mesos,own.example",
            config -> config.naming().others().apexes(),
            List.of(DnsName.parse("marathon.mesos"), DnsName.parse("own.example"))),
        list(
            DcosParameters.DCOS_DOMAINS,
            "thisdcos.directory,thisdcos.global",
            DnsConfig::dcosDomains,
            List.of(DnsName.parse("thisdcos.directory"), DnsName.parse("thisdcos.global"))),
        list(
            NamingParameters.IP_SOURCES,
            "docker,host",
            config -> config.naming().ipSources(),
            List.of(IpSource.DOCKER, IpSource.HOST)),
        row(
            NamingParameters.ENFORCE_RFC952,
            "true",
            "",
            config -> config.naming().rules(),
            LabelRules.RFC952),
        number(NamingParameters.SRV_WEIGHT, 7, config -> config.naming().srvWeight()),
        list(
            NamingParameters.TASK_STATES,
            "TASK_STARTING",
            config -> List.copyOf(config.naming().publication().states()),
            List.of("TASK_STARTING")),
        flipped(
            NamingParameters.UNHEALTHY_TASKS,
            true,
            config -> config.naming().publication().unhealthy()),
        flipped(NamingParameters.HOST_NAMES, false, config -> config.naming().forms().hosts()),
        flipped(NamingParameters.RFC2782_NAMES, true, config -> config.naming().forms().rfc2782()),
        flipped(NamingParameters.DOTTED_NAMES, false, config -> config.naming().forms().dotted()),
        flipped(NamingParameters.SHARE_OWN_NAMES, true, config -> config.naming().shareOwnNames()),
        list(
            NamingParameters.REVERSE_ZONES,
            "10.0.0.0/8",
            config -> config.naming().reverse(),
            List.of(ReverseNetwork.parse("10.0.0.0/8"))),
        row(
            NamingParameters.ZONE_FILE,
            "'/etc/herald/./own.zone'",
            "/etc/herald/own.zone",
            config -> config.zoneFile(),
            Optional.of(Path.of("/etc/herald/own.zone"))),
        list(
            NamingParameters.NAME_SERVERS,
            "ns1.mesos 10.0.0.1",
            config -> config.naming().nameServers(),
            List.of(NameServer.parse("ns1.mesos 10.0.0.1"))));
  }

  private static List<Row> sockets() {
    return List.of(
        flipped(ListenParameters.DNS_ON, false, config -> config.listen().on()),
        row(
            ListenParameters.LISTENER,
            "'10.0.0.1, ::1'",
            "10.0.0.1, ::1",
            config -> config.listen().listener(),
            "10.0.0.1, ::1"),
        number(ListenParameters.PORT, 8053, config -> config.listen().port()),
        number(ListenParameters.TCP_CONNECTIONS, 20, config -> config.transport().tcpConnections()),
        number(
            ListenParameters.TCP_CONNECTIONS_PER_CLIENT,
            5,
            config -> config.transport().tcpConnectionsPerClient()),
        seconds(ListenParameters.TCP_IDLE_SECONDS, 30, config -> config.transport().tcpIdle()),
        row(
                ListenParameters.TLS_PORT,
                "8853",
                "8853",
                config -> config.listen().tls().map(ListenSettings.Tls::port).orElse(853),
                8853)
            .with("tls-cert-file", "c.pem", "tls-key-file", "k.pem"),
        row(
                ListenParameters.TLS_CERT_FILE,
                "'c.pem'",
                "c.pem",
                config -> config.listen().tls().map(ListenSettings.Tls::certFile),
                Optional.of("c.pem"))
            .with("tls-key-file", "k.pem"),
        row(
                ListenParameters.TLS_KEY_FILE,
                "'k.pem'",
                "k.pem",
                config -> config.listen().tls().map(ListenSettings.Tls::keyFile),
                Optional.of("k.pem"))
            .with("tls-cert-file", "c.pem"),
        number(ListenParameters.TLS_HANDSHAKES, 20, config -> config.transport().tlsHandshakes()),
        seconds(
            ListenParameters.TLS_HANDSHAKE_SECONDS,
            3,
            config -> config.transport().tlsHandshakeTime()));
  }

  private static List<Row> answers() {
    return List.of(
        flipped(
            AnswerParameters.RECURSE_ON, false, config -> config.answers().recursionAvailable()),
        row(
            AnswerParameters.EDNS_UDP_SIZE,
            "1400",
            "1400",
            config -> config.answers().udpSizes(),
            UdpSizes.of(1400)),
        number(AnswerParameters.ANSWER_LIMIT, 8, config -> config.answers().answerLimit()),
        row(
            AnswerParameters.IDENTITY,
            "'dns-1'",
            "dns-1",
            config -> config.answers().identity(),
            Optional.of("dns-1")),
        flipped(
            AnswerParameters.VERSION_BIND, false, config -> config.answers().version().isPresent()),
        number(
            AnswerParameters.RESPONSE_RATE_LIMIT,
            200,
            config -> config.rateLimit().map(ResponseRateLimit::perSecond).orElse(0)),
        row(
                AnswerParameters.RESPONSE_RATE_SLIP,
                "1",
                "1",
                config -> config.rateLimit().map(ResponseRateLimit::slip).orElse(2),
                1)
            .with("response-rate-limit", "9"),
        list(
                AnswerParameters.RESPONSE_RATE_EXEMPT,
                "10.0.0.0/8,::1",
                config -> config.rateLimit().map(ResponseRateLimit::exempt).orElse(List.of()),
                List.of(CidrNetwork.parse("10.0.0.0/8"), CidrNetwork.parse("::1")))
            .with("response-rate-limit", "9"));
  }

  private static List<Row> http() {
    return List.of(
        flipped(HttpParameters.HTTP_ON, false, config -> config.http().on()),
        text(HttpParameters.HTTP_LISTENER, "::1", config -> config.http().listener()),
        number(HttpParameters.HTTP_PORT, 8124, config -> config.http().port()),
        flipped(HttpParameters.ENUMERATION_ON, false, config -> config.http().enumerationOn()),
        file(
                HttpParameters.HTTP_CERT_FILE,
                config -> config.http().access().identity().map(HttpAccess.Identity::certificate))
            .with("http-key-file", THIS),
        file(
                HttpParameters.HTTP_KEY_FILE,
                config -> config.http().access().identity().map(HttpAccess.Identity::key))
            .with("http-cert-file", THIS),
        file(HttpParameters.HTTP_TOKEN_FILE, config -> config.http().access().tokenFile()),
        list(
            HttpParameters.HTTP_ALLOW,
            "10.0.0.0/8",
            config -> config.http().access().allow(),
            List.of(CidrNetwork.parse("10.0.0.0/8"))),
        list(
            HttpParameters.HTTP_ALLOW_ORIGINS,
            "https://a.example:1",
            config -> config.http().access().origins(),
            List.of("https://a.example:1")),
        number(
            HttpParameters.HTTP_CONNECTIONS,
            30,
            config -> config.http().access().limits().connections()),
        number(
            HttpParameters.HTTP_CONNECTIONS_PER_CLIENT,
            3,
            config -> config.http().access().limits().connectionsPerClient()),
        number(
            HttpParameters.HTTP_REQUESTS_PER_CLIENT,
            4,
            config -> config.http().access().limits().requestsPerClient()),
        row(
            HttpParameters.HTTP_GROUP_ALLOW,
            "{'V1': ['10.0.0.0/8', '::1'], 'page': ['all']}",
            "v1=10.0.0.0/8,::1;page=all",
            config ->
                List.of(
                    config.http().access().of(AccessGroup.V1).allow(),
                    config.http().access().of(AccessGroup.PAGE).allow(),
                    config.http().access().of(AccessGroup.API).allow()),
            List.of(
                List.of(CidrNetwork.parse("10.0.0.0/8"), CidrNetwork.parse("::1")),
                List.of(),
                PrivateNetworks.ALL)),
        row(
            HttpParameters.HTTP_GROUP_TOKEN_FILES,
            "{'watch': ['" + THIS + "'], 'api': []}",
            "watch=" + THIS + ";api=",
            config ->
                List.of(
                    config.http().access().of(AccessGroup.WATCH).tokenFiles(),
                    config.http().access().of(AccessGroup.API).tokenFiles(),
                    config.http().access().of(AccessGroup.V1).tokenFiles()),
            List.of(
                Optional.of(List.of(Path.of(THIS).toAbsolutePath())),
                Optional.of(List.of()),
                Optional.empty())),
        file(
                HttpParameters.HTTP_CLIENT_CA_FILE,
                config -> config.http().access().clientAuthorities())
            .with("http-cert-file", THIS, "http-key-file", THIS),
        list(
                HttpParameters.HTTP_CLIENT_CERT_GROUPS,
                "watch,api",
                config ->
                    Arrays.stream(AccessGroup.values())
                        .filter(group -> config.http().access().of(group).certificate())
                        .toList(),
                List.of(AccessGroup.API, AccessGroup.WATCH))
            .with("http-client-ca-file", THIS, "http-cert-file", THIS, "http-key-file", THIS));
  }

  private static List<Row> others() {
    return List.of(
        flipped(ForwardParameters.EXTERNAL_ON, false, config -> config.forward().isPresent()),
        list(
            ForwardParameters.RESOLVERS,
            "9.9.9.9:5353,::1",
            config -> config.forward().orElseThrow().resolvers(),
            List.of(server("9.9.9.9:5353"), server("::1"))),
        row(
            ForwardParameters.ZONE_RESOLVERS,
            "{'Weave': ['1.1.1.1'], 'b.example': ['2.2.2.2', '3.3.3.3']}",
            "Weave=1.1.1.1;b.example=2.2.2.2,3.3.3.3",
            config -> config.forward().orElseThrow().zoneResolvers(),
            Map.of(
                "weave",
                List.of(server("1.1.1.1")),
                "b.example",
                List.of(server("2.2.2.2"), server("3.3.3.3")))),
        seconds(ForwardParameters.TIMEOUT, 7, config -> config.forward().orElseThrow().timeout()),
        list(
            ForwardParameters.ALLOW_RECURSION,
            "10.0.0.0/8",
            config -> config.forward().orElseThrow().clients(),
            List.of(CidrNetwork.parse("10.0.0.0/8"))),
        number(
            ForwardParameters.FORWARD_CACHE,
            5,
            config -> config.forward().orElseThrow().cachedAnswers()),
        list(
            TransferParameters.SECONDARIES,
            "10.0.0.2:5300 key:k.example",
            config -> config.transfer().secondaries(),
            List.of(new Secondary(server("10.0.0.2:5300"), Optional.of("k.example.")))),
        list(
            TransferParameters.ALLOW_TRANSFER,
            "10.0.0.0/8",
            config -> config.transfer().allow(),
            Optional.of(List.of(ClientRule.parse("10.0.0.0/8")))),
        file(TransferParameters.TSIG_KEY_FILE, config -> config.transfer().keyFile()),
        number(
            TransferParameters.JOURNAL_RECORDS, 9, config -> config.transfer().journalRecords()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromTheFileInAnyLetterCase(Row row) throws Exception {
    for (String key :
        List.of(row.parameter().key(), row.parameter().key().toUpperCase(Locale.ROOT))) {
      Path file =
          Files.writeString(
              folder.resolve("config.json"),
              ("{'" + key + "': " + row.json() + "}").replace('\'', '"'));
      DnsConfig config =
          new DnsConfigReader().file(file).options(withMasters(row.besides(), row)).read();
      assertThat(row.landing().apply(config)).isEqualTo(row.expected());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromTheEnvironment(Row row) throws Exception {
    DnsConfig config =
        new DnsConfigReader()
            .environment(
                Map.of(
                    DnsParameters.TABLE.variable(row.parameter()),
                    row.flag().isEmpty() ? "true" : row.flag()))
            .options(withMasters(row.besides(), row))
            .read();
    assertThat(row.landing().apply(config)).isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadFromAFlag(Row row) throws Exception {
    Map<String, String> flags = withMasters(row.besides(), row);
    flags.put(row.parameter().flag(), row.flag());
    assertThat(row.landing().apply(new DnsConfigReader().options(flags).read()))
        .isEqualTo(row.expected());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasItsDefaultOtherwise(Row row) throws Exception {
    Map<String, String> flags = withMasters(Map.of(), row);
    if (row.parameter() == FollowParameters.MASTERS) {
      flags.put("zk", "zk://a/mesos");
    }
    Object standing = row.landing().apply(new DnsConfigReader().options(flags).read());
    assertThat(standing).isNotEqualTo(row.expected());
    row.parameter().defaultValue().ifPresent(value -> assertThat(standing).isEqualTo(value));
  }

  @Test
  void noParameterIsForgotten() {
    Set<Parameter<?>> withoutEffect =
        Set.of(
            FollowParameters.ZK_DETECTION_TIMEOUT,
            ZoneParameters.SOA_SERIAL,
            AnswerParameters.SET_TRUNCATE_BIT,
            // its row needs a certificate; see ConfigViewTest
            FollowParameters.CA_CERT_FILE);
    assertThat(Stream.concat(rows().map(Row::parameter), withoutEffect.stream()))
        .containsExactlyInAnyOrderElementsOf(DnsParameters.TABLE.rows());
  }

  private static Map<String, String> withMasters(Map<String, String> flags, Row row) {
    Map<String, String> all = new HashMap<>(flags);
    if (row.parameter() != FollowParameters.MASTERS) {
      all.put("masters", "127.0.0.1:5050");
    }
    return all;
  }
}
