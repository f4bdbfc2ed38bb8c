package io.herald.dns.server;

import com.google.protobuf.ByteString;
import io.herald.minimesos.ScriptedCluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.ContainerInfo.DockerInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;

/**
 * A cluster of services with a few tasks each, of many kinds: with and without DiscoveryInfo, on
 * every kind of network, healthy or not, in every state, with names and ports that can't be served.
 * The same seed gives the same cluster.
 */
final class GeneratedState {

  private static final String CLUSTER = "5d1f0c2a-90be-4c55-8a10-7f3f5f0e6b21";
  private static final int TASKS_PER_AGENT = 20;

  private final Random random;
  private final List<ScriptedCluster.Framework> frameworks = new ArrayList<>();
  private final List<ScriptedCluster.Agent> agents = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private int services;
  private int containers;

  GeneratedState(int size, long seed) {
    random = new Random(seed);
    framework("marathon", "10.200.0.1", 25501);
    framework("chronos", "10.200.0.2", 25502);
    framework("TwitterScheduler", "10.200.0.3", 8083);
    framework("Grüner Dienst.Prod_1..x", "10.200.0.4", 0);
    framework("marathon", "10.200.0.5", 25501);
    for (int i = 0; i < Math.max(2, size / TASKS_PER_AGENT); i++) {
      agent(i);
    }
    while (tasks.size() < size) {
      service(size - tasks.size());
    }
    // A master lists what an agent brought when it registered: agent by agent.
    List<String> order = agents.stream().map(agent -> agent.info().getId().getValue()).toList();
    tasks.sort(Comparator.comparingInt(task -> order.indexOf(task.getAgentId().getValue())));
  }

  List<ScriptedCluster.Framework> frameworks() {
    return frameworks;
  }

  List<ScriptedCluster.Agent> agents() {
    return agents;
  }

  /** Agent by agent. */
  List<Task> tasks() {
    return tasks;
  }

  /** Port 0: a scheduler of the HTTP API, which has no pid. */
  private void framework(String name, String host, int port) {
    String id = CLUSTER + "-" + String.format("%04d", frameworks.size());
    frameworks.add(
        new ScriptedCluster.Framework(
            FrameworkInfo.newBuilder()
                .setUser("nobody")
                .setName(name)
                .setId(FrameworkID.newBuilder().setValue(id))
                .setHostname(host)
                .setCheckpoint(true)
                .build(),
            port == 0
                ? Optional.empty()
                : Optional.of("scheduler-" + frameworks.size() + "@" + host + ":" + port)));
  }

  private void agent(int number) {
    String address =
        number % 5 == 4
            ? "[2001:db8::" + Integer.toHexString(number) + "]"
            : "10.1.0." + (1 + number);
    agents.add(
        new ScriptedCluster.Agent(
            AgentInfo.newBuilder()
                .setId(AgentID.newBuilder().setValue(CLUSTER + "-S" + number))
                .setHostname("Agent-" + number + ".example.com")
                .setPort(5051)
                .build(),
            "slave(1)@" + address + ":" + (number % 7 == 6 ? 5052 : 5051)));
  }

  private void service(int room) {
    int number = services++;
    FrameworkInfo framework = frameworks.get(random.nextInt(frameworks.size())).info();
    String base = name(number);
    int size = Math.min(room, 1 + random.nextInt(12));
    int kind = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      tasks.add(task(framework, base, number, i, kind));
    }
  }

  private String name(int number) {
    String plain = "svc" + number;
    return switch (random.nextInt(8)) {
      case 0 -> "role" + number % 7 + "/prod/" + plain;
      case 1 -> plain + ".prod.role" + number % 7;
      case 2 -> "Größe_" + plain + " $x";
      case 3 -> plain + "-" + "long".repeat(5 + random.nextInt(15));
      case 4 -> plain.toUpperCase(Locale.ROOT) + "..Dotted";
      case 5 -> random.nextBoolean() ? "###" : "svc." + number % 3;
      default -> plain;
    };
  }

  private Task task(FrameworkInfo framework, String base, int service, int instance, int kind) {
    String id = "svc" + service + "." + instance + "-" + Integer.toHexString(random.nextInt());
    int port = 31000 + random.nextInt(490) * 2;
    Task.Builder task =
        Task.newBuilder()
            .setName(base)
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setFrameworkId(framework.getId())
            .setAgentId(agents.get(random.nextInt(agents.size())).info().getId())
            .setState(state());
    if (random.nextInt(5) > 0) {
      task.addResources(ports(port, port + 1));
    }
    if (random.nextInt(10) == 0) {
      task.addResources(ports(40000, 40000 + random.nextInt(4)));
    }
    task.getLabelsBuilder().addLabels(label("team", "team-" + service % 17));
    if (kind > 0 && random.nextInt(20) > 0) {
      task.setDiscovery(discovery(base, service, port));
    }
    String address = address();
    network(task, kind, port);
    status(task, TaskState.TASK_STARTING, 1.5e9, address);
    if (task.getState() != TaskState.TASK_STAGING && task.getState() != TaskState.TASK_STARTING) {
      status(task, TaskState.TASK_RUNNING, 1.5e9 + 1.25, address);
    }
    if (task.getState() == TaskState.TASK_KILLING) {
      status(task, TaskState.TASK_KILLING, 1.5e9 + 2.5, "");
    }
    return task.build();
  }

  private TaskState state() {
    return switch (random.nextInt(20)) {
      case 0 -> TaskState.TASK_STAGING;
      case 1 -> TaskState.TASK_STARTING;
      case 2 -> TaskState.TASK_KILLING;
      default -> TaskState.TASK_RUNNING;
    };
  }

  private DiscoveryInfo discovery(String base, int service, int port) {
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder().setVisibility(DiscoveryInfo.Visibility.FRAMEWORK);
    if (random.nextInt(20) > 0) {
      discovery.setName(service % 4 == 0 ? base + ".prod.role" + service % 7 : base);
    }
    Port.Builder http = discovery.getPortsBuilder().addPortsBuilder();
    http.setNumber(port).setName("http").setProtocol("tcp");
    if (service % 6 == 0) {
      http.getLabelsBuilder()
          .addLabels(label("io.herald.dns.weight", String.valueOf(1 + random.nextInt(300))))
          .addLabels(label("network-scope", random.nextBoolean() ? "host" : "container"));
    }
    Port.Builder admin = discovery.getPortsBuilder().addPortsBuilder();
    admin.setNumber(service % 11 == 0 ? 70000 : port + 1).setName("Admin_Port.x");
    if (service % 3 > 0) {
      admin.setProtocol(service % 3 == 1 ? "UDP" : "tcp");
    }
    if (service % 9 == 0) {
      discovery.getLabelsBuilder().addLabels(label("io.herald.dns.priority", "7"));
    }
    if (service % 13 == 0) {
      discovery.getLabelsBuilder().addLabels(label("io.herald.dns.address", "container"));
    }
    return discovery.build();
  }

  /** What the framework asked for: the agent's network, Docker's bridge, mapped ports, its own. */
  private static void network(Task.Builder task, int kind, int port) {
    switch (kind) {
      case 1 -> {
        DockerInfo.Builder docker = container(task, ContainerInfo.Type.DOCKER).getDockerBuilder();
        docker.setImage("registry.example.com/app:1").setNetwork(DockerInfo.Network.BRIDGE);
        docker.addPortMappingsBuilder().setHostPort(port).setContainerPort(80).setProtocol("tcp");
      }
      case 2 ->
          container(task, ContainerInfo.Type.DOCKER)
              .getDockerBuilder()
              .setImage("registry.example.com/app:1")
              .setNetwork(DockerInfo.Network.HOST);
      case 3 ->
          container(task, ContainerInfo.Type.MESOS).addNetworkInfosBuilder().setName("overlay");
      default -> {
        // No container: the agent's network.
      }
    }
  }

  private static ContainerInfo.Builder container(Task.Builder task, ContainerInfo.Type type) {
    return task.getContainerBuilder().setType(type);
  }

  private String address() {
    int number = containers++;
    return switch (number % 12) {
      case 3 -> "fd01:b::" + Integer.toHexString(number);
      case 7 -> "no address";
      default -> "172.16." + number / 250 + "." + (1 + number % 250);
    };
  }

  private void status(Task.Builder task, TaskState state, double time, String address) {
    TaskStatus.Builder status = task.addStatusesBuilder();
    status
        .setTaskId(task.getTaskId())
        .setAgentId(task.getAgentId())
        .setState(state)
        .setTimestamp(time)
        .setUuid(ByteString.copyFromUtf8(task.getTaskId().getValue() + state));
    if (state == TaskState.TASK_RUNNING && random.nextInt(3) > 0) {
      status.setHealthy(random.nextInt(4) > 0);
    }
    if (!address.isEmpty()) {
      NetworkInfo.Builder network = status.getContainerStatusBuilder().addNetworkInfosBuilder();
      network.addIpAddressesBuilder().setIpAddress(address);
      if (random.nextInt(4) == 0) {
        network.addIpAddressesBuilder().setIpAddress("fd02::" + containers);
      }
      task.getContainer().getNetworkInfosList().forEach(of -> network.setName(of.getName()));
      if (random.nextInt(5) == 0) {
        status
            .getLabelsBuilder()
            .addLabels(label("Docker.NetworkSettings.IPAddress", "172.17.0." + containers % 250));
      }
    }
  }

  private static Resource ports(int from, int to) {
    Value.Range.Builder range = Value.Range.newBuilder().setBegin(from).setEnd(to);
    return Resource.newBuilder()
        .setName("ports")
        .setType(Value.Type.RANGES)
        .setRanges(Value.Ranges.newBuilder().addRange(range))
        .build();
  }

  private static Label label(String key, String value) {
    return Label.newBuilder().setKey(key).setValue(value).build();
  }
}
