package io.herald.executor.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.executor.probe.RawServer;
import io.herald.proto.handoff.HealthCheck;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HealthPlanTest {

  private static final Map<String, Integer> PORTS = Map.of("foo", 9001);

  @TempDir Path sandbox;

  @Test
  void h10AnHttpCheckWithoutAHealthPortChecksNothing() {
    HealthCheck check =
        timed().setHttp(HealthCheck.Http.newBuilder().setEndpoint("/health")).build();

    assertThat(plan(check)).isEmpty();
  }

  @Test
  void h13AShellCommandRunsAsTheSchedulerExpandedIt() throws Exception {
    HealthCheck check =
        timed()
            .setShell(
                HealthCheck.Shell.newBuilder()
                    .setShellCommand("FOO_PORT=9001 sh -c 'test $FOO_PORT = 9001'"))
            .build();

    assertThat(plan(check).orElseThrow().check().run()).isEqualTo(CheckResult.pass());
  }

  @Test
  void aCheckAsksOverTheSchemeThatItSaysAndForTheStatusesThatItSays() throws Exception {
    HealthCheck.Http.Builder http = HealthCheck.Http.newBuilder().setPort("foo").setEndpoint("/up");
    try (RawServer server =
        RawServer.on("127.0.0.1", RawServer.answering("HTTP/1.1 302 Found\r\n\r\n"))) {
      Map<String, Integer> ports = Map.of("foo", server.port());
      http.addExpectedResponseCodesBuilder().setFirst(200).setLast(299);

      CheckResult found = check(http, ports);
      http.addExpectedResponseCodesBuilder().setFirst(302).setLast(302);
      CheckResult accepted = check(http, ports);
      server.close();
      CheckResult secured = check(http.setTls(true), ports);

      assertThat(found.reason()).endsWith("got status 302 and \"\", expected status 200-299.");
      assertThat(accepted).isEqualTo(CheckResult.pass());
      assertThat(secured.reason())
          .startsWith("GET https://localhost:" + server.port() + "/up failed: 127.0.0.1: ");
    }
  }

  private CheckResult check(HealthCheck.Http.Builder http, Map<String, Integer> ports)
      throws InterruptedException {
    return HealthPlan.of(timed().setTimeoutSecs(1).setHttp(http).build(), ports, sandbox, Map.of())
        .orElseThrow()
        .check()
        .run();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            timed().setHttp(HealthCheck.Http.newBuilder().setPort("bar").setEndpoint("/")),
            "health_check_config.health_checker.http.port = \"bar\": the task has no such port;"
                + " it has [foo]."),
        Arguments.of(
            timed().setTcp(HealthCheck.Tcp.newBuilder().setPort("health")),
            "health_check_config.health_checker.tcp.port = \"health\": the task has no such port;"
                + " it has [foo]."),
        Arguments.of(
            timed().setHttp(HealthCheck.Http.newBuilder().setPort("foo").setEndpoint("/a b")),
            "health_check_config.health_checker.http.endpoint = \"/a b\" is not a URL path; write one like /health."),
        Arguments.of(
            timed()
                .setTimeoutSecs(0)
                .setHttp(HealthCheck.Http.newBuilder().setPort("foo").setEndpoint("/")),
            "health_check_config.timeout_secs = 0.0 s: must be more than 0."));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aCheckThatCanNotBeMadeIsRefused(HealthCheck.Builder check, String sentence) {
    assertThatThrownBy(() -> plan(check.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  private Optional<HealthPlan> plan(HealthCheck check) {
    return HealthPlan.of(check, PORTS, sandbox, Map.of("PATH", System.getenv("PATH")));
  }

  private static HealthCheck.Builder timed() {
    return HealthCheck.newBuilder()
        .setInitialIntervalSecs(15)
        .setIntervalSecs(10)
        .setTimeoutSecs(30)
        .setMinConsecutiveSuccesses(1);
  }
}
