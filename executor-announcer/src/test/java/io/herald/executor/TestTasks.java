package io.herald.executor;

import com.google.protobuf.ByteString;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.HealthCheck;
import io.herald.proto.handoff.JobKey;
import io.herald.proto.handoff.Lifecycle;
import io.herald.proto.handoff.Port;
import io.herald.proto.handoff.TaskHandoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Tasks of the job {@code c/r/devel/j}, instance 3, as a scheduler would hand them over. */
public final class TestTasks {

  public static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();

  /** A command that runs until it is signalled. */
  public static final String FOREVER =
      "mkfifo never; exec 3<>never; while :; do read -r line <&3; done";

  private TestTasks() {}

  /** With a port {@code http}, announced as the primary one, without a drain. */
  public static TaskHandoff.Builder handoff(String command) {
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

  /**
   * With a check that passes while there is a file {@code well} and writes a line to {@code checks}
   * each time.
   */
  public static TaskHandoff.Builder checked(
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

  public static TaskInfo task(TaskHandoff.Builder handoff) {
    return task(TASK, handoff.build().toByteString());
  }

  public static TaskInfo task(TaskID id, ByteString data) {
    return TaskInfo.newBuilder()
        .setName("n")
        .setTaskId(id)
        .setAgentId(AgentID.newBuilder().setValue("a"))
        .setData(data)
        .build();
  }

  /** Whether a process has ended; one that nobody has reaped yet has. */
  public static boolean dead(long pid) throws IOException {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (NoSuchFileException e) {
      return true;
    }
  }
}
