package io.herald.balancer.vip;

import static io.herald.balancer.vip.Instances.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.plane.ActiveCheck;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipOptions.Method;
import io.herald.balancer.problem.BalancerProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What labels ask of a VIP. */
class VipOptionLabelsTest {

  private static Instances port(String... labels) {
    String[] all = new String[labels.length + 2];
    all[0] = "VIP_0";
    all[1] = "/web:80";
    System.arraycopy(labels, 0, all, 2, labels.length);
    return task().port(31747, "", "tcp", all);
  }

  private static VipOptions options(Instances instance) {
    assertThat(instance.read().problems()).isEmpty();
    return instance.read().claims().get(0).options();
  }

  @Test
  void withoutLabelsAVipHasTheDefaults() {
    assertThat(options(port())).isEqualTo(VipOptions.DEFAULT);
  }

  @Test
  void everythingCanBeAskedFor() {
    VipOptions options =
        options(
            port(
                "io.herald.lb.balance", "source",
                "io.herald.lb.proxyProtocol", "both",
                "io.herald.lb.connectTimeout", "250ms",
                "io.herald.lb.idleTimeout", "5m",
                "io.herald.lb.maxConnections", "100",
                "io.herald.lb.check", "http:/health?a=1",
                "io.herald.lb.checkInterval", "5s",
                "io.herald.lb.checkTimeout", "2s",
                "io.herald.lb.checkFall", "4",
                "io.herald.lb.checkRise", "1"));

    assertThat(options)
        .isEqualTo(
            new VipOptions(
                Method.SOURCE_HASH,
                true,
                true,
                Duration.ofMillis(250),
                Optional.of(Duration.ofMinutes(5)),
                OptionalInt.of(100),
                Optional.of(
                    new ActiveCheck(
                        Optional.of("/health?a=1"),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        4,
                        1))));
  }

  @ParameterizedTest
  @CsvSource({
    "leastconn, LEAST_CONNECTIONS",
    "roundrobin, ROUND_ROBIN",
    "source, SOURCE_HASH",
  })
  void theMethodIsCalledAsInHaproxy(String word, Method method) {
    assertThat(options(port("io.herald.lb.balance", word)).method()).isEqualTo(method);
  }

  @ParameterizedTest
  @CsvSource({"in, true, false", "out, false, true", "both, true, true"})
  void theProxyProtocolHasADirection(String word, boolean in, boolean out) {
    VipOptions options = options(port("io.herald.lb.proxyProtocol", word));

    assertThat(options.proxyIn()).isEqualTo(in);
    assertThat(options.proxyOut()).isEqualTo(out);
  }

  @Test
  void aShortIntervalShortensTheTimeOut() {
    ActiveCheck check =
        options(port("io.herald.lb.check", "tcp", "io.herald.lb.checkInterval", "500ms"))
            .check()
            .orElseThrow();

    assertThat(check.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(check.httpPath()).isEmpty();
  }

  @Test
  void theMostSpecificLabelCounts() {
    Instances instance =
        port("io.herald.lb.balance", "source")
            .discoveryLabel("io.herald.lb.balance", "leastconn")
            .label("io.herald.lb.balance", "roundrobin")
            .label("org.apache.aurora.metadata.io.herald.lb.maxConnections", "7");

    assertThat(options(instance).method()).isEqualTo(Method.SOURCE_HASH);
    assertThat(options(instance).maxConnections()).hasValue(7);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "balance, random, 'leastconn or roundrobin or source'",
    "proxyProtocol, v1, in or out or both",
    "connectTimeout, 3, 'a time from 10ms to 86400s, as in 3s'",
    "connectTimeout, 1ms, a time from",
    "idleTimeout, never, a time from",
    "idleTimeout, 25h, a time from",
    "maxConnections, 0, a number from 1 to 1000000",
    "maxConnections, many, a number",
    "check, https:/x, tcp or http:/PATH",
    "check, 'http:/a b', tcp or http:/PATH",
    "check, http, tcp or http:/PATH",
  })
  void aValueThatCannotBeReadHasNoEffectAndIsReported(String key, String value, String write) {
    InstanceVips vips = port("io.herald.lb." + key, value).read();

    assertThat(vips.claims().get(0).options()).isEqualTo(VipOptions.DEFAULT);
    assertThat(vips.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.VIP_OPTION);
              assertThat(problem.what()).contains("io.herald.lb." + key).contains("write " + write);
            });
  }

  @Test
  void anExampleCanBeWritten() {
    InstanceVips vips =
        port(
                "io.herald.lb.check", "tcp",
                "io.herald.lb.checkInterval", "500ms",
                "io.herald.lb.checkTimeout", "3s")
            .read();

    assertThat(vips.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("checkTimeout = \"3s\"")
                    .endsWith("write a time from 10ms to 500ms, as in 500ms"));
  }

  @ParameterizedTest
  @CsvSource({"0", "257", "much"})
  void aWeightThatIsNoneCountsAsOneAndIsReported(String weight) {
    InstanceVips vips = port("io.herald.dns.weight", weight).read();

    assertThat(vips.claims().get(0).backends()).allMatch(backend -> backend.weight() == 1);
    assertThat(vips.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.VIP_OPTION);
              assertThat(problem.what())
                  .contains("io.herald.dns.weight = \"" + weight + "\"")
                  .contains("write 1 to 256");
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "io.herald.lb.balanse, did you mean io.herald.lb.balance?",
    "io.herald.lb.idle-timeout, did you mean io.herald.lb.idleTimeout?",
    "org.apache.aurora.metadata.io.herald.lb.checks, did you mean io.herald.lb.check?",
    "io.herald.lb.colour, 'write one of balance, proxyProtocol, connectTimeout'",
  })
  void anOptionThatIsNoneIsReported(String key, String told) {
    InstanceVips vips = port(key, "source").read();

    assertThat(vips.claims()).hasSize(1);
    assertThat(vips.claims().get(0).options()).isEqualTo(VipOptions.DEFAULT);
    assertThat(vips.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(BalancerProblem.VIP_OPTION);
              assertThat(problem.what())
                  .contains("its label " + key + " = \"source\" has no effect")
                  .contains(told);
            });
  }

  @Test
  void anOptionOfACheckThatIsntThereIsReported() {
    assertThat(port("io.herald.lb.checkFall", "2").read().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .isEqualTo(
                        "its label io.herald.lb.checkFall = \"2\" has no effect alone; give"
                            + " io.herald.lb.check too"));
  }

  @Test
  void anOptionWhereThereIsNoVipIsReported() {
    assertThat(task().port(31747, "", "tcp", "io.herald.lb.balance", "source").read().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("its label io.herald.lb.balance = \"source\" has no effect")
                    .contains("add VIP_0=/NAME:PORT"));
  }
}
