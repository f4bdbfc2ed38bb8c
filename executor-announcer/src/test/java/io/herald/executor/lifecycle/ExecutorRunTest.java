package io.herald.executor.lifecycle;

import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FINISHED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.executor.ExecutorOptions;
import io.herald.executor.announce.AnnouncePolicy;
import io.herald.executor.announce.Announcement;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.HealthCheck;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stories of one task, with real processes; the agent and the announcer write down what they get.
 */
class ExecutorRunTest {

  private static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();

  @TempDir Path sandbox;
  private final List<TaskStatus> sent = new CopyOnWriteArrayList<>();
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final List<Announcement> announcements = new CopyOnWriteArrayList<>();
  private final StatusUpdates updates = new StatusUpdates();
  private ExecutorRun executor;

  @BeforeEach
  void startExecutor() {
    startExecutor(ExecutorOptions.builder().announcerEnsemble("127.0.0.1:1"));
  }

  @AfterEach
  void endExecutor() {
    executor.shutdown("The test is over.");
    await().until(this::everythingAcknowledged);
    executor.close();
  }

  @Test
  void aTaskWithoutAHealthCheckRunsAtOnceAndFinishes() {
    launch(handoff("test \"$PORT_HTTP-$HOST-$INSTANCE\" = 31000-agent1-3"));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(sent.get(1).hasHealthy()).isFalse();
    assertThat(sent.get(2).getMessage()).isEqualTo("The task's command exited with code 0.");
  }

  @Test
  void aTaskThatDiesAtOnceIsReportedFailedWithItsExitCode() {
    launch(handoff("exit 3"));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(sent.get(2).getMessage()).isEqualTo("The task's command exited with code 3.");
  }

  @Test
  void aTaskThatIsKilledIsHiddenBeforeItsProcessGetsTheSignal() {
    launch(handoff("trap 'echo signal >> events; exit 0' TERM; touch ready; " + FOREVER));
    awaitFile("ready");

    executor.kill(TASK, Optional.empty());

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("events")).content().isEqualTo("left\nsignal\n");
    assertThat(announced).containsExactly("show", "leave");
  }

  @Test
  void aKillThatGivesLittleTimeEndsAStubbornTask() {
    launch(handoff("trap '' TERM; touch ready; " + FOREVER));
    awaitFile("ready");

    executor.kill(TASK, Optional.of(Duration.ofMillis(10)));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
  }

  @Test
  void aTaskThatEndsWhileItDrainsIsNotWaitedFor() {
    TaskHandoff.Builder drainsForever =
        handoff("touch ready; while [ ! -e events ]; do sleep 0.05; done");
    drainsForever.setLifecycle(
        Lifecycle.newBuilder().setDrainSecs(3600).setFinalizationWaitSecs(3600));
    launch(drainsForever);
    awaitFile("ready");

    executor.kill(TASK, Optional.empty());

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
  }

  @Test
  void aFrameworkThatKnowsKillingIsToldOfIt() {
    executor.subscribed(
        FrameworkInfo.newBuilder()
            .setUser("u")
            .setName("f")
            .addCapabilities(
                FrameworkInfo.Capability.newBuilder()
                    .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
            .build(),
        agent());
    launch(handoff(FOREVER));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.kill(TASK, Optional.empty());

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
  }

  @Test
  void aTaskIsRunningAndShownOnlyWhenItIsHealthy() throws Exception {
    launch(checked(handoff(FOREVER), 3600, 0));
    awaitStates(TASK_STARTING);
    await().until(() -> !checks().isEmpty());
    assertThat(announced).isEmpty();

    Files.createFile(sandbox.resolve("well"));

    awaitStates(TASK_STARTING, TASK_RUNNING);
    assertThat(sent.get(1).getHealthy()).isTrue();
    await().until(() -> announced.equals(List.of("show")));
  }

  @Test
  void aTaskIsHiddenWhileItIsUnhealthyAndEachChangeIsReportedOnce() throws Exception {
    Files.createFile(sandbox.resolve("well"));
    launch(checked(handoff(FOREVER), 0, 1_000_000));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));
    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING);
    int checks = checks().size();
    await().until(() -> checks().size() > checks + 3);
    Files.createFile(sandbox.resolve("well"));
    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING, TASK_RUNNING);

    assertThat(sent).extracting(TaskStatus::getHealthy).containsExactly(false, true, false, true);
    assertThat(sent.get(2).getReason())
        .isEqualTo(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
    await().until(() -> announced.equals(List.of("show", "hide", "show")));
  }

  @Test
  void aTaskThatFailsItsHealthCheckIsEndedAndFailed() throws Exception {
    Files.createFile(sandbox.resolve("well"));
    launch(checked(handoff(FOREVER), 0, 0));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(sent.get(2).getHealthy()).isFalse();
    assertThat(sent.get(2).getMessage())
        .isEqualTo("Failed health check! The shell check exited with code 1: not well");
    assertThat(announced).containsExactly("show", "leave");
  }

  @Test
  void underThePolicyRunningAnUnhealthyTaskStays() throws Exception {
    restart(AnnouncePolicy.RUNNING);
    Files.createFile(sandbox.resolve("well"));
    launch(checked(handoff(FOREVER), 0, 1_000_000));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    Files.delete(sandbox.resolve("well"));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING);
    executor.kill(TASK, Optional.empty());
    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_RUNNING, TASK_KILLED);
    assertThat(announced).containsExactly("show", "leave");
  }

  @Test
  void underThePolicyStartATaskIsShownBeforeItIsHealthy() {
    restart(AnnouncePolicy.START);
    launch(checked(handoff(FOREVER), 3600, 0));

    await().until(() -> announced.equals(List.of("show")));
    assertThat(states()).containsExactly(TASK_STARTING);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(handoff("true").setVersion(9).build().toByteString(), "version"),
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
            "announce.zk_path = \"/own\": this cluster allows no path of a job's own;"),
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
    executor.launch(task(TASK, data));

    awaitStates(TASK_FAILED);
    assertThat(sent.get(0).getMessage()).contains(sentence);
    assertThat(announcements).isEmpty();
  }

  @Test
  void aMissingSandboxIsReported() throws Exception {
    Files.delete(sandbox);

    launch(handoff("true"));

    awaitStates(TASK_STARTING, TASK_FAILED);
    assertThat(sent.get(1).getMessage())
        .isEqualTo(
            "The task's folder "
                + sandbox
                + " does not exist; the agent makes it (MESOS_SANDBOX).");
    Files.createDirectory(sandbox);
  }

  @Test
  void aSecondTaskIsRefusedAndTheFirstRunsOn() {
    launch(handoff(FOREVER));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.launch(
        task(
            TaskID.newBuilder().setValue("task-2").build(),
            handoff("true").build().toByteString()));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
    assertThat(sent.get(2).getTaskId().getValue()).isEqualTo("task-2");
    assertThat(sent.get(2).getMessage())
        .isEqualTo("This executor runs one task, and that is task-1.");
  }

  @Test
  void m12WithoutAnEnsembleNothingIsAnnouncedAndTheTaskRuns() {
    executor.close();
    startExecutor(ExecutorOptions.builder());
    launch(handoff("true").setAnnounce(Announce.newBuilder().setPrimaryPort("not there")));

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    assertThat(announcements).isEmpty();
  }

  @Test
  void itIsFinishedWhenEveryUpdateIsAcknowledged() {
    launch(handoff("true"));
    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);

    executor.acknowledged(TASK, sent.get(0).getUuid());
    executor.acknowledged(TASK, sent.get(1).getUuid());
    await().until(() -> updates.unacknowledged().size() == 1);
    assertThat(updates.unacknowledgedTasks()).isEmpty();
    assertThat(executor.finished()).isNotDone();
    executor.acknowledged(TASK, sent.get(2).getUuid());

    assertThat(executor.finished().join()).isZero();
  }

  @Test
  void withoutAnAcknowledgementTheTaskAndItsUpdatesAreKept() {
    launch(handoff(FOREVER));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    assertThat(updates.unacknowledged()).isEqualTo(sent);
    assertThat(updates.unacknowledgedTasks()).extracting(TaskInfo::getTaskId).containsExactly(TASK);
    assertThat(sent).extracting(TaskStatus::getUuid).doesNotHaveDuplicates();
  }

  @Test
  void aShutdownEndsTheTaskAndThenTheExecutor() {
    launch(handoff(FOREVER));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    executor.shutdown("Told to shut down.");

    awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    sent.forEach(update -> executor.acknowledged(TASK, update.getUuid()));
    assertThat(executor.finished().join()).isZero();
  }

  @Test
  void aShutdownWithoutATaskEndsTheExecutor() {
    executor.shutdown("Told to shut down.");

    assertThat(executor.finished().join()).isZero();
  }

  @Test
  void anExecutorWithoutATaskEndsAfterItsLaunchTimeout() {
    executor.close();
    startExecutor(ExecutorOptions.builder().launchTimeout(Duration.ofSeconds(1)));

    assertThat(executor.finished().join()).isEqualTo(1);
  }

  private static final String FOREVER = "while :; do sleep 0.05; done";

  private void restart(AnnouncePolicy policy) {
    executor.close();
    startExecutor(
        ExecutorOptions.builder().announcerEnsemble("127.0.0.1:1").announcePolicy(policy));
  }

  private void startExecutor(ExecutorOptions.Builder options) {
    ExecutorEnvironment environment =
        ExecutorEnvironment.of(
            Map.of(
                "PATH", System.getenv("PATH"),
                "MESOS_AGENT_ENDPOINT", "127.0.0.1:1",
                "MESOS_FRAMEWORK_ID", "framework-1",
                "MESOS_EXECUTOR_ID", "executor-1",
                "MESOS_SANDBOX", sandbox.toString()));
    executor = new ExecutorRun(options.build(), environment, announcers, updates);
    executor.start(sent::add);
    executor.subscribed(FrameworkInfo.newBuilder().setUser("u").setName("f").build(), agent());
  }

  private final Announcers announcers =
      new Announcers() {
        @Override
        public Announcer of(Announcement announcement) {
          announcements.add(announcement);
          return announcer();
        }

        @Override
        public void close() {}
      };

  private Announcer announcer() {
    return new Announcer() {
      @Override
      public void show() {
        announced.add("show");
      }

      @Override
      public void hide() {
        announced.add("hide");
      }

      @Override
      public boolean leave(Duration atMost) {
        announced.add("leave");
        note("left");
        return true;
      }
    };
  }

  private void note(String event) {
    if (!Files.isDirectory(sandbox)) {
      return; // One story takes it away.
    }
    try {
      Files.writeString(sandbox.resolve("events"), event + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void launch(TaskHandoff.Builder handoff) {
    executor.launch(task(TASK, handoff.build().toByteString()));
  }

  private static TaskInfo task(TaskID id, ByteString data) {
    return TaskInfo.newBuilder()
        .setName("n")
        .setTaskId(id)
        .setAgentId(AgentID.newBuilder().setValue("a"))
        .setData(data)
        .build();
  }

  private static AgentInfo agent() {
    return AgentInfo.newBuilder().setHostname("agent1").build();
  }

  private static TaskHandoff.Builder handoff(String command) {
    return TaskHandoff.newBuilder()
        .setVersion(1)
        .setJob(
            JobKey.newBuilder().setCluster("c").setRole("r").setEnvironment("devel").setName("j"))
        .setInstance(3)
        .setCommand(command)
        .addPorts(
            Port.newBuilder()
                .setName("http")
                .setNumber(31000)
                .setOrigin(Port.Origin.ASSIGNED)
                .setProtocol("TCP"))
        .setAnnounce(Announce.newBuilder().setPrimaryPort("http"))
        .setLifecycle(Lifecycle.newBuilder().setDrainSecs(0).setFinalizationWaitSecs(60));
  }

  /** Passes while there is a file "well"; writes a line for each call. */
  private static TaskHandoff.Builder checked(
      TaskHandoff.Builder handoff, double grace, int maxFailures) {
    return handoff.setHealthCheck(
        HealthCheck.newBuilder()
            .setShell(
                HealthCheck.Shell.newBuilder()
                    .setShellCommand(
                        "echo x >> checks; test -e well || { echo not well; exit 1; }"))
            .setInitialIntervalSecs(grace)
            .setIntervalSecs(0.05)
            .setTimeoutSecs(60)
            .setMaxConsecutiveFailures(maxFailures)
            .setMinConsecutiveSuccesses(1));
  }

  private List<String> checks() throws IOException {
    Path file = sandbox.resolve("checks");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private void awaitFile(String name) {
    await().until(() -> Files.exists(sandbox.resolve(name)));
  }

  private void awaitStates(TaskState... expected) {
    await().untilAsserted(() -> assertThat(states()).containsExactly(expected));
  }

  private List<TaskState> states() {
    return sent.stream().map(TaskStatus::getState).toList();
  }

  private boolean everythingAcknowledged() {
    sent.forEach(update -> executor.acknowledged(update.getTaskId(), update.getUuid()));
    return executor.finished().isDone();
  }
}
