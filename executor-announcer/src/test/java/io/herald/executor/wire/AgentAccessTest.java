package io.herald.executor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.mesos.client.Connection;
import io.herald.mesos.credentials.Authorization;
import io.herald.runtime.tls.PemFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What flags and environment make of the connection to the agent. */
class AgentAccessTest {

  private static Map<String, String> environment(String variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.split(" ")) {
      if (!variable.isEmpty()) {
        String[] both = variable.split("=", 2);
        environment.put(both[0], both[1]);
      }
    }
    return environment;
  }

  @ParameterizedTest
  @CsvSource({
    "'', , false",
    "LIBPROCESS_SSL_ENABLED=true, , true",
    "SSL_ENABLED=1, , true",
    "LIBPROCESS_SSL_ENABLED=true, false, false",
    "'', true, true",
    "LIBPROCESS_SSL_ENABLED=false, true, true"
  })
  void theFlagBeatsTheEnvironment(String variables, Boolean flag, boolean https) {
    AgentAccess access =
        new AgentAccess(
            Optional.ofNullable(flag), Optional.empty(), Optional.empty(), Optional.empty());

    Connection connection = access.connection(environment(variables));

    assertThat(connection.tls().isPresent()).isEqualTo(https);
    assertThat(connection.authorization()).isEmpty();
  }

  @Test
  void theAgentsTokenGoesAlongAndIsNotPrinted() throws Exception {
    Connection connection =
        AgentAccess.OF_ENVIRONMENT.connection(
            Map.of("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "abc.def.ghi"));

    Authorization token = connection.authorization().orElseThrow();
    assertThat(token.header()).isEqualTo("Bearer abc.def.ghi");
    assertThat(connection.toString()).doesNotContain("abc");
    assertThatThrownBy(
            () ->
                AgentAccess.OF_ENVIRONMENT.connection(
                    Map.of("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "hush hush")))
        .hasMessageStartingWith("MESOS_EXECUTOR_AUTHENTICATION_TOKEN is not a token")
        .hasMessageNotContaining("hush");
  }

  @Test
  void aFileThatIsNotThereIsToldWithTheFlagOrVariableThatNamesIt() {
    Map<String, String> environment =
        Map.of("LIBPROCESS_SSL_ENABLED", "true", "LIBPROCESS_SSL_CA_FILE", "/none/ca.pem");
    assertThatThrownBy(() -> AgentAccess.OF_ENVIRONMENT.connection(environment))
        .hasMessage(
            "LIBPROCESS_SSL_CA_FILE \"/none/ca.pem\" can't be read: there is no such file; check"
                + " the path");
    AgentAccess flags =
        new AgentAccess(
            Optional.empty(),
            Optional.of(new PemFile("--ca-cert-file", "/none/flag.pem")),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> flags.connection(environment))
        .hasMessageStartingWith("--ca-cert-file \"/none/flag.pem\" can't be read");
  }
}
