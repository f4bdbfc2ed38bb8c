package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.scheduler.DiscoveryOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A master that offers resources all the time, and is slow to answer what it is asked. */
@Timeout(180)
class BusyMasterTest {

  private static final JobKey KEY = new JobKey("c", "r", "e", "n");

  /** Three rounds of the three questions after a restart. */
  private static final int ROUNDS = 9;

  @TempDir Path folder;
  private ScriptedMaster master;

  @BeforeEach
  void startMaster() throws Exception {
    master = new ScriptedMaster();
  }

  @AfterEach
  void stopMaster() {
    master.close();
  }

  private ExampleFramework framework(int instances) {
    FrameworkOptions options =
        new FrameworkOptions(
            master.address(),
            "nobody",
            "*",
            Optional.empty(),
            Duration.ofDays(7),
            Optional.of(folder.resolve("id")),
            "herald executor",
            Map.of(),
            OnExit.DETACH);
    return FrameworkModule.framework(
        options,
        DiscoveryOptions.defaults(),
        List.of(Job.builder(KEY, "x").instances(instances).build()));
  }

  private void refusesOffer(String when) {
    try {
      assertThat(master.offer().getType()).as(when).isEqualTo(Call.Type.DECLINE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<TaskInfo> launched(Call accept) {
    assertThat(accept.getType()).isEqualTo(Call.Type.ACCEPT);
    return accept.getAccept().getOperations(0).getLaunch().getTaskInfosList();
  }

  /** Lets three rounds wait, and answers the first of them in portions, with offers in between. */
  private void answerFirstRoundLate() throws Exception {
    List<Call> asked = master.await(Call.Type.RECONCILE, ROUNDS);
    refusesOffer("before any answer");
    for (Call call : asked.subList(0, 3)) {
      master.answer(
          call.getReconcile(),
          told -> {
            if (told % 100 == 0) {
              refusesOffer("after " + told + " tasks");
            }
          });
    }
  }

  @Test
  void ofFiveHundredInstancesOnlyTheMissingOnesAreLaunchedAndNoneIsKilled() throws Exception {
    Files.writeString(folder.resolve("id"), "f\n");
    for (int number = 0; number < 400; number++) {
      master.known.put(TaskIds.newTaskId(KEY, number), TaskState.TASK_RUNNING);
    }
    try (ExampleFramework framework = framework(500)) {
      framework.start();
      answerFirstRoundLate();

      assertThat(launched(master.offer()))
          .extracting(task -> TaskIds.instanceOf(KEY, task.getTaskId().getValue()).orElseThrow())
          .containsExactlyInAnyOrderElementsOf(IntStream.range(400, 500).boxed().toList());
      assertThat(master.called(Call.Type.KILL)).isEmpty();
      assertThat(Files.readAllLines(folder.resolve("id.tasks"))).hasSize(1 + 500);
    }
  }

  @Test
  void ofTwoTasksOfAnInstanceTheRunningOneIsKeptAndTheOtherKilled() throws Exception {
    Files.writeString(folder.resolve("id"), "f\n");
    String running = TaskIds.newTaskId(KEY, 0);
    String staging = TaskIds.newTaskId(KEY, 0);
    master.known.put(running, TaskState.TASK_RUNNING);
    master.known.put(staging, TaskState.TASK_STAGING);
    try (ExampleFramework framework = framework(1)) {
      framework.start();
      answerFirstRoundLate();

      refusesOffer("with one task");
      assertThat(master.called(Call.Type.KILL))
          .extracting(call -> call.getKill().getTaskId().getValue())
          .containsExactly(staging);
    }
  }

  @ParameterizedTest(name = "the master says {0}")
  @EnumSource(names = {"TASK_RUNNING", "TASK_LOST"})
  void aLaunchThatWasNotAnsweredIsAskedForAndNotMadeAgain(TaskState state) throws Exception {
    try (ExampleFramework framework = framework(1)) {
      framework.start();
      master.await(Call.Type.REVIVE, 1);
      master.breakOffAt(Call.Type.ACCEPT);
      String task = launched(master.offer()).get(0).getTaskId().getValue();

      Call.Reconcile question = master.awaitQuestion(task);
      refusesOffer("before the answer");
      if (state != TaskState.TASK_LOST) {
        master.known.put(task, state);
      }
      int revived = master.called(Call.Type.REVIVE).size();
      master.answer(question, told -> {});

      if (state == TaskState.TASK_LOST) {
        master.await(Call.Type.REVIVE, revived + 1); // after its pause it asks for offers again
        assertThat(launched(master.offer()))
            .hasSize(1)
            .noneMatch(next -> next.getTaskId().getValue().equals(task));
      } else {
        refusesOffer("with a task that runs");
        assertThat(master.called(Call.Type.ACCEPT)).hasSize(1);
      }
    }
  }
}
