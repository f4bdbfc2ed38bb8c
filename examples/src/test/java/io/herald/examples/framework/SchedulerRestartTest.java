package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restarted framework launches nothing for an instance whose task may live. */
@Timeout(300)
class SchedulerRestartTest extends FrameworkStory {

  private static final String KNOWN = "the master has reported what runs: ";

  private ExampleFramework framework(int instances) {
    return framework(instances, OnExit.DETACH);
  }

  private ExampleFramework framework(int instances, OnExit onExit) {
    return framework(onExit, sleepers(instances));
  }

  /** Runs the instances, and goes. */
  private Map<Integer, String> ranBefore(int instances) throws Exception {
    Set<Integer> numbers = new TreeSet<>(IntStream.range(0, instances).boxed().toList());
    try (ExampleFramework framework = framework(instances)) {
      framework.start();
      eventually().until(() -> state.runningIds().keySet().equals(numbers));
      Map<Integer, String> ids = state.runningIds();
      eventually().until(() -> ids.values().stream().allMatch(processes::alive));
      return ids;
    }
  }

  private void awaitLine(String beginning) {
    eventually().until(() -> lines.stream().anyMatch(line -> line.startsWith(beginning)));
  }

  @ParameterizedTest(name = "the tasks are remembered: {0}")
  @ValueSource(booleans = {true, false})
  void aMasterThatIsSlowIsWaitedForAndNothingIsLaunchedTwice(boolean remembered) throws Exception {
    Map<Integer, String> before = ranBefore(3);
    if (!remembered) { // as after the update from a version that did not
      Files.delete(folder.resolve("framework-id.tasks"));
    }
    mesos.holdReconciliation();

    try (ExampleFramework framework = framework(3)) {
      framework.start();
      eventually().until(() -> mesos.heldReconciliations() >= 9); // three rounds
      mesos.answerReconciliation();
      awaitLine(KNOWN + "3 of 3");
      processes.kill(before.get(1));

      eventually().until(() -> state.runningIds().size() == 3 && state.everLaunched().size() == 4);

      Map<Integer, String> after = state.runningIds();
      assertThat(after).containsEntry(0, before.get(0)).containsEntry(2, before.get(2));
      assertThat(state.everLaunched()).isEqualTo(union(before, after));
      assertThat(processes.alive(before.get(0))).isTrue();
      assertThat(processes.alive(before.get(2))).isTrue();
      assertThat(lines)
          .contains(
              String.format(
                  "framework %s is remembered, with a task for %d of 3 instances; waiting for the"
                      + " master to report what runs",
                  Files.readString(folder.resolve("framework-id")).strip(), remembered ? 3 : 0))
          .anyMatch(
              line ->
                  line.matches(
                      "the master has not yet reported what runs: 3 of 3 instances wait, for at"
                          + " most \\d+ s"));
    }
  }

  @Test
  void aMasterThatFailedOverIsWaitedForUntilItsAgentsAreBack() throws Exception {
    Map<Integer, String> before = ranBefore(2);
    List<String> agents = state.agentsOf(before);
    mesos.failOverWithoutAgents();

    try (ExampleFramework framework = framework(2)) {
      framework.start();
      awaitLine("agents have not yet re-registered: 2 of 2 instances wait");
      agents.forEach(mesos::reregisterAgent);
      awaitLine(KNOWN + "2 of 2");

      eventually().until(() -> state.runningIds().equals(before));
      assertThat(state.everLaunched()).isEqualTo(union(before, before));
    }
  }

  @Test
  void whatIsKnownToHaveEndedIsStartedAgainThoughAnotherAgentIsNotBack() throws Exception {
    Map<Integer, String> before = ranBefore(2);
    List<String> agents = state.agentsOf(before);
    assertThat(agents).doesNotHaveDuplicates();
    processes.kill(before.get(0));
    eventually().until(() -> !processes.alive(before.get(0)));
    mesos.failOverWithoutAgents();
    mesos.reregisterAgent(agents.get(0));

    try (ExampleFramework framework = framework(2)) {
      framework.start();
      // The agent may come back before it has seen that the task's process ended.
      eventually()
          .until(
              () -> {
                String now = state.runningIds().get(0); // one look: it may be gone with the next
                return now != null && !now.equals(before.get(0));
              });

      assertThat(lines).noneMatch(line -> line.startsWith(KNOWN));
      mesos.reregisterAgent(agents.get(1));
      awaitLine(KNOWN + "2 of 2");
      eventually().until(() -> state.runningIds().size() == 2);
      assertThat(state.runningIds()).containsEntry(1, before.get(1));
      assertThat(state.everLaunched()).isEqualTo(union(before, state.runningIds()));
    }
  }

  @Test
  void anAgentThatNeverComesBackIsWaitedForAsLongAsTheMasterSays() throws Exception {
    Map<Integer, String> before = ranBefore(2);
    List<String> agents = state.agentsOf(before);
    mesos.setFlag("agent_reregister_timeout", "5secs");
    mesos.failOverWithoutAgents();
    mesos.reregisterAgent(agents.get(0));

    try (ExampleFramework framework = framework(2)) {
      framework.start();
      awaitLine("the agents' re-registration time-out has passed: 1 of 2");

      eventually().until(() -> state.runningIds().size() == 2);
      assertThat(state.runningIds()).containsEntry(0, before.get(0));
      assertThat(state.runningIds().get(1)).isNotEqualTo(before.get(1));
    }
  }

  @Test
  void whoStartsASecondOneOfTheSameIdTakesTheTasksOverAndTheFirstEnds() throws Exception {
    try (ExampleFramework first = framework(2, OnExit.TEARDOWN)) {
      first.start();
      eventually().until(() -> state.runningIds().size() == 2);
      Map<Integer, String> before = state.runningIds();
      String id = Files.readString(folder.resolve("framework-id")).strip();
      try (ExampleFramework second = framework(2)) {
        second.start();

        assertThat(first.awaitRefusal())
            .isEqualTo(
                "another scheduler has taken over framework %s; this one exits and leaves it"
                    + " the tasks",
                id);
        first.close();
        awaitLine(KNOWN + "2 of 2");
        assertThat(state.runningIds()).isEqualTo(before);
        assertThat(state.everLaunched()).isEqualTo(union(before, before));
        assertThat(Files.readString(folder.resolve("framework-id")).strip()).isEqualTo(id);
      }
    }
  }

  @Test
  void aFrameworkThatTheMasterHasRemovedBeginsAnew() throws Exception {
    String id;
    try (ExampleFramework framework = framework(1, OnExit.TEARDOWN)) {
      framework.start();
      eventually().until(() -> state.runningIds().size() == 1);
      id = Files.readString(folder.resolve("framework-id"));
    }
    assertThat(folder.resolve("framework-id")).doesNotExist();
    assertThat(folder.resolve("framework-id.tasks")).doesNotExist();
    Files.writeString(folder.resolve("framework-id"), id);

    try (ExampleFramework framework = framework(1, OnExit.TEARDOWN)) {
      framework.start();

      eventually().until(() -> state.runningIds().size() == 1);
      assertThat(Files.readString(folder.resolve("framework-id"))).isNotEqualTo(id);
    }
  }

  private static Set<String> union(Map<Integer, String> before, Map<Integer, String> after) {
    Set<String> union = new TreeSet<>(before.values());
    union.addAll(after.values());
    return union;
  }
}
