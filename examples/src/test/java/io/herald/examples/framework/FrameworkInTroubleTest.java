package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.minimesos.AgentView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong with one task or agent harms no other. */
@Timeout(900)
class FrameworkInTroubleTest extends FrameworkStory {

  private static final JobKey DIER = new JobKey("devcluster", "vagrant", "test", "dier");
  private static final Pattern AGAIN =
      Pattern.compile(
          "vagrant/test/dier/0: TASK_FAILED on agent \\S+ \\((.*7.*)\\); restarting in (\\d+) ms");

  @Test
  void aTaskThatDiesAtOnceIsStartedAgainAfterGrowingPausesAndHarmsNoOther() throws Exception {
    Job dier = Job.builder(DIER, "exit 7").build();
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(1), dier)) {
      framework.start();
      eventually().until(() -> state.runningIds().containsKey(0));
      String steady = state.runningIds().get(0);

      eventually().until(() -> pauses().size() >= 3);

      List<Long> pauses = pauses();
      for (int failure = 0; failure < 3; failure++) {
        assertThat(pauses.get(failure))
            .as("before start %d", failure + 2)
            .isGreaterThanOrEqualTo(250L << failure);
      }
      assertThat(state.runningIds()).containsEntry(0, steady);
      assertThat(processes.alive(steady)).isTrue();
      assertThat(lines)
          .filteredOn(line -> line.startsWith("vagrant/test/sleeper/0: TASK_F"))
          .isEmpty();
    }
  }

  /** As the framework tells them, one line for each failure. */
  private List<Long> pauses() {
    return lines.stream()
        .map(AGAIN::matcher)
        .filter(Matcher::matches)
        .map(line -> Long.valueOf(line.group(2)))
        .toList();
  }

  @Test
  void whatRanOnAnAgentThatWentAwayRunsElsewhereAndOnlyThere() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(2))) {
      framework.start();
      eventually().until(() -> state.runningIds().keySet().equals(Set.of(0, 1)));
      Map<Integer, String> before = state.runningIds();
      String lost = state.running().get(0).path("slave_id").asText();
      eventually().until(() -> before.values().stream().allMatch(processes::alive));

      mesos.unreachable(lost);

      eventually()
          .until(() -> !state.runningIds().getOrDefault(0, before.get(0)).equals(before.get(0)));
      String replacement = state.runningIds().get(0);
      assertThat(state.running().get(0).path("slave_id").asText())
          .isNotEqualTo(lost)
          .isIn(mesos.agents().stream().map(AgentView::id).toList());
      assertThat(state.runningIds()).containsEntry(1, before.get(1));
      // The agent is cut off and not dead, so that the old task runs on: until the agent is back.
      assertThat(processes.alive(before.get(0))).isTrue();

      mesos.reregisterAgent(lost);

      eventually().until(() -> !processes.alive(before.get(0)));
      // Until the master hears of the end it lists both, which the view refuses.
      eventually()
          .untilAsserted(
              () ->
                  assertThat(state.runningIds())
                      .isEqualTo(Map.of(0, replacement, 1, before.get(1))));
      assertThat(processes.alive(replacement)).isTrue();
      assertThat(processes.alive(before.get(1))).isTrue();
    }
  }
}
