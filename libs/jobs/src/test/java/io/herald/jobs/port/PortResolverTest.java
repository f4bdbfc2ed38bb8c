package io.herald.jobs.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.jobs.port.ResolvedPort.Origin;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table P of Aurora's conformance cases. */
class PortResolverTest {

  static Stream<Arguments> resolved() {
    return Stream.of(
        arguments("P1", Map.of(), Map.of(), Map.of()),
        arguments("P2", Map.of("port", "80"), Map.of(), Map.of("port", 80)),
        arguments(
            "P3",
            Map.of("aurora", "http", "http", "80"),
            Map.of(),
            Map.of("aurora", 80, "http", 80)),
        arguments("P4", Map.of("aurora", "http", "http", "unbound"), Map.of(), Map.of()),
        arguments("P7", Map.of("http", "http"), Map.of("http", 31000), Map.of("http", 31000)),
        arguments(
            "P8",
            Map.of("http", "80", "aurora", "http", "https", "aurora", "thrift", "service"),
            Map.of(),
            Map.of("http", 80, "aurora", 80, "https", 80)),
        arguments("P9", Map.of("http", "80"), Map.of("http", 31000), Map.of("http", 31000)),
        arguments(
            "P10",
            Map.of("http", "aurora"),
            Map.of("aurora", 31000),
            Map.of("http", 31000, "aurora", 31000)),
        arguments(
            "P11",
            Map.of("a", "b", "b", "c"),
            Map.of("c", 5000),
            Map.of("a", 5000, "b", 5000, "c", 5000)),
        arguments("P12 leading zero", Map.of("http", "080"), Map.of(), Map.of("http", 80)),
        arguments("P12 blanks", Map.of("http", " 80 "), Map.of(), Map.of("http", 80)),
        arguments("P12 sign", Map.of("http", "+80"), Map.of(), Map.of("http", 80)),
        arguments("P12 hexadecimal", Map.of("http", "0x50"), Map.of(), Map.of()),
        arguments(
            "a value that is a number is none of the keys",
            Map.of("http", "80", "80", "other"),
            Map.of("other", 31000),
            Map.of("http", 80, "80", 31000, "other", 31000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("resolved")
  void aNameHasTheNumberThatItsChainEndsIn(
      String id,
      Map<String, String> portmap,
      Map<String, Integer> assigned,
      Map<String, Integer> expected) {
    Map<String, Integer> numbers = new TreeMap<>();
    PortResolver.resolve(portmap, assigned)
        .forEach((name, port) -> numbers.put(name, port.number()));

    assertThat(numbers).isEqualTo(new TreeMap<>(expected));
  }

  static Stream<Arguments> cycles() {
    return Stream.of(
        arguments("P5", Map.of("aurora", "http", "http", "aurora"), "aurora → http → aurora"),
        arguments(
            "P6",
            Map.of("aurora", "http", "http", "https", "https", "aurora"),
            "aurora → http → https → aurora"),
        arguments("P7", Map.of("http", "http"), "http → http"),
        arguments("reached from outside", Map.of("a", "b", "b", "c", "c", "b"), "a → b → c → b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cycles")
  void aliasesThatLeadBackToThemselvesAreRefused(
      String id, Map<String, String> portmap, String chain) {
    assertThatThrownBy(() -> PortResolver.resolve(portmap, Map.of()))
        .isInstanceOf(PortCycleException.class)
        .hasMessage(
            "the alias leads back to itself ("
                + chain
                + "); let one of them be a port or a number");
  }

  @ParameterizedTest(name = "P14 {0}")
  @ValueSource(strings = {"-1", "0", "65536", "99999", "99999999999999999999"})
  void aNumberThatIsNoPortIsRefused(String number) {
    assertThatThrownBy(() -> PortResolver.resolve(Map.of("http", number), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"http\": port " + number + " is out of range; write a number from 1 to 65535");
  }

  @Test
  void anAssignedNumberThatIsNoPortIsRefused() {
    assertThatThrownBy(() -> PortResolver.resolve(Map.of(), Map.of("http", 70000)))
        .hasMessageContaining("port 70000 is out of range");
  }

  @Test
  void eachPortTellsWhereItsNumberComesFrom() {
    Map<String, String> portmap =
        Map.of("aurora", "www", "www", "http", "admin", "8081", "metrics", "admin");

    assertThat(PortResolver.resolve(portmap, Map.of("http", 31000)).values())
        .containsExactly(
            ResolvedPort.fixed("admin", 8081),
            new ResolvedPort("aurora", 31000, Origin.ALIAS, java.util.Optional.of("http")),
            ResolvedPort.assigned("http", 31000),
            new ResolvedPort("metrics", 8081, Origin.ALIAS, java.util.Optional.of("admin")),
            new ResolvedPort("www", 31000, Origin.ALIAS, java.util.Optional.of("http")));
  }

  /** Whatever the portmap: an answer names only numbers that were given, or there is a cycle. */
  @Test
  void anyPortmapResolvesOrIsRefused() {
    long seed = 20261121L;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      Map<String, String> portmap = new TreeMap<>();
      Map<String, Integer> assigned = new TreeMap<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        String value =
            random.nextInt(4) == 0
                ? Integer.toString(1 + random.nextInt(65535))
                : "p" + random.nextInt(8);
        portmap.put("p" + random.nextInt(8), value);
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        assigned.put("p" + random.nextInt(8), 31000 + random.nextInt(100));
      }
      String given = "seed " + seed + ", round " + round + ": " + portmap + " + " + assigned;
      try {
        PortResolver.resolve(portmap, assigned)
            .values()
            .forEach(
                port -> {
                  boolean known =
                      assigned.containsValue(port.number())
                          || portmap.containsValue(Integer.toString(port.number()));
                  assertThat(known).as(given + " gave " + port).isTrue();
                });
      } catch (PortCycleException e) {
        assertThat(hasCycle(portmap, assigned)).as(given).isTrue();
      }
    }
  }

  private static boolean hasCycle(Map<String, String> portmap, Map<String, Integer> assigned) {
    for (String start : portmap.keySet()) {
      String at = start;
      for (int step = 0; step <= portmap.size(); step++) {
        if (at == null || assigned.containsKey(at)) {
          break;
        }
        if (step == portmap.size()) {
          return true;
        }
        at = portmap.get(at);
      }
    }
    return false;
  }
}
