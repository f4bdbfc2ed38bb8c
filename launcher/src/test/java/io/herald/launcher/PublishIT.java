package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.PrefixBatch;
import io.herald.etcd.PrefixFollower;
import io.herald.minietcd.MiniEtcd;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Labels;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Ports;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application publishes V1's task (row S17) and others, alone and beside DNS. */
class PublishIT {

  private static final String DIRECTORY = "/skydns/mesos/";
  private static final String SISE = "/skydns/mesos/marathon/sise/";
  private static final String FOREIGN = SISE + "by-hand";

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdClient client;
  private ScriptedCluster cluster;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(Files.createDirectory(folder.resolve("etcd")));
    client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)));
    cluster =
        ScriptedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")),
            List.of(
                new ScriptedCluster.Framework(
                    FrameworkInfo.newBuilder()
                        .setName("marathon")
                        .setUser("root")
                        .setId(FrameworkID.newBuilder().setValue("0001"))
                        .build(),
                    Optional.of("scheduler@10.0.0.9:8080"))),
            List.of(
                new ScriptedCluster.Agent(
                    AgentInfo.newBuilder()
                        .setId(AgentID.newBuilder().setValue("S1"))
                        .setHostname("host1")
                        .build(),
                    "slave(1)@10.0.0.114:5051")),
            List.of(task("sise.1", "sise", 31747), task("web.1", "web", 31748)));
  }

  @AfterEach
  void stop() throws Exception {
    processes.forEach(Process::destroyForcibly);
    cluster.close();
    client.close();
    etcd.close();
  }

  private static Task task(String id, String name, int port) {
    return Task.newBuilder()
        .setName(name)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setFrameworkId(FrameworkID.newBuilder().setValue("0001"))
        .setAgentId(AgentID.newBuilder().setValue("S1"))
        .setState(TaskState.TASK_RUNNING)
        .addStatuses(status(id, TaskState.TASK_RUNNING))
        .setDiscovery(
            DiscoveryInfo.newBuilder()
                .setVisibility(DiscoveryInfo.Visibility.EXTERNAL)
                .setName(name)
                .setPorts(
                    Ports.newBuilder()
                        .addPorts(
                            Port.newBuilder()
                                .setNumber(port)
                                .setProtocol("tcp")
                                .setLabels(
                                    Labels.newBuilder()
                                        .addLabels(
                                            Label.newBuilder()
                                                .setKey("VIP_0")
                                                .setValue("/" + name + ":80"))))))
        .build();
  }

  private static TaskStatus status(String id, TaskState state) {
    return TaskStatus.newBuilder()
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setState(state)
        .build();
  }

  private Process herald(String... arguments) throws IOException {
    Process process =
        HeraldProcess.start(folder, folder.resolve("log-" + processes.size()), Map.of(), arguments);
    processes.add(process);
    return process;
  }

  private Process publisher(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "publish",
                "skydns",
                "--etcd=" + etcd.endpoint(),
                "--masters=" + cluster.masterAddress(),
                "--lease-seconds=4"));
    arguments.addAll(List.of(more));
    return herald(arguments.toArray(String[]::new));
  }

  private String log(int process) throws IOException {
    return Files.readString(folder.resolve("log-" + process), UTF_8);
  }

  private Map<String, String> keys() throws Exception {
    Map<String, String> keys = new HashMap<>();
    for (EtcdEntry entry : client.list(DIRECTORY)) {
      keys.put(entry.key(), entry.text());
    }
    return keys;
  }

  /** The process that is elected, as its key says. */
  private Optional<Process> writer() throws Exception {
    Optional<String> elected =
        client.list("/herald/publish/").stream()
            .min(Comparator.comparingLong(EtcdEntry::createRevision))
            .map(EtcdEntry::text);
    return processes.stream()
        .filter(Process::isAlive)
        .filter(
            process ->
                elected.filter(text -> text.endsWith(", process " + process.pid())).isPresent())
        .findFirst();
  }

  private static String onlyKey(Map<String, String> keys, String directory) {
    return keys.keySet().stream()
        .filter(key -> key.startsWith(directory) && !key.equals(FOREIGN))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ofTwoOneWritesAKilledOneIsFollowedAndWhenBothAreKilledTheLeaseRemovesTheKeys()
      throws Exception {
    etcd.etcdctl("put", FOREIGN, "{\"host\":\"192.168.0.1\"}");
    try (Recording recording = new Recording(client)) {
      publisher();
      publisher();
      await().untilAsserted(() -> assertThat(keys()).as(log(0) + log(1)).hasSize(3));
      String sise = onlyKey(keys(), SISE);
      assertThat(keys())
          .containsEntry(FOREIGN, "{\"host\":\"192.168.0.1\"}")
          .containsEntry(
              sise,
              "{\"host\":\"10.0.0.114\",\"port\":31747,\"ttl\":12,\"group\":\"sise.marathon\","
                  + "\"herald\":\"herald\"}");
      long lease = client.get(sise).orElseThrow().lease();
      assertThat(client.secondsLeft(lease).orElseThrow()).isBetween(1L, 12L);
      recording.watchFor(Set.of(sise, FOREIGN));

      // Nobody writes for no longer than this has left.
      EtcdEntry election = client.list("/herald/publish/").get(0);
      assertThat(client.secondsLeft(election.lease()).orElseThrow()).isBetween(0L, 4L);
      Process first = writer().orElseThrow();
      first.destroyForcibly().waitFor();
      cluster.end(task("web.1", "web", 31748), status("web.1", TaskState.TASK_FINISHED));
      await().untilAsserted(() -> assertThat(keys()).containsOnlyKeys(sise, FOREIGN));
      await()
          .untilAsserted(
              () -> assertThat(client.get(sise).orElseThrow().lease()).isNotEqualTo(lease));
      assertThat(recording.vanished()).isEmpty();
      recording.requireOneWriterAtATime();

      writer().orElseThrow().destroyForcibly().waitFor();
      await().untilAsserted(() -> assertThat(keys()).containsOnlyKeys(FOREIGN));
      assertThat(recording.vanished()).doesNotContain(FOREIGN);
      EtcdEntry foreign = client.get(FOREIGN).orElseThrow();
      assertThat(foreign.version()).as("writes of the foreign key").isEqualTo(1);
      assertThat(foreign.text()).isEqualTo("{\"host\":\"192.168.0.1\"}");
      assertThat(foreign.lease()).isZero();
    }
  }

  @Test
  void sigtermLeavesInOrderAndBesideDnsItIsTheSame() throws Exception {
    Process alone = publisher("--metrics-port=" + HeraldProcess.freePort());
    await().untilAsserted(() -> assertThat(keys()).as(log(0)).hasSize(2));
    String sise = onlyKey(keys(), SISE);
    long lease = client.get(sise).orElseThrow().lease();
    try (Recording recording = new Recording(client)) {
      recording.watchFor(keys().keySet());
      int httpPort = HeraldProcess.freePort();
      herald(
          "dns",
          "--masters=" + cluster.masterAddress(),
          "--listener=127.0.0.1",
          "--port=" + HeraldProcess.freePort(),
          "--http-listener=127.0.0.1",
          "--http-port=" + httpPort,
          "--publish-etcd=" + etcd.endpoint(),
          "--publish-lease-seconds=4");
      await()
          .untilAsserted(
              () ->
                  assertThat(HeraldProcess.get(httpPort, "/metrics"))
                      .as(log(1))
                      .contains("herald_publish_leader 0.0"));
      alone.destroy();
      assertThat(alone.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(log(0))
          .contains(
              "no longer publishing below /skydns/mesos/: a successor takes the keys over within"
                  + " 12 s, or they end");
      await()
          .untilAsserted(
              () ->
                  assertThat(HeraldProcess.get(httpPort, "/metrics"))
                      .contains("herald_publish_leader 1.0", "herald_publish_keys 2.0"));
      await()
          .untilAsserted(
              () -> assertThat(client.get(sise).orElseThrow().lease()).isNotEqualTo(lease));
      etcd.etcdctl("put", SISE + "x", "not json");
      assertThat(recording.vanished()).isEmpty();
      recording.requireOneWriterAtATime();
    }
  }

  @Test
  void whatIsMissingOrWrongIsSaidAtOnce() throws Exception {
    Process process =
        herald("publish", "skydns", "--lease-seconds=1", "--prefix=skydns", "--etcd-user=a");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(log(0))
        .contains(
            "--etcd is missing; give the URLs of etcd's members, as --etcd=http://127.0.0.1:2379,"
                + " write \"etcd\" into the file of --config, or set HERALD_PUBLISH_ETCD",
            "--lease-seconds",
            "--prefix = \"skydns\": \"skydns\" is no prefix of keys",
            "write /skydns");
    assertThat(herald("publish", "consul").waitFor()).isEqualTo(2);
    assertThat(log(1)).contains("\"consul\" is not a form of keys; write skydns");
  }

  /** Everything that becomes of the keys, in the order of etcd's revisions. */
  private static final class Recording implements AutoCloseable {

    private record Written(long revision, String key, long lease) {}

    private final PrefixFollower follower;
    private final List<Written> written = new ArrayList<>();
    private final Set<String> watched = new HashSet<>();
    private final Set<String> vanished = new LinkedHashSet<>();

    Recording(EtcdClient client) {
      follower = PrefixFollower.start(client, DIRECTORY, this::changed);
    }

    private synchronized void changed(PrefixBatch batch) {
      batch.deletes().stream().filter(watched::contains).forEach(vanished::add);
      for (EtcdEntry entry : batch.puts()) {
        if (entry.lease() != 0) {
          written.add(new Written(entry.modRevision(), entry.key(), entry.lease()));
        }
      }
    }

    synchronized void watchFor(Set<String> keys) {
      watched.addAll(keys);
    }

    synchronized Set<String> vanished() {
      return Set.copyOf(vanished);
    }

    /** Each writer has a lease of its own: once another's is there, none of the first comes. */
    synchronized void requireOneWriterAtATime() {
      written.sort(Comparator.comparingLong(Written::revision));
      Set<Long> ended = new HashSet<>();
      long writer = 0;
      for (Written one : written) {
        if (one.lease() != writer) {
          assertThat(ended).as("a writer that was followed: %s", one).doesNotContain(one.lease());
          ended.add(writer);
          writer = one.lease();
        }
      }
      assertThat(ended).as("writers").hasSizeGreaterThanOrEqualTo(2);
    }

    @Override
    public void close() {
      follower.close();
    }
  }
}
