package io.herald.executor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StopStepsTest {

  private static final StopSteps STEPS = steps(5, 5, 30);

  @Test
  void aCapCutsEachStep() {
    assertThat(STEPS.atMost(Duration.ofSeconds(10))).isEqualTo(steps(5, 5, 10));
    assertThat(STEPS.atMost(Duration.ofMinutes(2))).isEqualTo(STEPS);
  }

  @Test
  void allStepsAndTheLastUpdateFitIntoAnAgentsPatience() {
    assertThat(STEPS.within(Duration.ofSeconds(8))).isEqualTo(steps(2, 2, 2));
  }

  private static StopSteps steps(int leave, int drain, int finalization) {
    return new StopSteps(
        Duration.ofSeconds(leave),
        Duration.ofSeconds(drain),
        Optional.empty(),
        Duration.ofSeconds(finalization));
  }
}
