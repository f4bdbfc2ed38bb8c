package io.herald.executor.lifecycle;

import static io.herald.executor.TestTasks.FOREVER;
import static io.herald.executor.TestTasks.TASK;
import static io.herald.executor.TestTasks.checked;
import static io.herald.executor.TestTasks.handoff;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.AnnouncePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task's health does to its state and to its announcement, under each policy. */
class TaskHealthTest {

  @TempDir Path sandbox;
  private RecordedExecutor executor;

  @BeforeEach
  void startExecutor() {
    executor = new RecordedExecutor(sandbox, RecordedExecutor.announcing());
  }

  @AfterEach
  void endExecutor() {
    executor.close();
  }

  /** L11: no check counts as RUNNING (in ExecutorRunTest); a check in STARTING holds it back. */
  @Test
  void l11_aTaskIsRunningAndShownOnlyWhenItIsHealthy() throws Exception {
    executor.launch(checked(handoff(FOREVER), 3600, 0));
    executor.awaitStates(TASK_STARTING);
    await().until(() -> !checks().isEmpty());
    assertThat(executor.announced).isEmpty();

    Files.createFile(sandbox.resolve("well"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING);
    assertThat(executor.sent.get(1).getHealthy()).isTrue();
    await().until(() -> executor.announced.equals(List.of("show")));
  }

  @Test
  void aTaskIsHiddenWhileItIsUnhealthyAndEachChangeIsReportedOnce() throws Exception {
    Files.createFile(sandbox.resolve("well"));
    executor.launch(checked(handoff(FOREVER), 0, 1_000_000));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING);
    int checks = checks().size();
    await().until(() -> checks().size() > checks + 3);
    Files.createFile(sandbox.resolve("well"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING, TASK_RUNNING);

    assertThat(executor.sent)
        .extracting(TaskStatus::getHealthy)
        .containsExactly(false, true, false, true);
    assertThat(executor.sent.get(2).getReason())
        .isEqualTo(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
    await().until(() -> executor.announced.equals(List.of("show", "hide", "show")));
  }

  @Test
  void l11_aTaskThatFailsItsHealthCheckIsEndedAndFailed() throws Exception {
    Files.createFile(sandbox.resolve("well"));
    executor.launch(checked(handoff(FOREVER), 0, 0));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(executor.sent.get(2).getHealthy()).isFalse();
    assertThat(executor.sent.get(2).getMessage())
        .isEqualTo("Failed health check! The shell check exited with code 1: not well");
    assertThat(executor.announced).containsExactly("show", "leave");
  }

  @Test
  void underThePolicyRunningAnUnhealthyTaskStays() throws Exception {
    restart(AnnouncePolicy.RUNNING);
    Files.createFile(sandbox.resolve("well"));
    executor.launch(checked(handoff(FOREVER), 0, 1_000_000));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING);
    executor.run.kill(TASK, Optional.empty());
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING, TASK_KILLED);
    assertThat(executor.announced).containsExactly("show", "leave");
  }

  @Test
  void underThePolicyStartATaskIsShownBeforeItIsHealthy() {
    restart(AnnouncePolicy.START);
    executor.launch(checked(handoff(FOREVER), 3600, 0));

    await().until(() -> executor.announced.equals(List.of("show")));
    assertThat(executor.states()).containsExactly(TASK_STARTING);
  }

  private void restart(AnnouncePolicy policy) {
    executor.close();
    executor = new RecordedExecutor(sandbox, RecordedExecutor.announcing().announcePolicy(policy));
  }

  private List<String> checks() throws IOException {
    Path file = sandbox.resolve("checks");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
