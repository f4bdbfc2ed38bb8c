package io.herald.executor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StopPlanTest {

  private static final StopPlan STEPS = steps(5, 5, 30);

  @Test
  void aCapCutsEachStep() {
    assertThat(STEPS.atMost(Duration.ofSeconds(10))).isEqualTo(steps(5, 5, 10));
    assertThat(STEPS.atMost(Duration.ofMinutes(2))).isEqualTo(STEPS);
  }

  @Test
  void allStepsAndTheLastUpdateFitIntoAnAgentsPatience() {
    assertThat(STEPS.within(Duration.ofSeconds(8))).isEqualTo(steps(2, 2, 2));
  }

  private static StopPlan steps(int leave, int drain, int finalization) {
    return new StopPlan(
        Duration.ofSeconds(leave),
        Duration.ofSeconds(drain),
        Optional.empty(),
        Duration.ofSeconds(finalization));
  }
}
