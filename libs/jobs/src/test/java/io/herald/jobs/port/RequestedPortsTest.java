package io.herald.jobs.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Table R of Aurora's conformance cases; R10 to R13 are in the tests of jobs. */
class RequestedPortsTest {

  static Stream<Arguments> requested() {
    Map<String, String> none = Map.of();
    Map<String, String> r2 = Map.of("http", "80");
    Map<String, String> r3 = Map.of("http", "aurora");
    Map<String, String> r4 = Map.of("aurora", "http");
    Map<String, String> r5 = Map.of("thrift", "8081", "health", "8300", "aurora", "health");
    return Stream.of(
        arguments("R1", none, Set.of(), Set.of()),
        arguments("R1", none, Set.of("http"), Set.of("http")),
        arguments("R1", none, Set.of("http", "thrift"), Set.of("http", "thrift")),
        arguments("R2", r2, Set.of(), Set.of()),
        arguments("R2", r2, Set.of("http"), Set.of()),
        arguments("R2", r2, Set.of("http", "thrift"), Set.of("thrift")),
        arguments("R3", r3, Set.of(), Set.of("aurora")),
        arguments("R3", r3, Set.of("http"), Set.of("aurora")),
        arguments("R3", r3, Set.of("http", "thrift"), Set.of("aurora", "thrift")),
        arguments("R4", r4, Set.of(), Set.of("http")),
        arguments("R4", r4, Set.of("http"), Set.of("http")),
        arguments("R4", r4, Set.of("http", "thrift"), Set.of("http", "thrift")),
        arguments("R5", r5, Set.of(), Set.of()),
        arguments("R5", r5, Set.of("thrift", "health"), Set.of()),
        arguments("R5", r5, Set.of("derp"), Set.of("derp")),
        arguments("R6", r4, Set.of("aurora"), Set.of("http")),
        arguments("R7", Map.of("aurora", "thrift"), Set.of("http"), Set.of("http", "thrift")),
        arguments("R8", none, Set.of(), Set.of()),
        arguments("R8", none, Set.of("http"), Set.of("http")),
        arguments(
            "R9",
            Map.of("alias", "http"),
            Set.of("tcp", "http", "alias", "health"),
            Set.of("health", "http", "tcp")));
  }

  @ParameterizedTest(name = "{0}: {1} and {2}")
  @MethodSource("requested")
  void aJobAsksForWhereItsNamesEnd(
      String id, Map<String, String> portmap, Set<String> referenced, Set<String> expected) {
    assertThat(RequestedPorts.of(portmap, referenced)).isEqualTo(expected);
  }

  @Test
  void aCycleIsRefused() {
    assertThatThrownBy(() -> RequestedPorts.of(Map.of("a", "b", "b", "a"), Set.of()))
        .isInstanceOf(PortCycleException.class);
  }
}
