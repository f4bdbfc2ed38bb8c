package io.herald.executor.decorator;

import static io.herald.executor.TestTasks.checked;
import static io.herald.executor.TestTasks.handoff;
import static io.herald.executor.decorator.AnnouncingExecutor.v1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.executor.TestTasks;
import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.options.AnnouncePolicy;
import io.herald.executor.options.ExecutorOptions;
import io.herald.proto.handoff.TaskHandoff;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.mesos.Executor;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.SlaveInfo;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The decorator between fakes of the binding's two interfaces: the real driver needs libmesos. */
class AnnouncingExecutorTest {

  private static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();

  @TempDir Path sandbox;
  private final Story story = new Story();
  private AnnouncingExecutor announcing;

  /** What the wrapped executor talks to, as its last callback got it. */
  private volatile ExecutorDriver given;

  /** The real driver's place. */
  private final ExecutorDriver driver =
      (ExecutorDriver)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ExecutorDriver.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("sendStatusUpdate")) {
                  story.tell("sent " + ((TaskStatus) arguments[0]).getState());
                } else if (method.getDeclaringClass() == ExecutorDriver.class) {
                  story.tell("driver " + method.getName());
                }
                return method.getReturnType() == Status.class ? Status.DRIVER_RUNNING : null;
              });

  /** An executor that only writes down what it is told. */
  private final Executor executor =
      (Executor)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Executor.class},
              (proxy, method, arguments) -> {
                given = (ExecutorDriver) arguments[0];
                story.tell("told " + method.getName());
                if (method.getName().equals("frameworkMessage")
                    && new String((byte[]) arguments[1], UTF_8).equals("fail")) {
                  throw new IllegalStateException("as it was told");
                }
                return null;
              });

  @AfterEach
  void endAll() {
    story.zooKeeperConfirms.countDown();
    announcing.close();
  }

  @Test
  void everyCallbackReachesTheExecutorAndEveryCallTheDriver() {
    start(Story.options());
    announcing.reregistered(driver, agent());
    announcing.disconnected(driver);
    announcing.frameworkMessage(driver, "x".getBytes(UTF_8));
    announcing.error(driver, "e");
    story.awaitThat("told error");
    given.start();
    given.join();
    given.run();
    given.sendFrameworkMessage(new byte[0]);
    announcing.shutdown(driver);
    given.stop();
    given.abort();

    story.awaitExactly(
        "told registered",
        "told reregistered",
        "told disconnected",
        "told frameworkMessage",
        "told error",
        "driver start",
        "driver join",
        "driver run",
        "driver sendFrameworkMessage",
        "told shutdown",
        "session ends",
        "driver stop",
        "driver abort");
  }

  @Test
  void aTaskIsShownWhenTheExecutorSaysThatItRunsAndGoneBeforeItsEndIsTold() {
    start(Story.options());
    launch(handoff(""));
    send(TaskState.TASK_STARTING);
    send(TaskState.TASK_RUNNING);
    send(TaskState.TASK_FINISHED);

    story.awaitExactly(
        "told registered",
        "told launchTask",
        "sent TASK_STARTING",
        "sent TASK_RUNNING",
        "show task-1",
        "leave task-1",
        "left task-1",
        "sent TASK_FINISHED");
    assertThat(story.announcements)
        .extracting(
            AnnounceRequest::host, one -> one.groupPath().toString(), AnnounceRequest::shard)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("agent1", "/aurora/r/devel/j", 3));
  }

  @ParameterizedTest
  @EnumSource(AnnouncePolicy.class)
  void thePolicySaysWhenATaskIsShown(AnnouncePolicy policy) throws Exception {
    start(Story.options().announcePolicy(policy));
    launch(checked(handoff(""), 0, 0));
    story.awaitThat("told launchTask");
    assertThat(story.events.contains("show task-1")).isEqualTo(policy == AnnouncePolicy.START);
    send(TaskState.TASK_RUNNING);
    if (policy == AnnouncePolicy.HEALTHY) {
      await().until(() -> Files.exists(sandbox.resolve("checks")));
      assertThat(story.events).doesNotContain("show task-1");
      Files.createFile(sandbox.resolve("well"));
    }
    story.awaitThat("show task-1");
  }

  @Test
  void aTaskIsHiddenWhileItsCheckFailsAndIsNotEndedForIt() throws Exception {
    Files.createFile(sandbox.resolve("well"));
    start(Story.options());
    launch(checked(handoff(""), 0, 0));
    send(TaskState.TASK_RUNNING);
    story.awaitThat("show task-1");

    Files.delete(sandbox.resolve("well"));
    story.awaitThat("hide task-1");
    Files.createFile(sandbox.resolve("well"));

    story.awaitExactly(
        "told registered",
        "told launchTask",
        "sent TASK_RUNNING",
        "show task-1",
        "hide task-1",
        "show task-1");
  }

  @Test
  void whatTheExecutorSaysOfATasksHealthCounts() {
    start(Story.options());
    launch(handoff(""));
    send(TaskState.TASK_RUNNING, false);
    send(TaskState.TASK_RUNNING, true);
    send(TaskState.TASK_RUNNING, false);

    story.awaitExactly(
        "told registered",
        "told launchTask",
        "sent TASK_RUNNING",
        "sent TASK_RUNNING",
        "show task-1",
        "sent TASK_RUNNING",
        "hide task-1");
  }

  @Test
  void theExecutorIsToldToKillWhenTheMemberIsGoneAndOtherCallsDoNotWait() {
    start(Story.options());
    launch(handoff(""));
    send(TaskState.TASK_RUNNING);
    story.zooKeeperConfirms = new CountDownLatch(1);

    announcing.killTask(driver, TASK);
    story.awaitThat("leave task-1");
    announcing.frameworkMessage(driver, new byte[0]);
    story.awaitThat("told frameworkMessage");
    assertThat(story.events).doesNotContain("told killTask");
    story.zooKeeperConfirms.countDown();
    story.awaitThat("told killTask");
    send(TaskState.TASK_KILLED);

    assertThat(story.events)
        .endsWith(
            "leave task-1",
            "told frameworkMessage",
            "left task-1",
            "told killTask",
            "sent TASK_KILLED");
  }

  @Test
  void aTaskThatEndsCutsItsDrainShort() {
    start(Story.options().drain(Duration.ofHours(1)).stopTimeout(Duration.ofHours(1)));
    TaskHandoff.Builder handoff = handoff("");
    handoff.clearLifecycle();
    launch(handoff);
    send(TaskState.TASK_RUNNING);
    announcing.killTask(driver, TASK);
    story.awaitThat("left task-1");

    send(TaskState.TASK_FAILED);

    story.awaitThat("told killTask");
  }

  @Test
  void onShutdownAllMembersGoFirst() {
    start(Story.options());
    launch(handoff(""));
    launch(TaskID.newBuilder().setValue("task-2").build(), handoff("").build().toByteString());
    send(TaskState.TASK_RUNNING);

    announcing.shutdown(driver);

    assertThat(story.events)
        .endsWith("told shutdown")
        .containsOnlyOnce("left task-1", "left task-2");
  }

  @Test
  void whatCanNotBeAnnouncedIsRunAllTheSame() {
    start(Story.options());
    launch(TASK, ByteString.copyFromUtf8("of another make"));
    TaskHandoff.Builder withoutPort = handoff("").clearPorts();
    launch(TaskID.newBuilder().setValue("task-2").build(), withoutPort.build().toByteString());
    send(TaskState.TASK_RUNNING);
    announcing.killTask(driver, TASK);

    story.awaitExactly(
        "told registered",
        "told launchTask",
        "told launchTask",
        "sent TASK_RUNNING",
        "told killTask");
    assertThat(story.announcements).isEmpty();
  }

  @Test
  void anExecutorWithDataOfItsOwnBringsItsReader() {
    announcing =
        new AnnouncingExecutor(
            executor,
            Story.options().build(),
            (task, data, host) ->
                task.getData().isEmpty() ? Optional.empty() : Optional.of(handoff("").build()),
            story,
            Map.of());
    announcing.registered(driver, info(), FrameworkInfo.getDefaultInstance(), agent());
    launch(TASK, ByteString.copyFromUtf8("of another make"));
    send(TaskState.TASK_RUNNING);

    story.awaitThat("show task-1");
  }

  @Test
  void aReaderThatFailsHoldsNoTaskUp() {
    announcing =
        new AnnouncingExecutor(
            executor,
            Story.options().build(),
            (task, data, host) -> {
              throw new IllegalStateException("as it was told");
            },
            story,
            Map.of());
    announcing.registered(driver, info(), FrameworkInfo.getDefaultInstance(), agent());
    launch(handoff(""));

    story.awaitExactly("told registered", "told launchTask");
  }

  @Test
  void aShutdownAfterTheEndReturns() {
    start(Story.options());
    story.awaitThat("told registered");
    announcing.close();

    announcing.shutdown(driver);

    story.awaitExactly("told registered", "session ends");
  }

  @Test
  void withoutAnEnsembleNothingIsAnnounced() {
    start(ExecutorOptions.builder());
    launch(handoff(""));
    send(TaskState.TASK_RUNNING);
    announcing.killTask(driver, TASK);

    story.awaitExactly("told registered", "told launchTask", "sent TASK_RUNNING", "told killTask");
  }

  @Test
  void anExecutorThatFailsEndsItsDriver() {
    start(Story.options());
    announcing.frameworkMessage(driver, "fail".getBytes(UTF_8));

    story.awaitThat("driver abort");
  }

  private void start(ExecutorOptions.Builder options) {
    announcing =
        new AnnouncingExecutor(
            executor,
            options.build(),
            AnnounceBlockReader.ofKnownForms(),
            story,
            Map.of("MESOS_SANDBOX", sandbox.toString(), "PATH", System.getenv("PATH")));
    announcing.registered(driver, info(), FrameworkInfo.getDefaultInstance(), agent());
  }

  private void launch(TaskHandoff.Builder handoff) {
    launch(TASK, handoff.build().toByteString());
  }

  private void launch(TaskID id, ByteString data) {
    org.apache.mesos.v1.Protos.TaskID v1Id = v1(id, org.apache.mesos.v1.Protos.TaskID.parser());
    announcing.launchTask(driver, v1(TestTasks.task(v1Id, data), TaskInfo.parser()));
    await().until(() -> given != null);
  }

  private void send(TaskState state) {
    story.awaitThat("told launchTask");
    given.sendStatusUpdate(TaskStatus.newBuilder().setTaskId(TASK).setState(state).build());
  }

  private void send(TaskState state, boolean healthy) {
    story.awaitThat("told launchTask");
    given.sendStatusUpdate(
        TaskStatus.newBuilder().setTaskId(TASK).setState(state).setHealthy(healthy).build());
  }

  private static ExecutorInfo info() {
    return ExecutorInfo.newBuilder()
        .setExecutorId(ExecutorID.newBuilder().setValue("executor-1"))
        .build();
  }

  private static SlaveInfo agent() {
    return SlaveInfo.newBuilder().setHostname("agent1").build();
  }
}
