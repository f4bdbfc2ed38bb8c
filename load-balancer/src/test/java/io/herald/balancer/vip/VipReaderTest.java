package io.herald.balancer.vip;

import static io.herald.balancer.vip.Instances.task;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.MappedPort;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipClaim.Standing;
import io.herald.catalog.model.Network;
import io.herald.services.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What labels, state and network of an instance give to VIPs; V1 to V22 by number. */
class VipReaderTest {

  /** {@code sise.marathon:80/tcp -> 10.0.0.114:31747 x1}, one for each claim. */
  private static List<String> vips(Instances instance) {
    return instance.read().claims().stream().map(VipReaderTest::text).toList();
  }

  private static String text(VipClaim claim) {
    return claim.key().host().text()
        + ":"
        + claim.key().port()
        + "/"
        + claim.key().protocol().text()
        + " -> "
        + claim.backends().stream()
            .map(
                backend ->
                    backend.address().getHostAddress()
                        + ":"
                        + backend.port()
                        + " x"
                        + backend.weight())
            .collect(joining(" "));
  }

  static Stream<Arguments> instances() {
    return Stream.of(
        arguments(
            "V1: a named VIP",
            task().port(31747, "", "tcp", "VIP_0", "/sise:80"),
            List.of("sise.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "V2: a slash means nothing",
            task().port(31747, "", "tcp", "VIP_0", "sise:80"),
            List.of("sise.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "V7: the rest of the key is free",
            task()
                .framework("hello-world")
                .port(31747, "", "tcp", "VIP_d8c3-f5e8", "overlay-vip:80"),
            List.of("overlay-vip.hello-world:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "V11: an address has the backends of its own family",
            task()
                .network(Network.Mode.OWN)
                .at("10.0.0.1", "fd00::1")
                .port(31000, "", "tcp", "VIP_0", "1.2.3.4:80"),
            List.of("1.2.3.4:80/tcp -> 10.0.0.1:31000 x1")),
        arguments(
            "V12: the port is behind the last colon",
            task()
                .at("fd00::1")
                .network(Network.Mode.OWN)
                .port(31000, "", "", "vip1", "fd01::5:443"),
            List.of("fd01:0:0:0:0:0:0:5:443/tcp -> fd00:0:0:0:0:0:0:1:31000 x1")),
        arguments(
            "V12: brackets are taken too",
            task().agent("fd00::7").port(31000, "", "", "vip1", "[fd01::5]:443"),
            List.of("fd01:0:0:0:0:0:0:5:443/tcp -> fd00:0:0:0:0:0:0:7:31000 x1")),
        arguments(
            "V14: a label of the task counts its ports",
            task().resources(9999, 10002).label("vip_port1", "tcp://jkl:80"),
            List.of("jkl.marathon:80/tcp -> 10.0.0.114:10000 x1")),
        arguments(
            "V14: over UDP",
            task().resources(9999, 10002).label("VIP_PORT3", "udp://jkl:53"),
            List.of("jkl.marathon:53/udp -> 10.0.0.114:10002 x1")),
        arguments(
            "V16: all labels apply",
            task()
                .resources(9999, 9999)
                .port(9999, "", "tcp", "VIP_0", "/abc:80", "VIP_1", "/cbd:80")
                .label("vip_port0", "tcp://def:80"),
            List.of(
                "abc.marathon:80/tcp -> 10.0.0.114:9999 x1",
                "cbd.marathon:80/tcp -> 10.0.0.114:9999 x1",
                "def.marathon:80/tcp -> 10.0.0.114:9999 x1")),
        arguments(
            "V17: one number over both protocols",
            task()
                .port(9999, "", "tcp", "VIP_0", "/app:80")
                .port(9999, "", "udp", "VIP_0", "/app:80"),
            List.of(
                "app.marathon:80/tcp -> 10.0.0.114:9999 x1",
                "app.marathon:80/udp -> 10.0.0.114:9999 x1")),
        arguments(
            "V18: a host port of a bridge task",
            task()
                .agent("172.17.0.3")
                .network(Network.Mode.MAPPED, new Network.Mapping(15263, 8080, "tcp"))
                .at("172.18.0.2")
                .port(15263, "", "tcp", "VIP_0", "/web:80", "network-scope", "host"),
            List.of("web.marathon:80/tcp -> 172.17.0.3:15263 x1")),
        arguments(
            "V18: a mapped container port",
            task()
                .network(Network.Mode.OWN, new Network.Mapping(15263, 8080, ""))
                .at("9.0.1.6")
                .port(8080, "", "tcp", "VIP_0", "/web:80", "network-scope", "container"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:15263 x1")),
        arguments(
            "V18: Docker's bridge, and nobody says a scope",
            task()
                .network(Network.Mode.MAPPED, new Network.Mapping(31747, 8080, "tcp"))
                .at("172.17.0.2")
                .port(31747, "", "tcp", "VIP_0", "/web:80"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "V19: an overlay task",
            task()
                .network(Network.Mode.OWN)
                .at("9.0.1.6")
                .port(80, "", "tcp", "VIP_0", "/web:80", "network-scope", "container"),
            List.of("web.marathon:80/tcp -> 9.0.1.6:80 x1")),
        arguments(
            "V19: nobody says a scope",
            task().network(Network.Mode.OWN).at("9.0.1.6").port(80, "", "tcp", "VIP_0", "/web:80"),
            List.of("web.marathon:80/tcp -> 9.0.1.6:80 x1")),
        arguments(
            "V22: no protocol is TCP",
            task().port(31747, "", "", "VIP_0", "/web:80"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "V22: Aurora writes protocols large",
            task().port(31747, "", "TCP", "VIP_0", "/web:80"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "a weight label",
            task().port(31747, "", "tcp", "VIP_0", "/web:80", "io.herald.dns.weight", "7"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x7")),
        arguments(
            "Aurora's metadata, by the port's name",
            task()
                .port(31747, "http", "TCP")
                .label("org.apache.aurora.metadata.VIP_http", "/web:80"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "Aurora's metadata, by the port's place",
            task()
                .resources(31747, 31747)
                .label("org.apache.aurora.metadata.VIP_PORT0", "tcp://web:80"),
            List.of("web.marathon:80/tcp -> 10.0.0.114:31747 x1")),
        arguments(
            "a port without a number", task().port(0, "", "tcp", "VIP_0", "/web:80"), List.of()),
        arguments(
            "other labels",
            task().port(31747, "", "tcp", "vhost", "a:80").label("VIPER", "a:80").label("vip", "x"),
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("instances")
  void labelsMakeVips(String what, Instances instance, List<String> expected) {
    assertThat(vips(instance)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(instance.read().problems()).isEmpty();
  }

  @ParameterizedTest(name = "V13: \"{0}\"")
  @ValueSource(
      strings = {
        "sise",
        "sise:",
        "sise:0",
        "sise:70000",
        "sise:http",
        "/:80",
        "",
        "--:80",
        "tcp://sise:80",
        "sise:-1",
        "sise:+80",
        "sise:123456",
        "0.0.0.0:80",
        "255.255.255.255:80",
        "224.0.0.1:80",
        "[sise]:80",
        "a:b:80",
        "fd01::x:80"
      })
  void aBadLabelCostsItselfAlone(String value) {
    Instances instance =
        task()
            .port(31000, "a", "tcp", "VIP_0", value, "VIP_1", "/good:81")
            .port(31001, "b", "tcp", "VIP_0", "/other:82");

    assertThat(vips(instance))
        .containsExactlyInAnyOrder(
            "good.marathon:81/tcp -> 10.0.0.114:31000 x1",
            "other.marathon:82/tcp -> 10.0.0.114:31001 x1");
    assertThat(instance.read().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.VIP_LABEL);
              assertThat(problem.what()).contains("VIP_0=" + value).contains("write ");
            });
  }

  @ParameterizedTest(name = "V15: {0}={1}")
  @CsvSource({
    "VIP_PORT0, jkl:80, its protocol is missing",
    "VIP_PORT0, http://jkl:80, the protocol \"http\" can't be balanced",
    "VIP_PORT9, tcp://jkl:80, the task has 4 ports",
    "VIP_PORT0, tcp://jkl, the port is missing",
    "VIP_0, /jkl:80, 'the task has no port named \"0\"'",
  })
  void aLabelOfTheTaskThatMeansNoPortIsReported(String key, String value, String why) {
    Instances instance = task().resources(9999, 10002).label(key, value);

    assertThat(vips(instance)).isEmpty();
    assertThat(instance.read().problems())
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sctp", "tcp,sctp"})
  void v22AnotherProtocolIsSkippedWithAReport(String protocol) {
    Instances instance = task().port(31747, "", protocol, "VIP_0", "/web:80");

    assertThat(vips(instance)).isEmpty();
    assertThat(instance.read().problems())
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains(protocol);
  }

  @ParameterizedTest(name = "V20, V21: {0}, health {1}, checked {2}: {3}")
  @CsvSource({
    "TASK_RUNNING,, false, SERVING",
    "TASK_RUNNING, true, true, SERVING",
    "TASK_RUNNING, true, false, SERVING",
    "TASK_RUNNING, false, true, UNHEALTHY",
    "TASK_RUNNING,, true, UNCHECKED",
    "TASK_KILLING, true, true, KILLING",
    "TASK_KILLING,, false, KILLING",
    "TASK_STAGING,, false, NOT_RUNNING",
    "TASK_STARTING,, false, NOT_RUNNING",
    "TASK_UNREACHABLE, true, true, NOT_RUNNING",
    "TASK_LOST,, false, NOT_RUNNING",
  })
  void v20AndV21StateAndHealthDecideTheWeight(
      String state, Boolean healthy, boolean checked, Standing standing) {
    Instances instance = task().state(state).port(31747, "", "tcp", "VIP_0", "/web:80");
    if (healthy != null) {
      instance.healthy(healthy);
    }
    if (checked) {
      instance.checked();
    }

    VipClaim claim = instance.read().claims().get(0);

    assertThat(claim.standing()).isEqualTo(standing);
    assertThat(claim.backends().stream().map(backend -> backend.weight()).toList())
        .isEqualTo(
            standing == Standing.NOT_RUNNING
                ? List.of()
                : List.of(standing == Standing.SERVING ? 1 : 0));
  }

  @Test
  void aCheckOfHeraldsExecutorCountsAsOneOfMesos() {
    Instances instance =
        task()
            .discoveryLabel("io.herald.health", "http")
            .port(31747, "", "tcp", "VIP_0", "/web:80");

    assertThat(instance.read().claims().get(0).standing()).isEqualTo(Standing.UNCHECKED);
  }

  @Test
  void aBackendKnowsItsAgent() {
    Instances instance =
        task()
            .network(Network.Mode.OWN)
            .at("9.0.1.6", "fd00::9")
            .port(80, "", "tcp", "VIP_0", "/web:80");

    assertThat(instance.read().claims().get(0).backends())
        .extracting(
            backend ->
                backend.address().getHostAddress() + " on " + backend.agent().getHostAddress())
        .containsExactly("9.0.1.6 on 10.0.0.114", "fd00:0:0:0:0:0:0:9 on fd00:0:0:0:0:0:0:9");
  }

  @Test
  void aMappedPortKnowsWhereItsTaskListens() {
    InstanceVips vips =
        task()
            .network(Network.Mode.MAPPED, new Network.Mapping(31747, 8080, "tcp"))
            .at("172.17.0.2")
            .port(31747, "", "tcp", "VIP_0", "/web:80", "network-scope", "host")
            .read();
    assertThat(vips.claims().get(0).backends())
        .extracting(Backend::mappedTo)
        .containsExactly(Optional.of(new MappedPort(Instances.address("172.17.0.2"), 8080)));
  }
}
