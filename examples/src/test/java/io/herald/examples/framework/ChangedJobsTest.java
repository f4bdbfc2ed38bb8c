package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Job files that are read again: scaling, another version of a job, a job that is gone. */
@Timeout(900)
class ChangedJobsTest extends FrameworkStory {

  private static final JobKey OTHER = new JobKey("devcluster", "vagrant", "test", "other");

  private void awaitInstances(Integer... numbers) {
    eventually().until(() -> state.runningIds().keySet().equals(Set.of(numbers)));
  }

  private void awaitUpdate(String task, String update) {
    eventually()
        .until(() -> lines.contains("task " + task + ", which no job needs any more: " + update));
  }

  private void awaitAlive(Map<Integer, String> tasks) {
    eventually().until(() -> tasks.values().stream().allMatch(processes::alive));
  }

  @Test
  void aJobIsScaledUpAndDownAndTheLowestNumbersStay() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(2))) {
      framework.start();
      awaitInstances(0, 1);
      Map<Integer, String> two = state.runningIds();

      framework.update(List.of(sleepers(4)));
      awaitInstances(0, 1, 2, 3);
      Map<Integer, String> four = state.runningIds();
      assertThat(four).containsAllEntriesOf(two);
      awaitAlive(four);

      framework.update(List.of(sleepers(1)));
      awaitInstances(0);
      assertThat(state.runningIds()).containsEntry(0, two.get(0));
      four.remove(0);
      for (String task : four.values()) {
        eventually().until(() -> !processes.alive(task));
        awaitUpdate(task, "TASK_KILLING");
        awaitUpdate(task, "TASK_KILLED");
      }
      assertThat(state.everLaunched()).as("nobody was started anew").hasSize(4);
    }
    assertThat(lines)
        .contains(
            "jobs read again: vagrant/test/sleeper has 4 instances (had 2)",
            "jobs read again: vagrant/test/sleeper has 1 instances (had 4)");
  }

  @Test
  void anotherVersionIsForTheTasksThatAreLaunchedFromNowOn() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(1))) {
      framework.start();
      awaitInstances(0);
      Map<Integer, String> first = state.runningIds();
      awaitAlive(first);

      Job changed =
          Job.builder(KEY, TaskProcesses.SLEEP)
              .instances(2)
              .metadata(Map.of("version", "2"))
              .lifecycle(new Lifecycle(Duration.ZERO, Duration.ofSeconds(1)))
              .build();
      framework.update(List.of(changed));
      awaitInstances(0, 1);

      assertThat(state.runningIds()).containsAllEntriesOf(first);
      assertThat(state.running().get(0).path("labels")).isEmpty();
      assertThat(state.running().get(1).path("labels").toString()).contains("metadata.version");
      processes.kill(first.get(0));
      eventually()
          .until(
              () -> {
                JsonNode now = state.running().get(0); // one look: it may be gone with the next
                return now != null && now.path("labels").toString().contains("metadata.version");
              });
    }
    assertThat(lines)
        .contains(
            "jobs read again: vagrant/test/sleeper has 2 instances (had 1); vagrant/test/sleeper is"
                + " changed: tasks are launched so from now on, those that run go on");
  }

  @Test
  void theTasksOfAJobThatIsGoneEnd() throws Exception {
    Job other =
        Job.builder(OTHER, TaskProcesses.SLEEP)
            .lifecycle(new Lifecycle(Duration.ZERO, Duration.ofSeconds(1)))
            .build();
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(1), other)) {
      framework.start();
      awaitInstances(0);
      eventually().until(() -> state.everLaunched().size() == 2);
      Map<Integer, String> ours = state.runningIds();
      awaitAlive(ours);

      framework.update(List.of(other));

      awaitInstances();
      eventually().until(() -> !processes.alive(ours.get(0)));
      assertThat(state.everLaunched()).hasSize(2);

      framework.update(List.of(other));
      eventually().until(() -> lines.contains("jobs read again: nothing changes"));
    }
  }

  /** The kill gets lost with the master: the next one is asked, and the task killed again. */
  @Test
  void aTaskThatIsWantedNoMoreIsKilledEvenIfTheMasterFailsOver() throws Exception {
    try (ExampleFramework framework = framework(OnExit.TEARDOWN, sleepers(3))) {
      framework.start();
      awaitInstances(0, 1, 2);
      Map<Integer, String> three = state.runningIds();

      mesos.failOver();
      framework.update(List.of(sleepers(1)));

      awaitInstances(0);
      assertThat(state.runningIds()).containsEntry(0, three.get(0));
    }
  }
}
