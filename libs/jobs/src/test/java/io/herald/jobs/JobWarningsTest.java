package io.herald.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobWarningsTest {

  private static final JobKey KEY = new JobKey("c", "r", "e", "n");

  @ParameterizedTest(name = "expected_response \"{0}\", expected_response_code {1}: {2}")
  @CsvSource({"'', 0, true", "' ', 0, true", "ok, 0, false", "'', 200, false", "'', 2xx, false"})
  void aCheckThatEveryAnswerPassesIsWarnedOf(String response, String codes, boolean warned) {
    Job job =
        job("http")
            .healthCheck(
                HealthCheck.of(
                    new HealthCheck.Http("http", "/", response, ResponseCodes.parse(codes), false)))
            .build();

    assertThat(JobWarnings.of(job))
        .isEqualTo(
            warned
                ? List.of(
                    "health_check_config.health_checker.http: expected_response is empty and"
                        + " expected_response_code 0, so that any answer passes, one with the"
                        + " status 500 too, as in Aurora; write expected_response_code: 2xx")
                : List.of());
  }

  @Test
  void portsOfOneVariableAreWarnedOfUnlessTheyAreOne() {
    Announce aliased = Announce.of("http", Map.of("HTTP", "http"));

    assertThat(JobWarnings.of(job("admin-http", "admin_http").build()))
        .containsExactly(
            "ports: the ports \"admin-http\" and \"admin_http\" give one variable,"
                + " PORT_ADMIN_HTTP, and it has the number of \"admin-http\"; give the others names"
                + " that differ in letters or digits");
    assertThat(JobWarnings.of(job("http").announce(aliased).build())).isEmpty();
  }

  private static Job.Builder job(String... ports) {
    return Job.builder(KEY, "true").ports(List.of(ports).stream().map(PortRequest::tcp).toList());
  }
}
