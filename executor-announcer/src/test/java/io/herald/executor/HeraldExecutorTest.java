package io.herald.executor;

import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FINISHED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskGroupInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories of the whole executor at an agent's API, with real processes. */
class HeraldExecutorTest {

  private static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();
  private static final String FOREVER = "while :; do sleep 0.05; done";

  @TempDir Path sandbox;
  private final Map<String, String> environment = new HashMap<>();
  private FakeAgent agent;
  private CompletableFuture<Integer> exitCode;

  @BeforeEach
  void startAgent() throws Exception {
    agent = new FakeAgent(FrameworkInfo.newBuilder().setUser("u").setName("f").build());
    environment.putAll(
        Map.of(
            "PATH", System.getenv("PATH"),
            "MESOS_AGENT_ENDPOINT", agent.endpoint(),
            "MESOS_FRAMEWORK_ID", "framework-1",
            "MESOS_EXECUTOR_ID", "executor-1",
            "MESOS_SANDBOX", sandbox.toString(),
            "MESOS_CHECKPOINT", "1",
            "MESOS_SUBSCRIPTION_BACKOFF_MAX", "100ms"));
  }

  @AfterEach
  void endExecutor() {
    agent.acknowledges = true;
    agent.refuses = false;
    agent.updates.forEach(agent::acknowledge);
    agent.send(Event.newBuilder().setType(Event.Type.SHUTDOWN));
    await().atMost(Duration.ofMinutes(1)).until(exitCode::isDone);
    agent.close();
  }

  @Test
  void itRunsATaskToItsEndAndExits() throws Exception {
    startExecutor();
    launch("exit 0");

    assertThat(exitCode.get()).isZero();
    assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(agent.updates)
        .allMatch(update -> update.getExecutorId().getValue().equals("executor-1"))
        .allMatch(update -> update.getSource() == TaskStatus.Source.SOURCE_EXECUTOR)
        .allMatch(update -> update.getUuid().size() == 16 && update.hasTimestamp());
  }

  @Test
  void aTaskThatDiesAtOnceIsReportedFailedWithItsExitCode() throws Exception {
    startExecutor();
    launch("exit 3");

    assertThat(exitCode.get()).isZero();
    assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(agent.updates.get(2).getMessage())
        .isEqualTo("The task's command exited with code 3.");
  }

  @Test
  void aKillEndsTheTaskWithinItsOwnGrace() throws Exception {
    startExecutor();
    launch("trap '' TERM; touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));

    agent.send(
        Event.newBuilder()
            .setType(Event.Type.KILL)
            .setKill(
                Event.Kill.newBuilder()
                    .setTaskId(TASK)
                    .setKillPolicy(
                        KillPolicy.newBuilder()
                            .setGracePeriod(
                                DurationInfo.newBuilder().setNanoseconds(10_000_000)))));

    assertThat(exitCode.get()).isZero();
    assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
  }

  @Test
  void aTaskGroupIsRefused() {
    startExecutor();
    agent.send(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH_GROUP)
            .setLaunchGroup(
                Event.LaunchGroup.newBuilder()
                    .setTaskGroup(TaskGroupInfo.newBuilder().addTasks(task("true")))));

    awaitStates(TASK_FAILED);
    assertThat(agent.updates.get(0).getMessage())
        .isEqualTo("This executor runs one task and no task groups; launch it as a TASK.");
  }

  @Test
  void updatesAreResentToARestartedAgent() throws Exception {
    agent.acknowledges = false;
    startExecutor();
    launch(FOREVER);
    awaitStates(TASK_STARTING, TASK_RUNNING);
    List<TaskStatus> sent = List.copyOf(agent.updates);

    agent.stop();
    agent.start();

    await().until(() -> agent.subscriptions.size() > 1);
    Call.Subscribe again = agent.subscriptions.get(agent.subscriptions.size() - 1);
    assertThat(again.getUnacknowledgedUpdatesList())
        .extracting(Call.Update::getStatus)
        .containsExactlyElementsOf(sent);
    assertThat(again.getUnacknowledgedTasksList())
        .extracting(TaskInfo::getTaskId)
        .containsExactly(TASK);
  }

  @Test
  void aTaskThatEndsWhileItsAgentIsAwayIsReportedWhenItIsBack() throws Exception {
    startExecutor();
    launch("touch ready; while [ ! -e go ]; do sleep 0.05; done; touch gone; exit 4");
    await().until(() -> Files.exists(sandbox.resolve("ready")));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    agent.stop();
    Files.createFile(sandbox.resolve("go"));
    await().until(() -> Files.exists(sandbox.resolve("gone")));
    agent.start();

    await()
        .until(
            () ->
                agent.states().contains(TASK_FAILED)
                    || agent.subscriptions.stream()
                        .flatMap(subscribe -> subscribe.getUnacknowledgedUpdatesList().stream())
                        .anyMatch(update -> update.getStatus().getState() == TASK_FAILED));
    agent.subscriptions.stream()
        .flatMap(subscribe -> subscribe.getUnacknowledgedUpdatesList().stream())
        .forEach(update -> agent.acknowledge(update.getStatus()));
    assertThat(exitCode.get()).isZero();
  }

  @Test
  void anUpdateThatTheAgentDoesNotTakeIsSentAgainInOrder() throws Exception {
    agent.refuses = true;
    startExecutor();
    launch("touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));

    agent.refuses = false;

    awaitStates(TASK_STARTING, TASK_RUNNING);
  }

  @Test
  void withoutCheckpointingTheTaskEndsWithItsAgent() throws Exception {
    environment.remove("MESOS_CHECKPOINT");
    startExecutor();
    launch("trap 'touch ended; exit' TERM; touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    agent.stop();

    await().until(() -> Files.exists(sandbox.resolve("ended")));
    agent.start();
    acknowledgeWhatIsOffered();
  }

  @Test
  void anAgentThatStaysAwayForItsRecoveryTimeoutIsNotWaitedForAnyLonger() throws Exception {
    environment.put("MESOS_RECOVERY_TIMEOUT", "200ms");
    startExecutor();
    launch("trap 'touch ended; exit' TERM; touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    agent.stop();

    await().until(() -> Files.exists(sandbox.resolve("ended")));
    agent.start();
    acknowledgeWhatIsOffered();
  }

  @Test
  void whatIsMissingInTheEnvironmentEndsItAtOnce() throws Exception {
    environment.remove("MESOS_EXECUTOR_ID");
    startExecutor();

    assertThat(exitCode.get()).isEqualTo(1);
  }

  private void acknowledgeWhatIsOffered() {
    await()
        .until(
            () -> {
              agent.subscriptions.stream()
                  .flatMap(subscribe -> subscribe.getUnacknowledgedUpdatesList().stream())
                  .forEach(update -> agent.acknowledge(update.getStatus()));
              return exitCode.isDone();
            });
  }

  private void startExecutor() {
    ExecutorOptions options = ExecutorOptions.builder().build();
    Map<String, String> given = Map.copyOf(environment);
    exitCode = CompletableFuture.supplyAsync(() -> HeraldExecutor.run(options, given));
    await().until(() -> exitCode.isDone() || !agent.subscriptions.isEmpty());
  }

  private void launch(String command) {
    agent.send(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH)
            .setLaunch(Event.Launch.newBuilder().setTask(task(command))));
  }

  private static TaskInfo task(String command) {
    ByteString data =
        TaskHandoff.newBuilder()
            .setVersion(1)
            .setJob(
                JobKey.newBuilder()
                    .setCluster("c")
                    .setRole("r")
                    .setEnvironment("devel")
                    .setName("j"))
            .setCommand(command)
            .addPorts(
                Port.newBuilder()
                    .setName("http")
                    .setNumber(31000)
                    .setOrigin(Port.Origin.ASSIGNED)
                    .setProtocol("TCP"))
            .setAnnounce(Announce.newBuilder().setPrimaryPort("http"))
            .setLifecycle(Lifecycle.newBuilder().setDrainSecs(0).setFinalizationWaitSecs(60))
            .build()
            .toByteString();
    return TaskInfo.newBuilder()
        .setName("n")
        .setTaskId(TASK)
        .setAgentId(AgentID.newBuilder().setValue("a"))
        .setData(data)
        .build();
  }

  private void awaitStates(TaskState... expected) {
    await().untilAsserted(() -> assertThat(agent.states()).containsExactly(expected));
  }
}
