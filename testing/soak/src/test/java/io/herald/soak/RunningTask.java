package io.herald.soak;

import com.google.protobuf.ByteString;
import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.lifecycle.ExecutorEnvironment;
import io.herald.executor.lifecycle.ExecutorRun;
import io.herald.executor.lifecycle.RunThread;
import io.herald.executor.lifecycle.StatusUpdates;
import io.herald.executor.options.ExecutorOptions;
import io.herald.ports.FreePorts;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.HealthCheck;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
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
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/** One task in its executor: a real web server process, checked, announced and ended as always. */
final class RunningTask implements AutoCloseable {

  private static final FreePorts PORTS = new FreePorts();

  private final List<TaskStatus> updates = new CopyOnWriteArrayList<>();
  private final Announcers announcers;
  private final ExecutorRun run;
  private final TaskID id;

  /**
   * Launches it.
   *
   * @param drainSecs between leaving the set and the first signal
   */
  RunningTask(String ensemble, Path sandbox, int shard, double drainSecs) throws IOException {
    Files.createDirectories(sandbox);
    Files.writeString(sandbox.resolve("hello"), "hello");
    ExecutorOptions options = ExecutorOptions.builder().announcerEnsemble(ensemble).build();
    this.announcers = ServerSetAnnouncers.of(options);
    RunThread thread = new RunThread("executor");
    this.run =
        new ExecutorRun(
            options,
            ExecutorEnvironment.of(
                Map.of(
                    "PATH", System.getenv("PATH"),
                    "MESOS_AGENT_ENDPOINT", "127.0.0.1:1",
                    "MESOS_FRAMEWORK_ID", "framework",
                    "MESOS_EXECUTOR_ID", "executor",
                    "MESOS_SANDBOX", sandbox.toString())),
            announcers,
            new StatusUpdates(),
            thread);
    Threads.user("executor", thread::work).start();
    this.id = TaskID.newBuilder().setValue(sandbox.getFileName().toString()).build();
    run.start(updates::add);
    run.subscribed(
        FrameworkInfo.newBuilder().setUser("u").setName("f").build(),
        AgentInfo.newBuilder().setHostname("127.0.0.1").build(),
        ByteString.EMPTY);
    run.launch(
        TaskInfo.newBuilder()
            .setName("hello")
            .setTaskId(id)
            .setAgentId(AgentID.newBuilder().setValue("agent"))
            .setData(handoff(shard, drainSecs).toByteString())
            .build());
  }

  boolean isIn(TaskState state) {
    return updates.stream().anyMatch(update -> update.getState() == state);
  }

  /** What it reported, for a message. */
  List<String> reports() {
    return updates.stream().map(update -> update.getState() + " " + update.getMessage()).toList();
  }

  void kill() {
    run.kill(id, Optional.empty());
  }

  @Override
  public void close() {
    run.close();
    announcers.close();
  }

  private static TaskHandoff handoff(int shard, double drainSecs) throws IOException {
    int port = PORTS.take();
    return TaskHandoff.newBuilder()
        .setVersion(1)
        .setJob(
            JobKey.newBuilder()
                .setCluster("c")
                .setRole("www")
                .setEnvironment("prod")
                .setName("hello"))
        .setInstance(shard)
        .setCommand("exec /usr/bin/python3 -m http.server --bind 127.0.0.1 $PORT_HTTP 2>log")
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
                        .setExpectedResponse("hello"))
                .setInitialIntervalSecs(120)
                .setIntervalSecs(5)
                .setTimeoutSecs(30)
                .setMaxConsecutiveFailures(10)
                .setMinConsecutiveSuccesses(1))
        .setLifecycle(Lifecycle.newBuilder().setDrainSecs(drainSecs).setFinalizationWaitSecs(20))
        .build();
  }
}
