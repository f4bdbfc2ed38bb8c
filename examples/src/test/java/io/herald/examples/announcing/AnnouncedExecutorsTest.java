package io.herald.examples.announcing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.TextFormat;
import io.herald.executor.decorator.AnnouncingExecutor;
import io.herald.executor.decorator.AnnouncingV1Executor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.SlaveInfo;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Event;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what their page says. The driver is a fake: the real one needs libmesos. */
class AnnouncedExecutorsTest {

  private static final String SET = "/aurora/shops/prod/books";
  private static final String TASK =
      "name: 'x' task_id { value: 't' } %s { value: 'a' } data: 'books:2:8080'";

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper reader;
  private ExecutorOptions options;

  @BeforeEach
  void startZooKeeper() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
    options =
        ExecutorOptions.builder()
            .announcerEnsemble(server.connectString())
            .drain(Duration.ZERO)
            .build();
  }

  @AfterEach
  void stopZooKeeper() throws Exception {
    reader.close();
    server.close();
  }

  @Test
  void anExecutorOfTheJavaBindings() throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    ExecutorDriver driver =
        (ExecutorDriver)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutorDriver.class},
                (proxy, method, arguments) -> {
                  TaskState state = ((TaskStatus) arguments[0]).getState();
                  sent.add(state + " " + (state == TaskState.TASK_KILLED ? members().size() : ""));
                  return Status.DRIVER_RUNNING;
                });
    try (AnnouncingExecutor announced = ShopExecutor.announced(options)) {
      announced.registered(
          driver,
          ExecutorInfo.getDefaultInstance(),
          FrameworkInfo.getDefaultInstance(),
          SlaveInfo.newBuilder().setHostname("agent1").build());
      announced.launchTask(driver, TextFormat.parse(TASK.formatted("slave_id"), TaskInfo.class));
      await().until(() -> members().size() == 1);
      assertThat(new String(reader.getData(SET + "/" + members().get(0), false, null), UTF_8))
          .contains("\"www\":{\"host\":\"agent1\",\"port\":8080}", "\"shard\":2");

      announced.killTask(driver, TaskID.newBuilder().setValue("t").build());

      await().until(() -> sent.size() == 2);
      assertThat(sent).containsExactly("TASK_RUNNING ", "TASK_KILLED 0");
    }
  }

  @Test
  void anExecutorOverTheHttpApi() throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    try (AnnouncingV1Executor announced =
        ShopStream.announced(
            call -> sent.add(call.getUpdate().getStatus().getState().toString()), options)) {
      announced.received(
          TextFormat.parse(
              "type: SUBSCRIBED subscribed { executor_info { executor_id { value: 'e' } }"
                  + " framework_info { user: 'u' name: 'f' } agent_info { hostname: 'agent1' } }",
              Event.class));
      announced.received(
          TextFormat.parse(
              "type: LAUNCH launch { task { " + TASK.formatted("agent_id") + " } }", Event.class));
      await().until(() -> members().size() == 1);

      announced.received(
          TextFormat.parse("type: KILL kill { task_id { value: 't' } }", Event.class));

      await().until(() -> sent.contains("TASK_KILLED"));
      assertThat(members()).isEmpty();
    }
  }

  private List<String> members() throws Exception {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }
}
