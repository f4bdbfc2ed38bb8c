package io.herald.interop.finagle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.twitter.finagle.Announcement;
import com.twitter.finagle.Announcer$;
import com.twitter.finagle.Http;
import com.twitter.finagle.Service;
import com.twitter.finagle.http.Method;
import com.twitter.finagle.http.Request;
import com.twitter.finagle.http.Response;
import com.twitter.util.Await;
import com.twitter.util.Duration;
import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.lifecycle.ExecutorEnvironment;
import io.herald.executor.lifecycle.ExecutorRun;
import io.herald.executor.lifecycle.RunThread;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.executor.options.ExecutorOptions;
import io.herald.interop.OurView;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.ports.FreePorts;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.HealthCheck;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a name to a task and back: Finagle calls what we announce, and we read what it announces.
 */
class FinagleRequestTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Duration LONG = Duration.fromSeconds(60);

  @TempDir Path folder;
  private MiniZooKeeper server;

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRequestThroughAFinagleNameReachesTheTaskThatTheExecutorRuns() throws Exception {
    Path sandbox = Files.createDirectory(folder.resolve("sandbox"));
    Files.writeString(sandbox.resolve("hello"), "hello from the task");
    ExecutorOptions options =
        ExecutorOptions.builder().announcerEnsemble(server.connectString()).build();
    List<TaskStatus> updates = new CopyOnWriteArrayList<>();
    RunThread thread = new RunThread("executor");
    try (Announcers announcers = ServerSetAnnouncers.of(options);
        OurView ours = OurView.of(server.connectString(), "/aurora/www/prod/hello");
        ExecutorRun run =
            new ExecutorRun(
                options, environment(sandbox), announcers, new StatusUpdates(), thread)) {
      Threads.user("executor", thread::work).start();
      run.start(updates::add);
      run.subscribed(
          FrameworkInfo.newBuilder().setUser("u").setName("f").build(),
          AgentInfo.newBuilder().setHostname("127.0.0.1").build(),
          ByteString.EMPTY);
      TaskInfo task = task();
      run.launch(task);
      // To Finagle a set that is not there yet has no hosts, and it doesn't wait for them.
      await().until(() -> ours.seen().size() == 1);

      Service<Request, Response> client =
          Http.client()
              .newService(
                  "zk2!" + server.connectString() + "!/aurora/www/prod/hello!http", "interop");
      Response answer = Await.result(client.apply(Request.apply(Method.Get(), "/hello")), LONG);

      assertThat(answer.contentString()).as("%s", updates).isEqualTo("hello from the task");
      client.close();
      run.kill(task.getTaskId(), Optional.empty());
      await()
          .until(
              () ->
                  updates.stream()
                      .anyMatch(update -> update.getState().name().equals("TASK_KILLED")));
    }
  }

  @Test
  void ourMonitorReadsWhatFinagleAnnounces() throws Exception {
    String path = "/aurora/www/prod/finagle";
    try (OurView ours = OurView.of(server.connectString(), path)) {
      Announcement announced =
          Await.result(
              Announcer$.MODULE$.announce(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 31500),
                  "zk!" + server.connectString() + "!" + path + "!7"),
              LONG);

      await()
          .untilAsserted(
              () -> assertThat(ours.seen()).containsExactly("localhost:31500 {} shard 7"));
      Await.result(announced.unannounce(), LONG);
      await().until(() -> ours.seen().isEmpty());
    }
  }

  private static ExecutorEnvironment environment(Path sandbox) {
    return ExecutorEnvironment.of(
        Map.of(
            "PATH", System.getenv("PATH"),
            "MESOS_AGENT_ENDPOINT", "127.0.0.1:1",
            "MESOS_FRAMEWORK_ID", "framework",
            "MESOS_EXECUTOR_ID", "executor",
            "MESOS_SANDBOX", sandbox.toString()));
  }

  private static TaskInfo task() throws IOException {
    int port = PORTS.take();
    TaskHandoff handoff =
        TaskHandoff.newBuilder()
            .setVersion(1)
            .setJob(
                JobKey.newBuilder()
                    .setCluster("c")
                    .setRole("www")
                    .setEnvironment("prod")
                    .setName("hello"))
            .setCommand("exec /usr/bin/python3 -m http.server --bind 127.0.0.1 $PORT_HTTP")
            .addPorts(
                Port.newBuilder()
                    .setName("http")
                    .setNumber(port)
                    .setOrigin(Port.Origin.ASSIGNED)
                    .setProtocol("TCP"))
            .setAnnounce(Announce.newBuilder().setPrimaryPort("http"))
            .setHealthCheck(
                HealthCheck.newBuilder()
                    .setHttp(
                        HealthCheck.Http.newBuilder()
                            .setPort("http")
                            .setEndpoint("/hello")
                            .setExpectedResponse("hello from the task"))
                    .setInitialIntervalSecs(60)
                    .setIntervalSecs(1)
                    .setTimeoutSecs(30)
                    .setMinConsecutiveSuccesses(1))
            .setLifecycle(Lifecycle.newBuilder().setDrainSecs(0).setFinalizationWaitSecs(10))
            .build();
    return TaskInfo.newBuilder()
        .setName("hello")
        .setTaskId(TaskID.newBuilder().setValue("task-1"))
        .setAgentId(AgentID.newBuilder().setValue("agent"))
        .setData(handoff.toByteString())
        .build();
  }
}
