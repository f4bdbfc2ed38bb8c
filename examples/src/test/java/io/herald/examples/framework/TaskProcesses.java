package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The processes of tasks that write down their process id before they sleep. */
final class TaskProcesses {

  /** The command of such a task. */
  static final String SLEEP = "echo $$ > \"$PIDS/{{thermos.task_id}}\"; exec sleep 600";

  private final Path folder;

  TaskProcesses(Path folder) {
    this.folder = folder;
  }

  /** Of a framework whose executors run such tasks. */
  FrameworkOptions options(String master, FrameworkOptions.OnExit onExit) {
    return new FrameworkOptions(
        master,
        System.getProperty("user.name"),
        "*",
        Optional.empty(),
        Duration.ofMinutes(5),
        Optional.of(folder.resolve("framework-id")),
        ExecutorUnderTest.command(),
        Map.of("CLASSPATH", System.getProperty("java.class.path"), "PIDS", folder.toString()),
        onExit);
  }

  void kill(String taskId) {
    assertThat(process(taskId).orElseThrow().destroyForcibly()).isTrue();
  }

  boolean alive(String taskId) {
    return process(taskId).filter(ProcessHandle::isAlive).isPresent();
  }

  /** Absent before the task wrote it down, and once it is gone. */
  private Optional<ProcessHandle> process(String taskId) {
    Path written = folder.resolve(taskId);
    try {
      String pid = Files.exists(written) ? Files.readString(written).strip() : "";
      return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
