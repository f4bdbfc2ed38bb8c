package io.herald.executor;

import static io.herald.executor.TestTasks.FOREVER;
import static io.herald.executor.TestTasks.TASK;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FAILED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_FINISHED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.ExecutorOptions;
import io.herald.minizookeeper.CuttingProxy;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.proto.handoff.TaskHandoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskGroupInfo;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories of the whole executor at an agent's API, with real processes. */
class HeraldExecutorTest {

  private static final String SET = "/aurora/r/devel/j";
  private static final AtomicInteger TESTS = new AtomicInteger();

  /** For the stories in which ZooKeeper itself stays; each has a tree of its own. */
  private static MiniZooKeeper server;

  @TempDir Path sandbox;
  private final String chroot = "/test" + TESTS.incrementAndGet();
  private final Map<String, String> environment = new HashMap<>();
  private final ExecutorOptions.Builder options = ExecutorOptions.builder();
  private FakeAgent agent;
  private CompletableFuture<Integer> exitCode;

  @BeforeAll
  static void startZooKeeper(@TempDir Path folder) throws Exception {
    server = MiniZooKeeper.start(folder, 0);
  }

  @AfterAll
  static void stopZooKeeper() {
    server.close();
  }

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
    await().until(exitCode::isDone);
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
                    .setTaskGroup(
                        TaskGroupInfo.newBuilder()
                            .addTasks(TestTasks.task(TestTasks.handoff("true"))))));

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
  void withoutCheckpointingTheTaskEndsWithItsAgentAndSoDoesTheExecutor() throws Exception {
    environment.remove("MESOS_CHECKPOINT");
    startExecutor();
    launch("trap 'touch ended; exit' TERM; touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    agent.stop();

    assertThat(exitCode.get()).isZero();
    assertThat(sandbox.resolve("ended")).exists();
  }

  @Test
  void anAgentThatStaysAwayForItsRecoveryTimeoutIsNotWaitedForAnyLonger() throws Exception {
    environment.put("MESOS_RECOVERY_TIMEOUT", "200ms");
    startExecutor();
    launch("trap 'touch ended; exit' TERM; touch ready; " + FOREVER);
    await().until(() -> Files.exists(sandbox.resolve("ready")));
    awaitStates(TASK_STARTING, TASK_RUNNING);

    agent.stop();

    assertThat(exitCode.get()).isZero();
    assertThat(sandbox.resolve("ended")).exists();
  }

  @Test
  void l10_aTaskThatIsKilledLeavesTheServerSetBeforeItsProcessGetsTheSignal() throws Exception {
    try (ZooKeeper reader = reader()) {
      options.announcerEnsemble(server.connectString() + chroot);
      startExecutor();
      launch(
          "trap 'touch signal; exit' TERM; touch ready; while [ ! -e go ]; do sleep 0.05; done",
          Duration.ofHours(1));
      awaitMembers(reader, 1);
      awaitStates(TASK_STARTING, TASK_RUNNING);

      agent.send(
          Event.newBuilder()
              .setType(Event.Type.KILL)
              .setKill(Event.Kill.newBuilder().setTaskId(TASK)));

      awaitMembers(reader, 0);
      assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING);
      // It drains, for an hour if it had to; when the task has done its work, that is over.
      Files.createFile(sandbox.resolve("go"));
      awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
      assertThat(sandbox.resolve("signal")).doesNotExist();
      assertThat(exitCode.get()).isZero();
    }
  }

  @Test
  void aTaskThatDiesLeavesTheServerSetBeforeItIsReported() throws Exception {
    try (ZooKeeper reader = reader()) {
      options.announcerEnsemble(server.connectString() + chroot);
      startExecutor();
      launch("while [ ! -e go ]; do sleep 0.05; done; exit 9");
      awaitMembers(reader, 1);

      Files.createFile(sandbox.resolve("go"));

      awaitStates(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
      assertThat(members(reader)).isEmpty();
    }
  }

  @Test
  void l4_zooKeeperUnreachableAtLaunchDoesNotHarmTheTask() throws Exception {
    try (MiniZooKeeper own = MiniZooKeeper.start(sandbox.resolve("zk"), 0)) {
      own.stop();
      options.announcerEnsemble(own.connectString());
      startExecutor();
      launch(FOREVER);
      awaitStates(TASK_STARTING, TASK_RUNNING);

      own.start();

      try (ZooKeeper reader = new ZooKeeper(own.connectString(), 30_000, event -> {})) {
        awaitMembers(reader, 1);
      }
      assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING);
    }
  }

  @Test
  void aNetworkThatIsCutForShorterAndForLongerThanTheSessionIsNothingToTheTask() throws Exception {
    try (CuttingProxy network = new CuttingProxy(server.port());
        ZooKeeper reader = reader()) {
      options
          .announcerEnsemble(network.connectString() + chroot)
          // Long enough that a busy machine doesn't lose it in the shorter cut.
          .zookeeperSessionTimeout(Duration.ofSeconds(12));
      startExecutor();
      launch(FOREVER);
      awaitMembers(reader, 1);
      long lost = owner(reader, members(reader).get(0));

      network.cut();
      awaitMembers(reader, 0);
      network.restore();
      awaitMembers(reader, 1);
      List<String> member = members(reader);
      long session = owner(reader, member.get(0));
      assertThat(session).isNotEqualTo(lost);

      int connects = network.connects();
      int creates = network.memberCreates();
      network.cut();
      network.restore();
      await().until(() -> network.connects() > connects);
      // Within the session: the same node, of the same session.
      assertThat(members(reader)).isEqualTo(member);
      assertThat(owner(reader, member.get(0))).isEqualTo(session);
      assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING);

      // Leaving is behind the look that the reconnection started.
      agent.send(
          Event.newBuilder()
              .setType(Event.Type.KILL)
              .setKill(Event.Kill.newBuilder().setTaskId(TASK)));
      awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
      assertThat(members(reader)).isEmpty();
      assertThat(network.memberCreates()).isEqualTo(creates);
    }
  }

  @Test
  void zooKeeperGoneForGoodDoesNotKeepATaskFromItsEnd() throws Exception {
    try (MiniZooKeeper own = MiniZooKeeper.start(sandbox.resolve("zk"), 0);
        ZooKeeper reader = new ZooKeeper(own.connectString(), 30_000, event -> {})) {
      options.announcerEnsemble(own.connectString()).stopTimeout(Duration.ofMillis(200));
      startExecutor();
      launch(FOREVER);
      awaitMembers(reader, 1);
      own.stop();

      agent.send(
          Event.newBuilder()
              .setType(Event.Type.KILL)
              .setKill(Event.Kill.newBuilder().setTaskId(TASK)));

      awaitStates(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    }
  }

  @Test
  void anUnusableEnsembleEndsItAtOnce() throws Exception {
    options.announcerEnsemble("host:port");
    startExecutor();

    assertThat(exitCode.get()).isEqualTo(1);
  }

  @Test
  void whatIsMissingInTheEnvironmentEndsItAtOnce() throws Exception {
    environment.remove("MESOS_EXECUTOR_ID");
    startExecutor();

    assertThat(exitCode.get()).isEqualTo(1);
  }

  private void startExecutor() {
    ExecutorOptions built = options.build();
    Map<String, String> given = Map.copyOf(environment);
    exitCode = CompletableFuture.supplyAsync(() -> HeraldExecutor.run(built, given));
    await().until(() -> exitCode.isDone() || !agent.subscriptions.isEmpty());
  }

  private void launch(String command) {
    launch(command, Duration.ZERO);
  }

  private void launch(String command, Duration drain) {
    TaskHandoff.Builder handoff = TestTasks.handoff(command);
    handoff.getLifecycleBuilder().setDrainSecs((double) drain.toSeconds());
    agent.send(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH)
            .setLaunch(Event.Launch.newBuilder().setTask(TestTasks.task(handoff))));
  }

  private ZooKeeper reader() throws IOException {
    return new ZooKeeper(server.connectString() + chroot, 30_000, event -> {});
  }

  private static long owner(ZooKeeper reader, String member)
      throws KeeperException, InterruptedException {
    return reader.exists(SET + "/" + member, false).getEphemeralOwner();
  }

  private static void awaitMembers(ZooKeeper reader, int count) {
    await()
        .ignoreException(KeeperException.ConnectionLossException.class)
        .until(() -> members(reader).size() == count);
  }

  private static List<String> members(ZooKeeper reader)
      throws KeeperException, InterruptedException {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    }
  }

  private void awaitStates(TaskState... expected) {
    await().untilAsserted(() -> assertThat(agent.states()).containsExactly(expected));
  }
}
