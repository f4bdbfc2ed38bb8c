package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.ScriptedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application renders files: on its own, once, and inside of the DNS server. */
class RenderIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String SEEDS = "10.0.0.1,10.0.0.2\n";

  @TempDir private Path folder;
  private ScriptedCluster cluster;

  /** Three seeds of Cassandra, two of them on one agent. */
  @BeforeEach
  void start() throws IOException {
    List<ScriptedCluster.Agent> agents = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (String id : List.of("1", "2")) {
      agents.add(
          new ScriptedCluster.Agent(
              AgentInfo.newBuilder()
                  .setId(AgentID.newBuilder().setValue(id))
                  .setHostname("host" + id)
                  .build(),
              "slave(1)@10.0.0." + id + ":5051"));
    }
    for (String[] one : new String[][] {{"a", "2"}, {"b", "1"}, {"c", "1"}}) {
      tasks.add(
          Task.newBuilder()
              .setName("cassandra-seed")
              .setTaskId(TaskID.newBuilder().setValue("cassandra-seed." + one[0]))
              .setFrameworkId(FrameworkID.newBuilder().setValue("0001"))
              .setAgentId(AgentID.newBuilder().setValue(one[1]))
              .setState(TaskState.TASK_RUNNING)
              .addStatuses(
                  TaskStatus.newBuilder()
                      .setTaskId(TaskID.newBuilder().setValue("cassandra-seed." + one[0]))
                      .setState(TaskState.TASK_RUNNING))
              .build());
    }
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
            agents,
            tasks);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void write(String target) throws IOException {
    Files.writeString(
        folder.resolve("render.yaml"),
        """
        files:
          - target: %s
            template: cassandra-seeds
            queries: {seeds: {name: cassandra-seed, framework: marathon}}
            reload: [touch, "{file}.reloaded"]
        """
            .formatted(target));
  }

  private Process herald(String... arguments) throws IOException {
    return HeraldProcess.start(folder, folder.resolve("log"), Map.of(), arguments);
  }

  private Process render(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "render",
                "--config",
                "render.yaml",
                "--masters",
                cluster.masterAddress().toString()));
    arguments.addAll(List.of(more));
    return herald(arguments.toArray(String[]::new));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private void awaitContent(String file, String content) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Files.exists(folder.resolve(file))
                    && Files.readString(folder.resolve(file)).equals(content));
  }

  private static void hangUp(Process process) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start().waitFor())
        .isZero();
  }

  private static void end(Process process) throws Exception {
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void onceRendersAndDryRunOnlyShows() throws Exception {
    write("seeds");

    assertThat(render("--dry-run").waitFor()).as(log()).isZero();
    assertThat(log()).contains("+++ " + folder.toRealPath().resolve("seeds"), "+" + SEEDS.strip());
    assertThat(folder.resolve("seeds")).doesNotExist();

    assertThat(render("--once").waitFor()).as(log()).isZero();
    assertThat(folder.resolve("seeds")).hasContent(SEEDS);
    assertThat(folder.resolve("seeds.reloaded")).exists();
  }

  @Test
  void aMistakeInTheFileIsTheCommandLinesFault() throws Exception {
    Files.writeString(folder.resolve("render.yaml"), "files:\n  - targt: x\n");

    assertThat(render().waitFor()).isEqualTo(2);
    assertThat(log())
        .contains(
            "herald render: render.yaml:2: files[0].target: it is missing",
            "\nrender.yaml:2: files[0].targt: unknown field; did you mean \"target\"?");
  }

  @Test
  void filesFollowTheClusterAndSighupReadsTheConfigurationAgain() throws Exception {
    int port = HeraldProcess.freePort();
    write("seeds");
    Process render = render("--metrics-port", String.valueOf(port));
    try {
      awaitContent("seeds", SEEDS);
      await()
          .atMost(PATIENCE)
          .until(() -> HeraldProcess.get(port, "/metrics").contains("result=\"written\"} 1.0"));

      Files.writeString(folder.resolve("render.yaml"), "files: none\n");
      hangUp(render);
      await().atMost(PATIENCE).until(() -> log().contains("render.yaml is refused"));
      assertThat(log()).contains("render.yaml:1: files: the text \"none\" stands here");

      write("other");
      hangUp(render);
      awaitContent("other", SEEDS);
      await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("other.reloaded")));
    } finally {
      end(render);
    }
    assertThat(log()).contains("herald render stopped");
  }

  /** The start script of the seed's Cassandra image, to the letter but for the server's address. */
  @Test
  void insideOfTheDnsServerFilesAreRenderedAndTheSeedsLineGivesTheSameList() throws Exception {
    int dnsPort = HeraldProcess.freePort();
    int httpPort = HeraldProcess.freePort();
    write("seeds");
    Process dns =
        herald(
            "dns",
            "--masters",
            cluster.masterAddress().toString(),
            "--listener=127.0.0.1",
            "--port=" + dnsPort,
            "--http-listener=127.0.0.1",
            "--http-port=" + httpPort,
            "--render-config=render.yaml");
    try {
      awaitContent("seeds", SEEDS);
      await()
          .atMost(PATIENCE)
          .until(() -> HeraldProcess.get(httpPort, "/metrics").contains("herald_render_instances"));

      Process line =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "dig() { command dig -p "
                      + dnsPort
                      + " @127.0.0.1 \"$@\"; }; SEED=cassandra-seed.marathon.mesos;"
                      + " SEED=`echo $(dig +short $SEED) | tr ' ' ','`; echo $SEED")
              .redirectErrorStream(true)
              .start();
      String list = new String(line.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(List.of(list.split(",", -1))).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");

      write("other");
      hangUp(dns);
      awaitContent("other", SEEDS);
    } finally {
      end(dns);
    }
  }
}
