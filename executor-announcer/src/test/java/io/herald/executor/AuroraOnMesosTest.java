package io.herald.executor;

import static io.herald.executor.LaunchingFramework.scalar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.mesos.client.Connection;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Path;
import java.util.List;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task as Aurora's scheduler launches it, through a master and an agent to the ServerSet. */
class AuroraOnMesosTest {

  private static final String SET = "/aurora/www-data/prod/hello";
  private static final String JOB =
      """
      {"announce": {"portmap": {"alias": "http"}, "primary_port": "http"},
       "cluster": "c", "environment": "staging", "name": "ignored", "role": "ignored",
       "health_check_config": {"health_checker": {"shell": {"shell_command": "test -e up"}},
         "interval_secs": 0.05, "initial_interval_secs": 60.0},
       "task": {"name": "main", "processes": [{"name": "p",
           "cmdline": "test {{thermos.ports[alias]}} = 31007 && touch up && sleep 1000"}],
         "resources": {"cpu": 0.1, "disk": 1, "ram": 1}}}
      """;
  private static final FrameworkInfo FRAMEWORK =
      FrameworkInfo.newBuilder().setUser(System.getProperty("user.name")).setName("aurora").build();

  @TempDir Path folder;

  @Test
  void thriftInTaskInfoDataBecomesAMemberAndGoesWithTheTask() throws Exception {
    try (MiniZooKeeper server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
        ZooKeeper reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
        MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")));
        LaunchingFramework framework =
            new LaunchingFramework(mesos, Connection.plain(), FRAMEWORK)) {
      Offer offer = framework.offer();
      framework.launch(offer, task(framework.id(), offer, server.connectString()));

      await().until(() -> members(reader).size() == 1);
      String endpoint = "{\"host\":\"" + offer.getHostname() + "\",\"port\":31007}";
      assertThat(new String(reader.getData(SET + "/" + members(reader).get(0), false, null), UTF_8))
          .isEqualTo(
              "{\"serviceEndpoint\":%s,\"additionalEndpoints\":{\"alias\":%s,\"http\":%s},\"status\":\"ALIVE\",\"shard\":5}"
                  .formatted(endpoint, endpoint, endpoint));

      framework.kill(TestTasks.TASK);

      await().until(() -> members(reader).isEmpty());
    }
  }

  private static TaskInfo task(FrameworkID framework, Offer offer, String ensemble)
      throws TException {
    String command =
        "exec \""
            + ProcessHandle.current().info().command().orElse("java")
            + "\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xmx64m '"
            + ExecutorJvmTest.Main.class.getName()
            + "' "
            + ensemble;
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.CUSTOM)
            .setExecutorId(ExecutorID.newBuilder().setValue("thermos-task-1"))
            .setFrameworkId(framework)
            .setCommand(
                CommandInfo.newBuilder()
                    .setShell(true)
                    .setValue(command)
                    .setEnvironment(
                        Environment.newBuilder()
                            .addVariables(
                                Environment.Variable.newBuilder()
                                    .setName("CLASSPATH")
                                    .setValue(System.getProperty("java.class.path")))))
            .addResources(scalar("cpus", 0.1))
            .addResources(scalar("mem", 32))
            .build();
    return TaskInfo.newBuilder()
        .setName("www-data/prod/hello")
        .setTaskId(TestTasks.TASK)
        .setAgentId(offer.getAgentId())
        .setExecutor(executor)
        .setData(assignedTask(offer.getHostname()))
        .addResources(scalar("cpus", 0.1))
        .addResources(scalar("mem", 32))
        .build();
  }

  /** AssignedTask as far as the executor needs it, in Thrift's binary protocol. */
  private static ByteString assignedTask(String hostname) throws TException {
    TMemoryBuffer buffer = new TMemoryBuffer(4096);
    TBinaryProtocol out = new TBinaryProtocol(buffer);
    text(out, 1, TestTasks.TASK.getValue());
    text(out, 2, "agent");
    text(out, 3, hostname);
    field(out, TType.STRUCT, 4); // TaskConfig
    field(out, TType.STRUCT, 25); // ExecutorConfig
    text(out, 1, "AuroraExecutor");
    text(out, 2, JOB);
    out.writeFieldStop();
    field(out, TType.STRUCT, 28); // JobKey
    text(out, 1, "www-data");
    text(out, 2, "prod");
    text(out, 3, "hello");
    out.writeFieldStop();
    out.writeFieldStop();
    field(out, TType.MAP, 5); // assignedPorts
    out.writeMapBegin(new TMap(TType.STRING, TType.I32, 1));
    out.writeString("http");
    out.writeI32(31007);
    field(out, TType.I32, 6); // instanceId
    out.writeI32(5);
    out.writeFieldStop();
    return ByteString.copyFrom(buffer.getArray(), 0, buffer.length());
  }

  private static void text(TBinaryProtocol out, int id, String value) throws TException {
    field(out, TType.STRING, id);
    out.writeString(value);
  }

  private static void field(TBinaryProtocol out, byte type, int id) throws TException {
    out.writeFieldBegin(new TField("", type, (short) id));
  }

  private static List<String> members(ZooKeeper reader) throws Exception {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }
}
