package io.herald.executor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.executor.TestTasks;
import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.executor.options.ExecutorOptions;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/** An executor with real processes whose agent and announcer write down what they get. */
final class RecordedExecutor implements AutoCloseable {

  final List<TaskStatus> sent = new CopyOnWriteArrayList<>();
  final List<String> announced = new CopyOnWriteArrayList<>();
  final List<AnnounceRequest> announcements = new CopyOnWriteArrayList<>();
  final StatusUpdates updates = new StatusUpdates();
  final ExecutorRun run;
  private final Path sandbox;

  /** {@code ExecutorInfo.data} as the agent tells it at the next subscription. */
  ByteString executorData = ByteString.EMPTY;

  RecordedExecutor(Path sandbox, ExecutorOptions.Builder options) {
    this(sandbox, options, Duration.ofHours(1));
  }

  RecordedExecutor(Path sandbox, ExecutorOptions.Builder options, Duration acknowledgementWait) {
    this.sandbox = sandbox;
    ExecutorEnvironment environment =
        ExecutorEnvironment.of(
            Map.of(
                "PATH", System.getenv("PATH"),
                "MESOS_AGENT_ENDPOINT", "127.0.0.1:1",
                "MESOS_FRAMEWORK_ID", "framework-1",
                "MESOS_EXECUTOR_ID", "executor-1",
                "MESOS_SANDBOX", sandbox.toString()));
    RunThread thread = new RunThread("executor");
    run =
        new ExecutorRun(
            options.build(), environment, new Notes(), updates, thread, acknowledgementWait);
    Threads.user("executor", thread::work).start();
    run.start(sent::add);
    subscribed(FrameworkInfo.newBuilder());
  }

  static ExecutorOptions.Builder announcing() {
    return ExecutorOptions.builder().announcerEnsemble("127.0.0.1:1");
  }

  void subscribed(FrameworkInfo.Builder framework) {
    run.subscribed(
        framework.setUser("u").setName("f").build(),
        AgentInfo.newBuilder().setHostname("agent1").build(),
        executorData);
  }

  void launch(TaskHandoff.Builder handoff) {
    run.launch(TestTasks.task(handoff));
  }

  List<TaskState> states() {
    return sent.stream().map(TaskStatus::getState).toList();
  }

  void awaitStates(TaskState... expected) {
    await().untilAsserted(() -> assertThat(states()).containsExactly(expected));
  }

  void awaitFile(String name) {
    await().until(() -> Files.exists(sandbox.resolve(name)));
  }

  /** Ends the task, so that nothing of it writes to the sandbox any more. */
  @Override
  public void close() {
    run.shutdown("The test is over.");
    await().until(this::everythingAcknowledged);
    run.close();
  }

  private boolean everythingAcknowledged() {
    sent.forEach(update -> run.acknowledged(update.getTaskId(), update.getUuid()));
    return run.finished().isDone();
  }

  /** Announcers that note what is asked of them, the leave also in the sandbox. */
  private final class Notes implements Announcers, Announcer {

    @Override
    public Announcer of(AnnounceRequest announcement) {
      announcements.add(announcement);
      return this;
    }

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
      if (Files.isDirectory(sandbox)) { // One story takes it away.
        try {
          Files.writeString(sandbox.resolve("events"), "left\n");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return true;
    }

    @Override
    public void close() {}
  }
}
