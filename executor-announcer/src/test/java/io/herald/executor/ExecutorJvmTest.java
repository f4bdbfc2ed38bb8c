package io.herald.executor;

import static io.herald.executor.TestTasks.FOREVER;
import static org.apache.mesos.v1.Protos.TaskState.TASK_KILLED;
import static org.apache.mesos.v1.Protos.TaskState.TASK_RUNNING;
import static org.apache.mesos.v1.Protos.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.ExecutorOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.executor.Protos.Event;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor in a JVM of its own, as an agent starts it: what its end leaves behind. */
class ExecutorJvmTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path sandbox;
  private FakeAgent agent;
  private MiniZooKeeper server;
  private Process jvm;

  @BeforeEach
  void launchATask() throws Exception {
    agent = new FakeAgent(FrameworkInfo.newBuilder().setUser("u").setName("f").build());
    server = MiniZooKeeper.start(sandbox.resolve("zookeeper"), 0);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            server.connectString());
    builder
        .environment()
        .putAll(
            Map.of(
                "MESOS_AGENT_ENDPOINT",
                agent.endpoint(),
                "MESOS_FRAMEWORK_ID",
                "framework-1",
                "MESOS_EXECUTOR_ID",
                "executor-1",
                "MESOS_SANDBOX",
                sandbox.toString()));
    jvm = builder.redirectErrorStream(true).redirectOutput(sandbox.resolve("log").toFile()).start();
    await().atMost(PATIENCE).until(() -> !agent.subscriptions.isEmpty());
    agent.send(
        Event.newBuilder()
            .setType(Event.Type.LAUNCH)
            .setLaunch(
                Event.Launch.newBuilder()
                    .setTask(
                        TestTasks.task(
                            TestTasks.handoff(
                                "trap 'touch ended; exit' TERM; echo $$ > pid; touch ready; "
                                    + FOREVER)))));
    await().atMost(PATIENCE).until(() -> Files.exists(sandbox.resolve("ready")));
  }

  @AfterEach
  void endAll() throws Exception {
    jvm.destroyForcibly().waitFor();
    await().atMost(PATIENCE).until(this::taskIsDead);
    agent.close();
    server.close();
  }

  @Test
  void aSignalToTheExecutorEndsItsTaskInOrder() throws Exception {
    jvm.destroy(); // SIGTERM

    jvm.waitFor();
    assertThat(agent.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
    assertThat(sandbox.resolve("ended")).exists();
  }

  @Test
  void anExecutorThatIsKilledLeavesNoTaskBehindAndItsMemberGoesWithTheSession() throws Exception {
    try (ZooKeeper reader = new ZooKeeper(server.connectString(), 30_000, event -> {})) {
      await().atMost(PATIENCE).until(() -> members(reader).size() == 1);

      jvm.destroyForcibly(); // SIGKILL

      await().atMost(PATIENCE).until(this::taskIsDead);
      assertThat(sandbox.resolve("ended")).doesNotExist();
      await().atMost(PATIENCE).until(() -> members(reader).isEmpty());
    }
  }

  private static List<String> members(ZooKeeper reader) throws Exception {
    try {
      return reader.getChildren("/aurora/r/devel/j", false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }

  private boolean taskIsDead() throws IOException {
    long pid = Long.parseLong(Files.readString(sandbox.resolve("pid")).strip());
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** What {@code ./herald executor} does with an ensemble and the shortest session. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      ExecutorOptions options =
          ExecutorOptions.builder()
              .announcerEnsemble(args[0])
              .zookeeperSessionTimeout(Duration.ofSeconds(1))
              .build();
      System.exit(HeraldExecutor.run(options, System.getenv()));
    }
  }
}
