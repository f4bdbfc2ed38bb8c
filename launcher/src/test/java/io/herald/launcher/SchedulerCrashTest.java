package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler as a user starts it, in a process of its own that is killed. */
@Timeout(300)
class SchedulerCrashTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String JOB =
      """
      cluster: c
      role: r
      environment: e
      name: n
      instances: 2
      task:
        processes: [{name: p, cmdline: 'echo "$GREETING" > "$OUT/$$"; exec sleep 600'}]
        resources: {cpu: 0.1, ram: 32MB, disk: 16MB}
        finalization_wait: 1
      lifecycle: {drain_secs: 0}
      """;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private MiniMesos mesos;

  @BeforeEach
  void startMesos() throws Exception {
    Files.writeString(folder.resolve("job.yaml"), JOB);
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withAgents(1));
  }

  @AfterEach
  void stopAll() {
    started.forEach(Process::destroyForcibly);
    mesos.close();
  }

  private Process start(Path log, String... flags) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    List<String> words =
        CompiledHerald.command(
            "scheduler",
            "--master=" + mesos.masterUrl(),
            "--job=" + folder.resolve("job.yaml"),
            "--executor-command=" + CompiledHerald.shell("-Xmx64m", "executor"),
            "--executor-env=CLASSPATH=" + CompiledHerald.classPath(),
            "--executor-env=OUT=" + out,
            "--executor-env=GREETING=hello, all = well",
            "--executor-cpus=0.2",
            "--executor-ram-mb=96");
    words.addAll(Arrays.asList(flags));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static ConditionFactory eventually() {
    return await().ignoreExceptionsInstanceOf(IOException.class);
  }

  private JsonNode state() throws IOException {
    try (InputStream state = URI.create(mesos.httpUrl() + "/state").toURL().openStream()) {
      return JSON.readTree(state);
    }
  }

  /** The ids of the tasks that run. */
  private Set<String> running() throws IOException {
    Set<String> running = new TreeSet<>();
    for (JsonNode task : state().at("/frameworks/0/tasks")) {
      if (task.path("state").asText().equals("TASK_RUNNING")) {
        running.add(task.path("id").asText());
      }
    }
    return running;
  }

  @Test
  void withoutAFileOfItsIdACrashEndsItsTasks() throws Exception {
    Path log = folder.resolve("log");
    Process scheduler = start(log);
    eventually().until(() -> running().size() == 2);
    assertThat(state().at("/frameworks/0/failover_timeout").asDouble()).isZero();

    scheduler.destroyForcibly().waitFor();

    eventually().until(() -> state().path("frameworks").isEmpty());
    assertThat(state().at("/completed_frameworks/0/tasks")).isEmpty();
    assertThat(Files.readString(log))
        .contains(
            "without --framework-id-file, tasks end with the scheduler or its connection to the"
                + " master");
  }

  @Test
  void withAFileOfItsIdARestartFindsItsTasks() throws Exception {
    Path log = folder.resolve("log");
    String file = "--framework-id-file=" + folder.resolve("id");
    Process scheduler = start(log, file);
    eventually().until(() -> running().size() == 2);
    Set<String> before = running();
    assertThat(state().at("/frameworks/0/failover_timeout").asDouble()).isEqualTo(604800);
    assertThat(Files.readString(log))
        .contains("tasks outlive the scheduler by 604800 s, for a restart with " + folder);

    scheduler.destroyForcibly().waitFor();
    start(folder.resolve("log2"), file);

    eventually()
        .until(
            () ->
                Files.readString(folder.resolve("log2"))
                    .contains("the master has reported what runs: 2 of 2 instances run"));
    assertThat(running()).isEqualTo(before);
    assertThat(state().at("/frameworks/0/completed_tasks")).isEmpty();
    assertThat(state().path("frameworks")).hasSize(1);
  }

  @Test
  void theExecutorsResourcesAndEnvironmentAreAsTheFlagsSay() throws Exception {
    start(folder.resolve("log"));
    eventually().until(() -> running().size() == 2);

    assertThat(state().at("/slaves/0/used_resources/cpus").asDouble())
        .isCloseTo(2 * (0.1 + 0.2), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(state().at("/slaves/0/used_resources/mem").asDouble()).isEqualTo(2 * (32 + 96));
    eventually()
        .until(
            () -> {
              try (var files = Files.list(folder.resolve("out"))) {
                List<Path> written = files.toList();
                return written.size() == 2
                    && written.stream().allMatch(SchedulerCrashTest::isGreeting);
              }
            });
  }

  private static boolean isGreeting(Path file) {
    try {
      return Files.readString(file).equals("hello, all = well\n");
    } catch (IOException e) {
      return false;
    }
  }
}
