package io.herald.executor.lifecycle;

import static io.herald.executor.TestTasks.FOREVER;
import static io.herald.executor.TestTasks.TASK;
import static io.herald.executor.TestTasks.checked;
import static io.herald.executor.TestTasks.dead;
import static io.herald.executor.TestTasks.handoff;
import static io.herald.executor.TestTasks.task;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FINISHED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.executor.options.ExecutorOptions;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.HealthCheck;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.TaskHandoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stories of one task from its launch to its end. */
class ExecutorRunTest {

  private static final String UNTIL_PID = "; until [ -e pid ]; do sleep 0.02; done";

  @TempDir Path sandbox;
  private RecordedExecutor executor;

  @BeforeEach
  void startExecutor() {
    startExecutor(RecordedExecutor.announcing());
  }

  @AfterEach
  void endExecutor() {
    executor.close();
  }

  @Test
  void l11_aTaskWithoutAHealthCheckRunsAtOnceAndFinishes() {
    executor.launch(handoff("test \"$PORT_HTTP-$HOST-$INSTANCE\" = 31000-agent1-3"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.sent.get(1).hasHealthy()).isFalse();
    assertThat(executor.sent.get(2).getMessage())
        .isEqualTo("The task's command exited with code 0.");
  }

  @Test
  void aTaskThatDiesAtOnceIsReportedFailedWithItsExitCode() {
    executor.launch(handoff("exit 3"));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(executor.sent.get(2).getMessage())
        .isEqualTo("The task's command exited with code 3.");
  }

  @Test
  void aTaskThatIsKilledIsHiddenBeforeItsProcessGetsTheSignal() {
    executor.launch(handoff("trap 'echo signal >> events; exit 0' TERM; touch ready; " + FOREVER));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\nsignal\n");
    assertThat(executor.announced).containsExactly("show", "leave");
  }

  @Test
  void aKillThatGivesLittleTimeEndsAStubbornTask() {
    executor.launch(handoff("trap '' TERM; touch ready; " + FOREVER));
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.of(Duration.ofMillis(10)));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
  }

  @Test
  void aTaskThatEndsWhileItDrainsIsNotWaitedFor() {
    TaskHandoff.Builder drainsForever =
        handoff("touch ready; while [ ! -e events ]; do sleep 0.05; done");
    drainsForever.setLifecycle(
        Lifecycle.newBuilder().setDrainSecs(3600).setFinalizationWaitSecs(3600));
    executor.launch(drainsForever);
    executor.awaitFile("ready");

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
  }

  @Test
  void aFrameworkThatKnowsKillingIsToldOfIt() {
    executor.subscribed(
        FrameworkInfo.newBuilder()
            .addCapabilities(
                FrameworkInfo.Capability.newBuilder()
                    .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)));
    executor.launch(handoff(FOREVER));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.run.kill(TASK, Optional.empty());

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            handoff("true").setVersion(9).build().toByteString(),
            "TaskInfo.data is a hand-off of version 9, and this executor reads version 1;"),
        Arguments.of(ByteString.copyFromUtf8("no handoff"), "TaskInfo.data"),
        Arguments.of(ByteString.EMPTY, "TaskInfo.data"),
        Arguments.of(
            handoff("true")
                .setAnnounce(Announce.newBuilder().setPrimaryPort("x"))
                .build()
                .toByteString(),
            "announce.primary_port = \"x\": the task has no such port; it has [http]."),
        Arguments.of(
            handoff("true")
                .setAnnounce(Announce.newBuilder().setPrimaryPort("http").setZkPath("/own"))
                .build()
                .toByteString(),
            "announce.zk_path = \"/own\": this cluster does not allow a job to choose its path;"),
        Arguments.of(
            checked(handoff("true"), 0, 0)
                .setHealthCheck(
                    HealthCheck.newBuilder()
                        .setTimeoutSecs(1)
                        .setIntervalSecs(0)
                        .setTcp(HealthCheck.Tcp.newBuilder().setPort("http")))
                .build()
                .toByteString(),
            "health_check_config.interval_secs = 0.0 s: must be more than 0."));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aTaskThatCanNotBeRunAsAskedIsFailedBeforeItStarts(ByteString data, String sentence) {
    executor.run.launch(task(TASK, data));

    executor.awaitStates(TASK_FAILED);
    assertThat(executor.sent.get(0).getMessage()).contains(sentence);
    assertThat(executor.announcements).isEmpty();
  }

  @Test
  void whatATaskDaemonizedEndsBeforeItsEndIsReported() throws Exception {
    executor.launch(
        handoff("(setsid sh -c 'echo $$ > x; mv x pid; exec sleep 600' &)" + UNTIL_PID));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(dead(daemon())).isTrue();
  }

  @Test
  void whatATaskDaemonizedMayBeLeftAlone() throws Exception {
    executor.close();
    startExecutor(RecordedExecutor.announcing().endDaemonized(false));
    executor.launch(
        handoff("(setsid sh -c 'echo $$ > x; mv x pid; exec sleep 600' &)" + UNTIL_PID));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(ProcessHandle.of(daemon()).orElseThrow().destroyForcibly()).isTrue();
  }

  private long daemon() throws IOException {
    return Long.parseLong(Files.readString(sandbox.resolve("pid")).strip());
  }

  @Test
  void aMissingSandboxIsReported() throws Exception {
    Files.delete(sandbox);

    executor.launch(handoff("true"));

    executor.awaitStates(TASK_STARTING, TASK_FAILED);
    assertThat(executor.sent.get(1).getMessage())
        .isEqualTo(
            "The task's folder "
                + sandbox
                + " does not exist; the agent makes it (MESOS_SANDBOX).");
    Files.createDirectory(sandbox);
  }

  @Test
  void aSecondTaskIsRefusedAndTheFirstRunsOn() {
    executor.launch(handoff(FOREVER));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.run.launch(
        task(
            TaskID.newBuilder().setValue("task-2").build(),
            handoff("true").build().toByteString()));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(executor.sent.get(2).getTaskId().getValue()).isEqualTo("task-2");
    assertThat(executor.sent.get(2).getMessage())
        .isEqualTo("This executor runs one task, which is task-1.");
  }

  @Test
  void m12WithoutAnEnsembleNothingIsAnnouncedAndTheTaskRuns() {
    executor.close();
    startExecutor(ExecutorOptions.builder());
    executor.launch(handoff("true").setAnnounce(Announce.newBuilder().setPrimaryPort("not there")));

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(executor.announcements).isEmpty();
  }

  @Test
  void itIsFinishedWhenEveryUpdateIsAcknowledged() {
    executor.launch(handoff("true"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);

    executor.run.acknowledged(TASK, executor.sent.get(0).getUuid());
    executor.run.acknowledged(TASK, executor.sent.get(1).getUuid());
    await().until(() -> executor.updates.unacknowledged().size() == 1);
    assertThat(executor.updates.unacknowledgedTasks()).isEmpty();
    assertThat(executor.run.finished()).isNotDone();
    executor.run.acknowledged(TASK, executor.sent.get(2).getUuid());

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void withoutAnAcknowledgementTheTaskAndItsUpdatesAreKept() {
    executor.launch(handoff(FOREVER));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    assertThat(executor.updates.unacknowledged()).isEqualTo(executor.sent);
    assertThat(executor.updates.unacknowledgedTasks())
        .extracting(TaskInfo::getTaskId)
        .containsExactly(TASK);
    assertThat(executor.sent).extracting(TaskStatus::getUuid).doesNotHaveDuplicates();
  }

  @Test
  void aShutdownEndsTheTaskAndThenTheExecutor() {
    executor.launch(handoff(FOREVER));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.run.shutdown("Told to shut down.");

    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    executor.sent.forEach(update -> executor.run.acknowledged(TASK, update.getUuid()));
    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void aShutdownWithoutATaskEndsTheExecutor() {
    executor.run.shutdown("Told to shut down.");

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void anExecutorWithoutATaskEndsAfterItsLaunchTimeout() {
    executor.close();
    startExecutor(ExecutorOptions.builder().launchTimeout(Duration.ofSeconds(1)));

    assertThat(executor.run.finished().join()).isEqualTo(1);
  }

  @Test
  void aLastUpdateWaitsForAnAgentThatIsAwayAndFromItsReturnOnForItsAcknowledgement() {
    hurryForAcknowledgements();
    executor.run.agentDisconnected();
    executor.launch(handoff("true"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);

    await().during(Duration.ofMillis(300)).until(() -> !executor.run.finished().isDone());
    assertThat(executor.updates.unacknowledged()).hasSize(3);
    executor.run.agentConnected();

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void anAgentThatGoesAwayStopsTheTimeForItsAcknowledgements() {
    executor.launch(handoff("true"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    executor.run.agentDisconnected();
    executor.run.agentConnected();
    executor.run.agentDisconnected();
    executor.sent.forEach(update -> executor.run.acknowledged(TASK, update.getUuid()));

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void anAgentThatIsGoneForGoodIsNotWaitedForAfterTheTasksEnd() {
    executor.launch(handoff("trap 'echo signal >> events; exit' TERM; touch ready; " + FOREVER));
    executor.awaitFile("ready");

    executor.run.agentLost("The agent has not come back.");

    assertThat(executor.run.finished().join()).isZero();
    assertThat(executor.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\nsignal\n");
  }

  @Test
  void anAgentThatGivesNoSignOfLifeAfterTheTasksEndIsWaitedForUntilItIsGoneForGood() {
    executor.run.agentDisconnected();
    executor.launch(handoff("true"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);

    executor.run.agentLost("The agent has not come back.");

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void whoIsToldToEndSoonDoesNotWaitForAnAgentThatIsAway() {
    hurryForAcknowledgements();
    executor.run.agentDisconnected();
    executor.launch(handoff("true"));
    executor.awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);

    executor.run.shutdownUrgently("Told by a signal.");

    assertThat(executor.run.finished().join()).isZero();
  }

  @Test
  void theLaunchTimeoutDoesNotRunWhileTheAgentIsAway() {
    executor.close();
    startExecutor(ExecutorOptions.builder().launchTimeout(Duration.ofSeconds(3)));
    executor.run.agentDisconnected();

    await().during(Duration.ofMillis(3500)).until(() -> !executor.run.finished().isDone());
    executor.run.agentConnected();

    assertThat(executor.run.finished().join()).isEqualTo(1);
  }

  private void hurryForAcknowledgements() {
    executor.close();
    executor = new RecordedExecutor(sandbox, RecordedExecutor.announcing(), Duration.ofMillis(1));
  }

  private void startExecutor(ExecutorOptions.Builder options) {
    executor = new RecordedExecutor(sandbox, options);
  }
}
