package io.herald.facade.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ports that Marathon would have handed out. */
class ServicePortsTest {

  @Test
  void eachHeraldGivesTheSamePortAndNoTwoAppsShareOne() {
    ServicePorts here = new ServicePorts();
    ServicePorts there = new ServicePorts();
    assertThat(here.of("/sise", 0)).isEqualTo(there.of("/sise", 0)).isBetween(10_000, 20_000);
    assertThat(here.of("/sise", 1)).isNotEqualTo(here.of("/sise", 0));
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      assertThat(ports.add(here.of("/app-" + i, 0))).as("app %s", i).isTrue();
    }
    assertThat(here.of("/sise", 0)).isEqualTo(there.of("/sise", 0));
  }

  @Test
  void allPortsAreGivenOutAndThenNoneAndThoseOfAnAppThatIsGoneAgain() {
    ServicePorts ports = new ServicePorts();
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i <= ServicePorts.MOST - ServicePorts.LEAST; i++) {
      given.add(ports.of("/app", i));
    }
    assertThat(given).hasSize(10_001).doesNotContain(0);
    assertThat(ports.of("/late", 0)).isZero();
    ports.release("/app");
    assertThat(ports.of("/late", 0)).isBetween(10_000, 20_000);
  }
}
