package io.herald.launcher.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;

/**
 * A cluster whose tasks run on this machine: Marathon's, with a labelled port each, where an HTTP
 * server of this JVM answers with the task's id.
 */
public final class VipCluster implements AutoCloseable {

  private static final FrameworkID FRAMEWORK = FrameworkID.newBuilder().setValue("0001").build();
  private static final AgentID AGENT = AgentID.newBuilder().setValue("S0").build();

  private final Labels.Builder taskLabels = Labels.newBuilder();
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final List<HttpServer> servers = new ArrayList<>();
  private final ScriptedCluster cluster;

  /**
   * A cluster that runs.
   *
   * @param labels of the tasks' ports, {@code VIP_0}, by the tasks' ids
   */
  public VipCluster(Path folder, Map<String, String> labels) throws IOException {
    this(folder, labels, Map.of());
  }

  /**
   * The same.
   *
   * @param ofTasks labels of each task
   */
  public VipCluster(Path folder, Map<String, String> labels, Map<String, String> ofTasks)
      throws IOException {
    ofTasks.forEach(
        (key, value) -> taskLabels.addLabels(Label.newBuilder().setKey(key).setValue(value)));
    for (Map.Entry<String, String> label : labels.entrySet()) {
      tasks.put(label.getKey(), task(label.getKey(), serve(label.getKey()), label.getValue()));
    }
    cluster =
        ScriptedCluster.start(
            MiniMesosOptions.in(folder),
            List.of(
                new ScriptedCluster.Framework(
                    FrameworkInfo.newBuilder()
                        .setUser("nobody")
                        .setName("marathon")
                        .setId(FRAMEWORK)
                        .build(),
                    Optional.of("scheduler@127.0.0.1:8080"))),
            List.of(
                new ScriptedCluster.Agent(
                    AgentInfo.newBuilder().setId(AGENT).setHostname("localhost").build(),
                    "slave(1)@127.0.0.1:5051")),
            List.copyOf(tasks.values()));
  }

  /** {@code host:port} of the master. */
  public String master() {
    return cluster.masterAddress().toString();
  }

  /** Where the task's own server is. */
  public int port(String id) {
    return tasks.get(id).getDiscovery().getPorts().getPorts(0).getNumber();
  }

  /** The task is killed, and its server gone. */
  public void kill(String id) {
    servers.get(List.copyOf(tasks.keySet()).indexOf(id)).stop(0);
    cluster.end(tasks.get(id), status(id, TaskState.TASK_KILLED));
  }

  private int serve(String id) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = id.getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return server.getAddress().getPort();
  }

  private Task task(String id, int port, String label) {
    return Task.newBuilder()
        .setName("sise")
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setFrameworkId(FRAMEWORK)
        .setAgentId(AGENT)
        .setState(TaskState.TASK_RUNNING)
        .setLabels(taskLabels)
        .setDiscovery(discovery(port, label))
        .addStatuses(status(id, TaskState.TASK_RUNNING))
        .build();
  }

  private static DiscoveryInfo discovery(int port, String label) {
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder()
            .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
            .setName("sise");
    Port.Builder one =
        discovery.getPortsBuilder().addPortsBuilder().setNumber(port).setProtocol("tcp");
    one.getLabelsBuilder()
        .addLabels(Label.newBuilder().setKey("VIP_0").setValue(label))
        .addLabels(Label.newBuilder().setKey("network-scope").setValue("host"));
    return discovery.build();
  }

  private static TaskStatus status(String id, TaskState state) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setState(state)
        .setTimestamp(state == TaskState.TASK_RUNNING ? 1.5e9 : 1.6e9)
        .build();
  }

  @Override
  public void close() {
    cluster.close();
    servers.forEach(server -> server.stop(0));
  }
}
