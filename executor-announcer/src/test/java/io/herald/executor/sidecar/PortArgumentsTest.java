package io.herald.executor.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortArgumentsTest {

  /** Asks for web, admin (in this order) and then extra, which only its command names. */
  private static final Job JOB =
      Job.builder(new JobKey("c", "r", "e", "n"), "serve {{thermos.ports[extra]}}")
          .ports(List.of(PortRequest.tcp("web"), PortRequest.tcp("admin-1")))
          .announce(Announce.of("web", Map.of("other", "extra")))
          .build();

  @ParameterizedTest(name = "flags {0}, environment {1}, command {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web=1 admin-1=2 extra=3 |                                      |                       | admin-1=2 extra=3 web=1
                                  | PORT0=1 PORT1=2 PORT2=3              |                       | admin-1=2 extra=3 web=1
                                  | PORT=1 PORT_ADMIN_1=2 PORT_EXTRA=3   |                       | admin-1=2 extra=3 web=1
                                  | PORT=9 PORT0=1 PORT1=8 PORT2=3 PORT_ADMIN_1=2 |              | admin-1=2 extra=3 web=1
          web=1                   | PORT0=9 PORT1=2 PORT2=3              |                       | admin-1=2 extra=3 web=1
          more=7                  | PORT0=1 PORT1=2 PORT2=3              |                       | admin-1=2 extra=3 more=7 web=1
                                  | PORT0=1 PORT1=2 PORT2=3 PORT3=4      | {{thermos.ports[x]}}  | admin-1=2 extra=3 web=1 x=4
          other=5                 | PORT0=1 PORT1=2 PORT2=3              | {{thermos.ports[other]}} | admin-1=2 extra=3 other=5 web=1
          """)
  void aPortsNumberComesFromAFlagThenFromItsNameThenFromItsPlace(
      @Nullable String flags,
      @Nullable String environment,
      @Nullable String command,
      String ports) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    pairs(flags).forEach((name, number) -> numbers.put(name, Integer.valueOf(number)));

    assertThat(
            PortArguments.of(
                JOB, command == null ? List.of() : List.of(command), numbers, pairs(environment)))
        .hasToString("{" + ports.replace(" ", ", ") + "}");
  }

  @Test
  void aPortWithoutANumberIsAskedFor() {
    assertThatThrownBy(
            () -> PortArguments.of(JOB, List.of(), Map.of("web", 1), Map.of("PORT", "2")))
        .hasMessage(
            "the port \"admin-1\" has no number; give --port admin-1=NUMBER, or set PORT_ADMIN_1 or PORT1");
  }

  @ParameterizedTest
  @CsvSource({"tcp://10.0.0.1:80", "0", "65536", "80x", "-1"})
  void aVariableThatIsNoPortIsTold(String value) {
    assertThatThrownBy(() -> PortArguments.of(JOB, List.of(), Map.of(), Map.of("PORT_WEB", value)))
        .hasMessage(
            "the variable PORT_WEB = \""
                + value
                + "\" is not a port number; correct it, or give --port web=NUMBER");
  }

  private static Map<String, String> pairs(@Nullable String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (text != null) {
      for (String pair : text.split(" +")) {
        pairs.put(pair.split("=")[0], pair.split("=")[1]);
      }
    }
    return pairs;
  }
}
