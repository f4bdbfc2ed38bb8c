package io.herald.jobs.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortVariablesTest {

  @ParameterizedTest
  @CsvSource({"http, PORT_HTTP", "admin-http, PORT_ADMIN_HTTP", "a.b c, PORT_A_B_C", "é1, PORT__1"})
  void aPortsVariableIsItsNameInUpperCase(String name, String variable) {
    assertThat(PortVariables.name(name)).isEqualTo(variable);
  }

  @Test
  void namesThatGiveOneVariableAreToldIfTheirNumbersDiffer() {
    TreeMap<String, Integer> ports =
        new TreeMap<>(Map.of("a-b", 1, "a.b", 2, "A_B", 1, "http", 3, "HTTP", 3, "web", 4));

    assertThat(PortVariables.of(ports))
        .isEqualTo(Map.of("PORT_A_B", "1", "PORT_HTTP", "3", "PORT_WEB", "4"));
    assertThat(PortVariables.clashes(ports))
        .containsExactly(
            "the ports \"A_B\" and \"a-b\" and \"a.b\" give one variable, PORT_A_B, and it has the"
                + " number of \"A_B\"; give the others names that differ in letters or digits");
  }
}
