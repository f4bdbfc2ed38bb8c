package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minimesos.agent.ListedAgent;
import io.herald.minizookeeper.MiniZooKeeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Task;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code herald announce --agent} as a user starts it, kills it and starts it again. */
class AnnounceAgentTest {

  private static final String FRAMEWORK = "f-0000";
  private static final String SET = "/aurora/marathon/prod/shop";
  private static final Pattern TOLD = Pattern.compile("`(herald_announce_[a-z_]+)`");
  private static final Pattern PUBLISHED = Pattern.compile("(?m)^# TYPE (herald_announce_\\S+) ");
  private static final Pattern TASK = Pattern.compile("\"task\":\"([^\"]+)\"");
  private static final Pattern PAGE = Pattern.compile("at (http://[^ \n]+)");

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper reader;
  private ListedAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = MiniZooKeeper.withSessionsUpTo(Duration.ofHours(1), folder.resolve("zookeeper"));
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
    agent =
        new ListedAgent(
            0,
            FrameworkInfo.newBuilder()
                .setUser("u")
                .setName("marathon")
                .setId(FrameworkID.newBuilder().setValue(FRAMEWORK))
                .build());
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
    reader.close();
    server.close();
  }

  /** The old session outlives all of the test: what it holds goes by being replaced alone. */
  @ParameterizedTest(name = "SIG{0}")
  @CsvSource({"TERM, 0", "KILL, 137"})
  void aRestartTakesItsMembersOverWithoutAHole(String signal, int code) throws Exception {
    for (int i = 0; i < 5; i++) {
      agent.put(task("shop." + i, "true", TaskState.TASK_RUNNING));
    }
    Process first = announce("first");
    Set<String> before = new TreeSet<>();
    try {
      await().until(() -> members().size() == 5);
      before.addAll(members());
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + first.pid())
          .start()
          .waitFor();
      assertThat(first.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(first.exitValue()).isEqualTo(code);
      assertThat(members()).as("they stay with the session").isEqualTo(before);
    } finally {
      first.destroyForcibly().waitFor();
    }
    agent.remove("shop.0"); // It ends while nobody looks.
    agent.put(task("shop.1", "true", TaskState.TASK_KILLING));
    Process second = announce("second");
    try {
      await()
          .until(
              () -> {
                assertThat(tasks()).as("no hole").contains("shop.2", "shop.3", "shop.4");
                Set<String> now = members();
                return now.size() == 3 && now.stream().noneMatch(before::contains);
              });
      assertThat(tasks()).containsExactlyInAnyOrder("shop.2", "shop.3", "shop.4");
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  @Test
  void onAnInterruptAllMembersLeaveAtOnce() throws Exception {
    agent.put(task("shop.1", "true", TaskState.TASK_RUNNING));
    Process process = announce("log");
    try {
      await().until(() -> members().size() == 1);

      new ProcessBuilder("/bin/sh", "-c", "kill -s INT " + process.pid()).start().waitFor();

      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(members()).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(result -> names.add(result.group(1)));
    return names;
  }

  @Test
  void metricsAndProblemsAreServedToThisMachine() throws Exception {
    agent.put(task("shop.1", "true", TaskState.TASK_RUNNING));
    agent.put(task("shop.2", "{role: a/b}", TaskState.TASK_RUNNING));
    Process process = announce("log", "--metrics-port", "0");
    try {
      await().until(() -> PAGE.matcher(log("log")).find());
      Matcher page = PAGE.matcher(log("log"));
      assertThat(page.find()).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(get(page.group(1) + "metrics"))
                      .contains("herald_announce_members 1", "herald_announce_refused_tasks 1"));
      assertThat(names(PUBLISHED, get(page.group(1) + "metrics")))
          .isEqualTo(names(TOLD, Files.readString(Path.of("../docs/reference/announce.md"))));
      assertThat(get(page.group(1) + "v1/problems"))
          .contains("shop.2", "io.herald.announce:1: role:", "leave them out");
      assertThat(log("log")).contains("task shop.2 of framework " + FRAMEWORK);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --agent localhost:5051 | --agent = "localhost:5051": write scheme, host and port of the agent
          --agent http://localhost | write scheme, host and port of the agent
          --agent http://u:p@h:1 | write scheme, host and port alone; a login has flags of its own
          --agent http://h:1 --agent-poll-secs 0 | --agent-poll-secs = 0: it must be 0.1 or more
          --agent http://h:1 --job x.yaml | --job has no meaning with --agent
          --agent http://h:1 --drain-secs 3 | --drain-secs has no meaning with --agent
          --agent http://h:1 --etcd http://e:2379 | --etcd has no effect with --agent, which announces in ZooKeeper alone
          --agent http://h:1 --secret-file s | --secret-file "s": its principal is missing; give --principal
          --agent http://h:1 --principal p | its secret is missing; give --secret-file
          --agent http://h:1 --ca-cert-file c | --ca-cert-file has no effect over http; write --agent https://
          --agent http://h:1 -- sh | a command can't be run with --agent
          --agent http://h:1 | --announcer-ensemble is missing
          --principal p | --principal has no effect without --agent
          --principal p | --job is missing; give a job file, or --agent
          """)
  void whatDoesNotGoTogetherIsRefused(String flags, String expected) {
    StringWriter err = new StringWriter();
    List<String> args = new ArrayList<>(List.of("announce"));
    args.addAll(List.of(flags.split(" ")));

    int code =
        Herald.commandLine(Map.of())
            .setErr(new PrintWriter(err))
            .execute(args.toArray(String[]::new));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  private Process announce(String log, String... more) throws IOException {
    List<String> words =
        CompiledHerald.command(
            "announce",
            "--agent",
            "http://127.0.0.1:" + agent.port(),
            "--agent-poll-secs",
            "0.1",
            "--zookeeper-session-timeout-secs",
            "3600",
            "--announcer-ensemble",
            server.connectString());
    words.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(log).toFile());
    return builder.start();
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Task task(String id, String label, TaskState state) {
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder().setVisibility(DiscoveryInfo.Visibility.CLUSTER).setName("shop");
    discovery.getPortsBuilder().addPorts(Port.newBuilder().setName("http").setNumber(31000));
    Task.Builder task =
        Task.newBuilder()
            .setName("shop")
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setFrameworkId(FrameworkID.newBuilder().setValue(FRAMEWORK))
            .setAgentId(AgentID.newBuilder().setValue("S0"))
            .setState(state)
            .setDiscovery(discovery);
    task.getLabelsBuilder()
        .addLabels(Label.newBuilder().setKey("io.herald.announce").setValue(label));
    return task.build();
  }

  private Set<String> members() throws Exception {
    try {
      return new TreeSet<>(reader.getChildren(SET, false));
    } catch (KeeperException.NoNodeException e) {
      return Set.of();
    }
  }

  /** Of one moment: if a member goes while they are read, they are read again. */
  private Set<String> tasks() throws Exception {
    while (true) {
      Set<String> tasks = new TreeSet<>();
      try {
        for (String member : members()) {
          String data = new String(reader.getData(SET + "/" + member, false, null), UTF_8);
          Matcher task = TASK.matcher(data);
          if (task.find()) {
            tasks.add(task.group(1));
          }
        }
        return tasks;
      } catch (KeeperException.NoNodeException e) {
        tasks.clear();
      }
    }
  }
}
