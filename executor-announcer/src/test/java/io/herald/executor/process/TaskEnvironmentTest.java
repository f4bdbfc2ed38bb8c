package io.herald.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskEnvironmentTest {

  @ParameterizedTest
  @CsvSource({"http, PORT_HTTP", "admin-http, PORT_ADMIN_HTTP", "a.b c, PORT_A_B_C", "é1, PORT__1"})
  void aPortsVariableIsItsNameInUpperCase(String name, String variable) {
    assertThat(TaskEnvironment.portVariable(name)).isEqualTo(variable);
  }

  @Test
  void theJobsEntriesAreStrongestAndTheAgentsTokenIsLeftOut() {
    SortedMap<String, Integer> ports =
        new TreeMap<>(Map.of("http", 31000, "a-b", 1, "a_b", 2, "own", 3));

    Map<String, String> all =
        TaskEnvironment.of(
            Map.of(
                "PATH", "/bin",
                "HOST", "stale",
                "MESOS_SANDBOX", "/s",
                "MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "secret"),
            "agent1",
            4,
            ports,
            Map.of("PORT_OWN", "mine"));

    assertThat(all)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "PATH", "/bin",
                "HOST", "agent1",
                "MESOS_SANDBOX", "/s",
                "INSTANCE", "4",
                "PORT_HTTP", "31000",
                "PORT_A_B", "1",
                "PORT_OWN", "mine"));
  }
}
