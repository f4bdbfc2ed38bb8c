package io.herald.balancer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.balancer.haproxy.HaproxySettings;
import io.herald.balancer.vip.PoolRange;
import io.herald.balancer.vip.VipPool;
import io.herald.balancer.web.ServerRole;
import io.herald.balancer.web.WebSettings;
import io.herald.catalog.follow.FollowParameters;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsReader;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator's words come to, and which are refused. */
class BalancerParametersTest {

  private static final ParameterTable TABLE =
      new ParameterTable("lb", BalancerParameters.ROWS, List.of(FollowParameters.STATE_DIRECTORY));

  private static Values values(String... flags) throws SettingsException {
    Map<String, String> given = new HashMap<>();
    for (String flag : flags) {
      given.put(flag.substring(0, flag.indexOf('=')), flag.substring(flag.indexOf('=') + 1));
    }
    return new SettingsReader(TABLE).flags(given).read();
  }

  private static BalancerSettings read(String... flags) throws SettingsException {
    Values values = values(flags);
    BalancerSettings settings = BalancerParameters.readAlone(values);
    assertThat(values.problems()).isEmpty();
    return settings;
  }

  @Test
  void withoutAPlaneItIsTheProxyAloneAndNothingBesideDns() throws Exception {
    assertThat(read().planes()).containsExactly(PlaneKind.PROXY);
    assertThat(BalancerParameters.BESIDE_DNS.read(values()).isOn()).isFalse();
    assertThat(BalancerParameters.BESIDE_DNS.read(values("plane=none")).isOn()).isTrue();
    assertThat(read("plane=nftables,Proxy").planes())
        .containsExactly(PlaneKind.NFTABLES, PlaneKind.PROXY);
  }

  @Test
  void theDefaultsAreThoseOfTheRecords() throws Exception {
    BalancerSettings settings = read();
    assertThat(settings.control("zone.of.dns").pool()).isEqualTo(VipPool.DEFAULT);
    assertThat(settings.control("zone.of.dns").zone()).isEqualTo("zone.of.dns");
    assertThat(settings.lossGrace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.nameWait()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.assignments()).isEqualTo(new AssignmentPlace.Nowhere());
    assertThat(settings.stateFile()).isEmpty();
    assertThat(BalancerParameters.VIP_POOL.defaultText()).contains("127.128.0.0/9");
    assertThat(read("vip-zone=VIPs.Example.COM.").control("zone.of.dns").zone())
        .isEqualTo("vips.example.com");
  }

  @Test
  void addressesAndTheLastStateAreKeptInTheStateDirectoryOrWhereItIsSaid() throws Exception {
    BalancerSettings kept = read("state-directory=/var/lib/herald");
    assertThat(kept.stateFile()).contains(Path.of("/var/lib/herald/vips.json"));
    assertThat(kept.assignments())
        .isEqualTo(new AssignmentPlace.InFile(Path.of("/var/lib/herald/vip-assignments")));
    BalancerSettings shared =
        read("state-directory=/var/lib/herald", "vip-assignments=zk://u:p@zk1,zk2:2182/a/vips/");
    assertThat(shared.assignments())
        .isInstanceOfSatisfying(
            AssignmentPlace.InZooKeeper.class,
            node -> {
              assertThat(node.url().connectString()).isEqualTo("zk1:2181,zk2:2182");
              assertThat(node.url().path()).isEqualTo("/a/vips");
              assertThat(node.url().digest()).contains("u:p");
            });
    assertThat(values("vip-assignments=zk://u:p@zk1/a").shown(BalancerParameters.VIP_ASSIGNMENTS))
        .contains("zk://********@zk1/a");
  }

  static List<Arguments> pools() {
    return List.of(
        arguments("dcos", VipPool.DCOS, List.of("11.0.0.0/8", "fd01:c::/64")),
        arguments(
            "10.200.0.0/16",
            new VipPool(PoolRange.parse("10.200.0.0/16"), Optional.empty()),
            List.of("10.200.0.0/16")),
        arguments(
            "fd00:1::/64,11.0.0.0-11.0.0.254",
            new VipPool(
                PoolRange.parse("11.0.0.0-11.0.0.254"),
                Optional.of(PoolRange.parse("fd00:1::/64"))),
            List.of("11.0.0.0/24", "fd00:1::/64")),
        arguments(
            "10.0.0.5-10.0.0.16",
            new VipPool(PoolRange.parse("10.0.0.5-10.0.0.16"), Optional.empty()),
            List.of("10.0.0.5/32", "10.0.0.6/31", "10.0.0.8/29", "10.0.0.16/32")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pools")
  void aPoolIsReadAndItsNetworksGetTheKernelsRoutes(
      String text, VipPool pool, List<String> networks) throws Exception {
    BalancerSettings settings = read("vip-pool=" + text);
    assertThat(settings.pool()).isEqualTo(pool);
    assertThat(settings.nftables().pools())
        .containsExactlyElementsOf(networks.stream().map(CidrNetwork::parse).toList());
    assertThat(read("vip-pool=" + BalancerParameters.VIP_POOL.type().text(pool)).pool())
        .as("as it is shown")
        .isEqualTo(pool);
  }

  static List<Arguments> mistakes() {
    return List.of(
        arguments(
            "plane=ipvs",
            "--plane = [\"ipvs\"]: \"ipvs\" is not a data plane; write one of proxy, haproxy, nftables, none"),
        arguments(
            "plane=none,proxy", "none and another plane contradict each other; leave one out"),
        arguments("plane=proxy,proxy", "\"proxy\" is given twice; write each once"),
        arguments("vip-pool=fd00::/64", "a range of IPv4 is missing"),
        arguments("vip-pool=10.0.0.0/8,11.0.0.0/8", "is the second of its family"),
        arguments("vip-pool=10.0.0.0/31", "has too few addresses"),
        arguments("vip-zone=a..b", "\"a..b\" is not a zone"),
        arguments("vip-assignments=zk://zk1:2181", "the node is missing"),
        arguments("web-port-assignments=zk://zk1:2181", "the node is missing"),
        arguments("haproxy-admin-clients=10.0.0.0/99", "write a number of bits"),
        arguments("vip-assignments=zk://zk1:x/a", "\"x\" is not a port"),
        arguments("vip-loss-grace-seconds=-1", "it must be 0 to 86400"),
        arguments("proxy-threads=0", "it must be 1 to 256"),
        arguments("proxy-udp-idle-seconds=0", "it must be 1 to 86400"),
        arguments("haproxy-folder=/a b", "HAProxy takes no such path"),
        arguments(
            "haproxy-listener=bogus",
            "--haproxy-listener = \"bogus\": \"bogus\" is not an address; write *, or an address of this"
                + " host"),
        arguments("haproxy-http-port=70000", "it must be 0 to 65535"),
        arguments("haproxy-https-port=80", "haproxyHttpPort is 80 too; give each a port of"),
        arguments("haproxy-http-port=443", "haproxyHttpsPort is 443 too"),
        arguments("haproxy-app-port=9090", "haproxyStatsPort is 9090 too"),
        arguments("haproxy-stats-port=10050", "webServicePorts, 10050-10100, has it for services"),
        arguments("web-service-ports=10100", "write FIRST-LAST"),
        arguments("web-service-ports=2-1", "write FIRST-LAST within 1-65535"),
        arguments("web-killing-tasks=gone", "write one of none, drained, kept"),
        arguments("nftables-table=a b", "is not the name of a table"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void whatCantBeUsedIsToldWithItsRemedy(String flag, String told) throws Exception {
    Values values = flag.startsWith("haproxy") ? values("plane=haproxy", flag) : values(flag);
    BalancerSettings unused = BalancerParameters.readAlone(values);
    assertThat(unused).isNotNull();
    assertThat(values.problems()).singleElement().asString().contains(told);
  }

  @Test
  void theRangeOfServicePortsIsClearOfHaproxysOwn() throws Exception {
    Values values = values("plane=haproxy", "web-service-ports=9000-9999");
    BalancerSettings unused = BalancerParameters.readAlone(values);
    assertThat(unused).isNotNull();
    assertThat(values.problems()).hasSize(2);
    assertThat(values.problems().get(0))
        .contains(
            "web-service-ports", "haproxyStatsPort is 9090, one of them; give one of the two");
    assertThat(read("plane=proxy", "web-service-ports=9000-9999").haproxy())
        .as("HAProxy isn't run")
        .isEmpty();
    assertThat(read("plane=haproxy", "haproxy-stats-port=0", "haproxy-app-port=0").haproxy())
        .as("neither is opened")
        .isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "*, *",
    "10.0.0.1, 10.0.0.1",
    "::1, ipv6@[::1]",
    "[2001:db8::1], ipv6@[2001:db8::1]",
  })
  void theListenerIsAnAddress(String text, String forHaproxy) throws Exception {
    assertThat(read("plane=haproxy", "haproxy-listener=" + text).haproxy().orElseThrow().address())
        .isEqualTo(forHaproxy);
  }

  @Test
  void haproxyIsRunAsMarathonLbWasUnlessItIsSaidOtherwise() throws Exception {
    assertThat(read("state-directory=/" + "a".repeat(100)).haproxy()).isEmpty();
    BalancerSettings usual = read("plane=haproxy", "state-directory=/a");
    assertThat(usual.haproxy()).contains(HaproxySettings.in(Path.of("/a/haproxy")));
    assertThat(usual.web()).isEqualTo(WebSettings.DEFAULT);
    assertThat(usual.haproxy().orElseThrow().adminClients())
        .hasToString("[127.0.0.0/8, 0:0:0:0:0:0:0:1/128]");
    BalancerSettings other =
        read(
            "plane=haproxy",
            "haproxy-folder=/h",
            "haproxy-http-port=8080",
            "haproxy-https-port=0",
            "web-groups=internal,blue",
            "web-service-ports=2000-2010",
            "web-unreachable-tasks=none");
    assertThat(other.haproxy().orElseThrow().ownPorts()).containsExactly(8080, 9090, 9091);
    assertThat(other.web().groups()).containsExactlyInAnyOrder("internal", "blue");
    assertThat(other.web().unreachable()).isEqualTo(ServerRole.NONE);
    assertThat(other.canBecome(read("plane=haproxy", "haproxy-folder=/h"))).isFalse();
  }

  @Test
  void servicePortsAreKeptBesideTheAddressesUnlessItIsSaidOtherwise() throws Exception {
    assertThat(read().webPorts()).isEqualTo(new AssignmentPlace.Nowhere());
    assertThat(read("state-directory=/a", "vip-assignments=/b").webPorts())
        .isEqualTo(new AssignmentPlace.InFile(Path.of("/a/web-ports")));
    assertThat(read("state-directory=/a", "vip-assignments=zk://u:p@zk1/herald/vips").webPorts())
        .isEqualTo(
            new AssignmentPlace.InZooKeeper(
                new ZooKeeperUrl("zk1:2181", "/herald/vips-web-ports", Optional.of("u:p"))));
    assertThat(read("web-port-assignments=zk://zk1/ports").webPorts())
        .isEqualTo(
            new AssignmentPlace.InZooKeeper(
                new ZooKeeperUrl("zk1:2181", "/ports", Optional.empty())));
    BalancerSettings before = read("plane=haproxy", "haproxy-folder=/h");
    assertThat(
            before.canBecome(read("plane=haproxy", "haproxy-folder=/h", "web-port-assignments=/p")))
        .isFalse();
  }

  @Test
  void aBalancerIsMadeAnewOnlyForWhatItCantTakeOver() throws Exception {
    BalancerSettings before = read("proxy-threads=2");
    for (String taken : List.of("vip-pool=dcos", "vip-zone=a.b", "nftables-table=other")) {
      assertThat(before.canBecome(read("proxy-threads=2", taken))).as(taken).isTrue();
    }
    for (String other : List.of("state-directory=/a", "vip-assignments=/a", "plane=none")) {
      assertThat(before.canBecome(read("proxy-threads=2", other))).as(other).isFalse();
    }
    assertThat(before.canBecome(read("proxy-threads=3"))).isFalse();
    assertThat(read("plane=nftables").canBecome(read("plane=nftables", "vip-pool=dcos")))
        .as("other routes")
        .isFalse();
  }
}
