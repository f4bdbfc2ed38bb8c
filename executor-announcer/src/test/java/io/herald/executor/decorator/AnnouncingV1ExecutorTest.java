package io.herald.executor.decorator;

import static io.herald.executor.TestTasks.TASK;
import static io.herald.executor.TestTasks.handoff;
import static io.herald.executor.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskGroupInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between the two streams of an executor over the v1 API, both fakes. */
class AnnouncingV1ExecutorTest {

  private final Story story = new Story();
  private Consumer<Call> calls = call -> {};
  private AnnouncingV1Executor announcing =
      new AnnouncingV1Executor(
          this::executor,
          this::sent,
          Story.options().build(),
          AnnounceBlockReader.ofKnownForms(),
          story,
          Map.of());

  @AfterEach
  void endAll() {
    story.zooKeeperConfirms.countDown();
    announcing.close();
  }

  @Test
  void aTaskIsShownFromRunningOnAndGoneBeforeTheExecutorIsToldToKillIt() {
    subscribe();
    launch();
    send(TASK, TaskState.TASK_RUNNING);
    story.zooKeeperConfirms = new CountDownLatch(1);
    announcing.received(kill());
    story.awaitThat("leave task-1");
    announcing.received(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
    story.awaitThat("told HEARTBEAT");
    story.zooKeeperConfirms.countDown();
    story.awaitThat("told KILL");
    send(TASK, TaskState.TASK_KILLED);

    story.awaitExactly(
        "told SUBSCRIBED",
        "told LAUNCH",
        "sent TASK_RUNNING",
        "show task-1",
        "leave task-1",
        "told HEARTBEAT",
        "left task-1",
        "told KILL",
        "sent TASK_KILLED");
    assertThat(story.announcements.get(0).host()).isEqualTo("agent1");
  }

  @Test
  void theTasksOfAGroupAreAnnouncedEachAndAllGoBeforeAShutdown() {
    subscribe();
    TaskID second = TaskID.newBuilder().setValue("task-2").build();
    announcing.received(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH_GROUP)
            .setLaunchGroup(
                Event.LaunchGroup.newBuilder()
                    .setTaskGroup(
                        TaskGroupInfo.newBuilder()
                            .addTasks(task(handoff("")))
                            .addTasks(task(second, handoff("").build().toByteString()))))
            .build());
    story.awaitThat("told LAUNCH_GROUP");
    send(TASK, TaskState.TASK_RUNNING);
    send(second, TaskState.TASK_RUNNING);
    assertThat(story.events).contains("show task-1", "show task-2");

    announcing.received(Event.newBuilder().setType(Event.Type.SHUTDOWN).build());

    story.awaitThat("told SHUTDOWN");
    assertThat(story.events).endsWith("told SHUTDOWN").contains("left task-1", "left task-2");
  }

  @Test
  void otherCallsPassAsTheyAre() {
    calls.accept(call(Call.Type.SUBSCRIBE).build());
    calls.accept(call(Call.Type.MESSAGE).build());

    story.awaitExactly("sent SUBSCRIBE", "sent MESSAGE");
  }

  @Test
  void aTaskOfAnUnknownAgentIsRunAndNotAnnounced() {
    launch();
    send(TASK, TaskState.TASK_RUNNING);

    story.awaitExactly("told LAUNCH", "sent TASK_RUNNING");
  }

  /** The one line that a user writes, with the real announcer. */
  @Test
  void withARealZooKeeperTheMemberIsThereWhileTheTaskRuns(@TempDir Path folder) throws Exception {
    try (MiniZooKeeper server = MiniZooKeeper.start(folder, 0);
        ZooKeeper reader = new ZooKeeper(server.connectString(), 30_000, event -> {})) {
      announcing.close();
      announcing =
          new AnnouncingV1Executor(
              this::executor,
              this::sent,
              Story.options().announcerEnsemble(server.connectString()).build());
      subscribe();
      launch();
      send(TASK, TaskState.TASK_RUNNING);
      Awaitility.await().until(() -> members(reader).size() == 1);

      announcing.received(kill());

      story.awaitThat("told KILL");
      assertThat(members(reader)).isEmpty();
      announcing.close();
    }
  }

  private static List<String> members(ZooKeeper reader) throws Exception {
    try {
      return reader.getChildren("/aurora/r/devel/j", false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }

  /** An executor that writes down what it is told. */
  private Consumer<Event> executor(Consumer<Call> sendsTo) {
    calls = sendsTo;
    return event -> story.tell("told " + event.getType());
  }

  private void sent(Call call) {
    story.tell(
        "sent "
            + (call.getType() == Call.Type.UPDATE
                ? call.getUpdate().getStatus().getState()
                : call.getType()));
  }

  private void subscribe() {
    announcing.received(
        Event.newBuilder()
            .setType(Event.Type.SUBSCRIBED)
            .setSubscribed(
                Event.Subscribed.newBuilder()
                    .setExecutorInfo(
                        ExecutorInfo.newBuilder()
                            .setExecutorId(ExecutorID.newBuilder().setValue("e")))
                    .setFrameworkInfo(FrameworkInfo.newBuilder().setUser("u").setName("f"))
                    .setAgentInfo(AgentInfo.newBuilder().setHostname("agent1")))
            .build());
  }

  private void launch() {
    announcing.received(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH)
            .setLaunch(Event.Launch.newBuilder().setTask(task(handoff(""))))
            .build());
    story.awaitThat("told LAUNCH");
  }

  private void send(TaskID id, TaskState state) {
    calls.accept(
        call(Call.Type.UPDATE)
            .setUpdate(
                Call.Update.newBuilder()
                    .setStatus(TaskStatus.newBuilder().setTaskId(id).setState(state)))
            .build());
  }

  private static Call.Builder call(Call.Type type) {
    return Call.newBuilder()
        .setType(type)
        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
        .setExecutorId(ExecutorID.newBuilder().setValue("e"));
  }

  private static Event kill() {
    return Event.newBuilder()
        .setType(Event.Type.KILL)
        .setKill(Event.Kill.newBuilder().setTaskId(TASK))
        .build();
  }
}
