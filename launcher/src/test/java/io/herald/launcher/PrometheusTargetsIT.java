package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.prometheus.PrometheusProcess;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.membership.Membership;
import io.herald.serverset.membership.MembershipState;
import io.herald.serverset.membership.ServerSet;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's Prometheus finds the same targets in every way that there is, at once, and loses none
 * while Herald is away (acceptance row A10). Herald is a process, which is killed.
 */
class PrometheusTargetsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int PORT = 31_000;
  private static final int DNS_PORT = 53;

  /** Prometheus reads it from here alone, and asks port 53. */
  private static final String DNS_ADDRESS = "127.71.5.3";

  private static final FrameworkID MARATHON = FrameworkID.newBuilder().setValue("m-0000").build();

  @TempDir private Path folder;

  private static String host(int task) {
    return "127.71.0." + (1 + task);
  }

  private static String target(int task) {
    return host(task) + ":" + PORT;
  }

  private static Set<String> targets(int... tasks) {
    Set<String> targets = new TreeSet<>();
    for (int task : tasks) {
      targets.add(target(task));
    }
    return targets;
  }

  @Test
  void theSameTargetsAreFoundInEveryWayAndNoneIsLostWhileHeraldRestarts() throws Exception {
    Path resolvConf =
        Files.writeString(folder.resolve("resolv.conf"), "nameserver " + DNS_ADDRESS + "\n");
    assumeTrue(
        mayReplaceResolvConf(resolvConf) && canBindDns(),
        "Prometheus' dns_sd asks port 53 of what /etc/resolv.conf names: this needs root");
    List<Task> tasks = List.of(task(0), task(1), task(2));
    try (MiniZooKeeper zooKeeper = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(ZooKeeperOptions.of(zooKeeper.connectString()));
        ScriptedCluster cluster = cluster(tasks)) {
      List<Membership> members = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        members.add(join(connection, i));
      }
      int api = HeraldProcess.freePort();
      int marathon = HeraldProcess.freePort();
      Path config = config(cluster.masterAddress().port(), api, marathon);
      Process herald = start(config, "first");
      try (PrometheusProcess prometheus =
          PrometheusProcess.start(
              folder,
              prometheusConfig(api, marathon, zooKeeper.connectString()),
              withResolvConf(resolvConf, "exec \"$@\"", "prometheus"))) {
        everyJobHas(prometheus, targets(0, 1, 2));

        herald.destroyForcibly().waitFor();
        losesNoneFor(prometheus, 12, targets(0, 1, 2));
        herald = start(config, "second");
        awaitWhileNoneIsLost(prometheus, targets(0, 1, 2), () -> isAsked(api));

        // It goes on from there.
        members.get(1).leave(PATIENCE);
        cluster.end(tasks.get(1), status(tasks.get(1), TaskState.TASK_FINISHED));
        everyJobHas(prometheus, targets(0, 2));
      } finally {
        herald.destroy();
        assertThat(herald.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static final Set<String> JOBS = Set.of("http", "file", "dns", "serverset", "marathon");

  private static void everyJobHas(PrometheusProcess prometheus, Set<String> expected) {
    Map<String, Set<String>> all =
        JOBS.stream().collect(Collectors.toMap(job -> job, job -> expected));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(targets(prometheus)).as(prometheus.log()).isEqualTo(all));
  }

  /** While Herald is away for so many looks, a second apart: longer than Prometheus' batches. */
  private static void losesNoneFor(PrometheusProcess prometheus, int looks, Set<String> expected) {
    int[] look = {0};
    awaitWhileNoneIsLost(prometheus, expected, () -> ++look[0] >= looks);
  }

  private static void awaitWhileNoneIsLost(
      PrometheusProcess prometheus, Set<String> expected, Callable<Boolean> done) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Map<String, Set<String>> found = targets(prometheus);
              for (String job : JOBS) {
                assertThat(found.get(job)).as("%s: %s", job, prometheus.log()).isEqualTo(expected);
              }
              return done.call();
            });
  }

  /** The addresses of its targets, by job. */
  private static Map<String, Set<String>> targets(PrometheusProcess prometheus) {
    Map<String, Set<String>> targets = new HashMap<>();
    for (JsonNode target : prometheus.activeTargets()) {
      targets
          .computeIfAbsent(target.get("scrapePool").asText(), job -> new TreeSet<>())
          .add(target.at("/discoveredLabels/__address__").asText());
    }
    return targets;
  }

  /** Whether Prometheus has read the targets from this process often enough to have taken them. */
  private static boolean isAsked(int api) throws InterruptedException {
    String metrics = HeraldProcess.get(api, "/metrics");
    return count(metrics, "herald_http_requests_total", "\"/v2/prometheus\"", "\"200\"") >= 7
        && count(metrics, "herald_dns_queries_total", "\"A\"") >= 7;
  }

  /** The value of the row with these labels' values. */
  private static double count(String metrics, String name, String... values) {
    return metrics
        .lines()
        .filter(
            line ->
                line.startsWith(name + "{") && List.of(values).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private Process start(Path config, String name) throws IOException {
    return HeraldProcess.start(
        folder, folder.resolve(name + ".log"), Map.of(), "dns", "--config", config.toString());
  }

  private Path config(int master, int api, int marathon) throws IOException {
    return Files.writeString(
        folder.resolve("config.json"),
        """
        {"zk": "", "masters": ["127.0.0.1:%d"], "domain": "mesos", "listener": "%s", "port": %d,
         "httpListener": "127.0.0.1", "httpPort": %d, "externalOn": false,
         "marathonPort": %d, "renderConfig": "%s"}
        """
            .formatted(
                master,
                DNS_ADDRESS,
                DNS_PORT,
                api,
                marathon,
                Files.writeString(
                    folder.resolve("render.yaml"),
                    """
                    files:
                      - target: %s
                        template: prometheus-file-sd
                        queries:
                          all: {port: http, health: any}
                    """
                        .formatted(folder.resolve("targets.json")))));
  }

  private String prometheusConfig(int api, int marathon, String zooKeeper) {
    return """
        global:
          scrape_interval: 1h
        scrape_configs:
          - job_name: http
            http_sd_configs:
              - url: "http://127.0.0.1:%1$d/v2/prometheus?port=http"
                refresh_interval: 1s
          - job_name: dns
            dns_sd_configs:
              - names: ["web.marathon.mesos"]
                type: A
                port: %2$d
                refresh_interval: 1s
          - job_name: file
            file_sd_configs:
              - files: ["%4$s"]
                refresh_interval: 1s
          - job_name: serverset
            serverset_sd_configs:
              - servers: ["%3$s"]
                paths: ["/aurora"]
          - job_name: marathon
            marathon_sd_configs:
              - servers: ["http://127.0.0.1:%5$d"]
                refresh_interval: 1s
        """
        .formatted(api, PORT, zooKeeper, folder.resolve("targets.json"), marathon);
  }

  /** A shell in a mount namespace of its own, whose {@code /etc/resolv.conf} is that file. */
  private static String[] withResolvConf(Path resolvConf, String script, String... arguments) {
    String namespaces = "root".equals(System.getProperty("user.name")) ? "-m" : "-Urm";
    String mount = "mount --bind " + resolvConf + " /etc/resolv.conf && " + script;
    return Stream.concat(Stream.of("unshare", namespaces, "sh", "-c", mount), Stream.of(arguments))
        .toArray(String[]::new);
  }

  /** Whether this user may have mount namespaces, as root may outside of containers. */
  private static boolean mayReplaceResolvConf(Path resolvConf) throws InterruptedException {
    try {
      return new ProcessBuilder(withResolvConf(resolvConf, "true"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // There is no unshare.
    }
  }

  private static boolean canBindDns() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(DNS_ADDRESS), DNS_PORT));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Membership join(ZooKeeperConnection connection, int task) {
    Membership membership =
        new ServerSet(connection, new ServerSetPath("/aurora/www/prod/web"))
            .join(Member.alive(new Endpoint(host(task), PORT), Map.of(), task));
    await().atMost(PATIENCE).until(() -> membership.state() instanceof MembershipState.Joined);
    return membership;
  }

  private static AgentID agent(int number) {
    return AgentID.newBuilder().setValue("m-S" + number).build();
  }

  private static Task task(int number) {
    TaskID id = TaskID.newBuilder().setValue("web." + number).build();
    Value.Ranges port =
        Value.Ranges.newBuilder()
            .addRange(Value.Range.newBuilder().setBegin(PORT).setEnd(PORT))
            .build();
    return Task.newBuilder()
        .setName("web")
        .setTaskId(id)
        .setFrameworkId(MARATHON)
        .setAgentId(agent(number))
        .setState(TaskState.TASK_RUNNING)
        .setDiscovery(
            DiscoveryInfo.newBuilder()
                .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
                .setName("web")
                .setPorts(
                    Ports.newBuilder()
                        .addPorts(
                            Port.newBuilder().setNumber(PORT).setName("http").setProtocol("tcp"))))
        .addResources(
            Resource.newBuilder().setName("ports").setType(Value.Type.RANGES).setRanges(port))
        .addStatuses(status(id, TaskState.TASK_RUNNING))
        .build();
  }

  private static TaskStatus status(Task task, TaskState state) {
    return status(task.getTaskId(), state).build();
  }

  private static TaskStatus.Builder status(TaskID id, TaskState state) {
    return TaskStatus.newBuilder().setTaskId(id).setState(state).setTimestamp(1.5e9);
  }

  private ScriptedCluster cluster(List<Task> tasks) throws IOException {
    List<ScriptedCluster.Agent> agents = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      agents.add(
          new ScriptedCluster.Agent(
              AgentInfo.newBuilder().setId(agent(i)).setHostname(host(i)).build(),
              "slave(1)@" + host(i) + ":5051"));
    }
    return ScriptedCluster.start(
        MiniMesosOptions.in(folder.resolve("mesos")),
        List.of(
            new ScriptedCluster.Framework(
                FrameworkInfo.newBuilder()
                    .setUser("nobody")
                    .setName("marathon")
                    .setId(MARATHON)
                    .build(),
                Optional.empty())),
        agents,
        tasks);
  }
}
