package io.herald.executor.process;

import static io.herald.executor.TestTasks.FOREVER;
import static io.herald.executor.TestTasks.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskProcessTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final TaskMark MARK = TaskMark.random();

  /** Starts what has a session of its own and, soon, no parent but init. */
  private static final String DAEMON =
      "(setsid sh -c 'trap \"touch asked; exit\" TERM; echo $$ > x; mv x daemon;"
          + " mkfifo fifo; exec 3<>fifo; while :; do read -r line <&3; done' &);"
          + " until [ -e daemon ]; do sleep 0.02; done; ";

  @TempDir Path sandbox;
  private TaskProcess process;

  @AfterEach
  void leaveNothing() throws Exception {
    if (process != null) {
      process.stop(Duration.ZERO);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          exit 0,                0,   exited with code 0
          exit 3,                3,   exited with code 3
          no-such-command-here,  127, exited with code 127 (the shell did not find the command)
          kill -KILL $$,         137, exited with code 137 (SIGKILL)
          """)
  void theExitCodeIsKnown(String line, int code, String described) throws Exception {
    start(line);

    Exit exit = process.exit().toCompletableFuture().get();

    assertThat(exit).isEqualTo(new Exit(code));
    assertThat(exit.describe()).isEqualTo(described);
  }

  @Test
  void itRunsInTheSandboxWithExactlyTheGivenEnvironment() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("PORT_HTTP", "31000");
    process =
        TaskProcess.start(
            TaskCommand.ofShell(
                "pwd -P > where; env > environment", sandbox, environment, Optional.empty()));
    process.exit().toCompletableFuture().join();

    assertThat(sandbox.resolve("where")).content().isEqualTo(sandbox.toRealPath() + "\n");
    assertThat(Files.readAllLines(sandbox.resolve("environment")))
        .contains("PORT_HTTP=31000")
        .noneMatch(line -> line.startsWith("HOME="));
  }

  @Test
  void aSignalReachesTheWholeGroup() throws Exception {
    start("sh -c 'trap \"echo child >> ended; exit\" TERM; touch ready; " + FOREVER + "' & wait");
    awaitFile("ready");

    process.stop(LONG);

    assertThat(sandbox.resolve("ended")).content().isEqualTo("child\n");
    assertThat(process.exit().toCompletableFuture().get()).isEqualTo(new Exit(143));
  }

  @Test
  void whatIgnoresTheFirstSignalIsKilled() throws Exception {
    start("trap '' TERM; echo $$ > pid; touch ready; while :; do sleep 0.05; done");
    awaitFile("ready");

    process.stop(Duration.ofMillis(50));

    assertThat(process.exit().toCompletableFuture().get()).isEqualTo(new Exit(137));
    assertThat(dead(pid("pid"))).isTrue();
  }

  @Test
  void childrenThatOutliveTheShellAreEndedToo() throws Exception {
    start("(sleep 600 & echo $! > pid); exit 7");
    assertThat(process.exit().toCompletableFuture().get()).isEqualTo(new Exit(7));
    assertThat(dead(pid("pid"))).isFalse();

    process.stop(LONG);

    assertThat(dead(pid("pid"))).isTrue();
  }

  @Test
  void aChildInASessionOfItsOwnIsEndedAsWell() throws Exception {
    start("setsid sh -c 'echo $$ > pid; touch ready; exec sleep 600' & wait");
    awaitFile("ready");

    process.stop(LONG);

    await().until(() -> dead(pid("pid")));
  }

  @Test
  void aDaemonIsAskedToEndThoughItsStarterIsGone() throws Exception {
    startMarked(DAEMON + "exit 3");
    awaitFile("daemon");
    long daemon = pid("daemon");
    assertThat(process.exit().toCompletableFuture().get()).isEqualTo(new Exit(3));
    assertThat(dead(daemon)).isFalse();

    process.stop(LONG);

    assertThat(dead(daemon)).isTrue();
    assertThat(sandbox.resolve("asked")).exists();
  }

  @Test
  void aDaemonThatIgnoresTheFirstSignalIsKilled() throws Exception {
    startMarked(DAEMON.replace("touch asked; exit", "") + "exec sleep 600");
    awaitFile("daemon");
    long daemon = pid("daemon");

    process.stop(Duration.ofMillis(50));

    assertThat(dead(daemon)).isTrue();
    assertThat(dead(process.pid())).isTrue();
  }

  @Test
  void withoutAMarkADaemonIsLeftAlone() throws Exception {
    start(DAEMON + "exit 0");
    awaitFile("daemon");
    long daemon = pid("daemon");

    process.stop(LONG);

    assertThat(dead(daemon)).isFalse();
    ProcessHandle.of(daemon).orElseThrow().destroyForcibly();
  }

  @Test
  void stoppingRightAfterTheStartLeavesNothing() throws Exception {
    for (int round = 0; round < 20; round++) {
      start("sleep 600");
      process.stop(LONG);
      assertThat(dead(process.pid())).isTrue();
    }
  }

  @Test
  void aMissingSandboxIsASentence() {
    assertThatThrownBy(() -> start("true", sandbox.resolve("gone")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The task's folder %s does not exist; the agent makes it (MESOS_SANDBOX).",
            sandbox.resolve("gone"));
  }

  @Test
  void theTaskDiesWithTheJvmThatStartedIt() throws Exception {
    Process jvm =
        jvm(
            JvmWithATask.class,
            sandbox.toString(),
            MARK.id(),
            DAEMON + "echo $$ > pid; mv pid task; exec sleep 600");
    awaitFile("ready");
    awaitFile("task");
    awaitFile("daemon");
    long task = pid("task");
    long daemon = pid("daemon");
    assertThat(dead(task)).isFalse();
    assertThat(dead(daemon)).isFalse();

    jvm.destroyForcibly().waitFor();

    await().until(() -> dead(task) && dead(daemon));
  }

  /** The command itself kills the JVM, as the first thing it does. */
  @ParameterizedTest(name = "mark \"{0}\"")
  @ValueSource(strings = {"", "0f6c5e1a-started"})
  void aJvmThatIsKilledWhileItStartsTheTaskLeavesNothing(String mark) throws Exception {
    Process jvm =
        jvm(
            JvmWithATask.class,
            sandbox.toString(),
            mark,
            "kill -s KILL $PPID; echo $$ > pid; mv pid task; exec sleep 600");

    assertThat(jvm.waitFor()).isEqualTo(137);

    // It may have been killed before it wrote anything.
    await().until(() -> !Files.exists(sandbox.resolve("task")) || dead(pid("task")));
    await().until(() -> processesIn(sandbox).isEmpty());
  }

  /** A program that the JVM has started is the task's only in a moment. */
  @ParameterizedTest(name = "with the proc file system at {0}")
  @ValueSource(strings = {"/proc", "/nowhere"})
  void whatTheKilledJvmHadJustStartedIsWaitedFor(String proc) throws Exception {
    TaskMark mark = TaskMark.random();
    assertThat(jvm(JvmWithAGuardianAlone.class, mark.id(), proc).waitFor()).isEqualTo(3);
    ProcessBuilder late = new ProcessBuilder("sleep", "600");
    mark.addTo(late.environment());

    Process started = late.start();

    assertThat(started.waitFor()).isEqualTo(137);
  }

  @Test
  void theGuardianIsNoChildOfTheJvmForLongAndEndsWithTheTask() throws Exception {
    TaskMark mark = TaskMark.random();
    process =
        TaskProcess.start(
            TaskCommand.ofShell("exec sleep 600", sandbox, marked(mark), Optional.of(mark)));

    await().until(() -> guardians(mark).stream().noneMatch(TaskProcessTest::isOurChild));
    assertThat(guardians(mark)).hasSize(1);
    assertThat(dead(process.pid())).isFalse();

    process.stop(LONG);

    assertThat(guardians(mark)).isEmpty();
  }

  @Test
  void aGuardianThatIsDismissedLeavesTheGroupAsItIs() throws Exception {
    for (Path proc : List.of(ProcessStat.PROC, sandbox)) {
      Process group = new ProcessBuilder("setsid", "sleep", "600").start();
      TaskMark mark = TaskMark.random();
      Guardian guardian = Guardian.start(mark, true, proc);
      guardian.guard(new ProcessGroup(group.pid()));

      guardian.dismiss();
      guardian.awaitEnd();

      assertThat(guardians(mark)).isEmpty();
      assertThat(group.isAlive()).isTrue();
      group.destroyForcibly().waitFor();
    }
  }

  /** The processes that live and have a mark among their arguments. */
  private static List<ProcessHandle> guardians(TaskMark mark) {
    return ProcessHandle.allProcesses()
        .filter(
            any ->
                any.info().arguments().stream().anyMatch(all -> List.of(all).contains(mark.id())))
        .toList();
  }

  private static boolean isOurChild(ProcessHandle any) {
    return any.parent().filter(ProcessHandle.current()::equals).isPresent();
  }

  private static Process jvm(Class<?> main, String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The processes that work in a folder; one that has ended works nowhere. */
  private static List<Long> processesIn(Path folder) throws IOException {
    return ProcessStat.ids().stream().filter(process -> worksIn(process, folder)).toList();
  }

  private static boolean worksIn(long process, Path folder) {
    try {
      return Files.isSameFile(ProcessStat.PROC.resolve(process + "/cwd"), folder);
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts a task with a mark, unless that is empty. */
  static final class JvmWithATask {
    private JvmWithATask() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Optional<TaskMark> mark =
          args[1].isEmpty() ? Optional.empty() : Optional.of(new TaskMark(args[1]));
      Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
      mark.ifPresent(present -> present.addTo(environment));
      TaskProcess task = TaskProcess.start(TaskCommand.ofShell(args[2], folder, environment, mark));
      Files.createFile(folder.resolve("ready"));
      task.exit().toCompletableFuture().join();
    }
  }

  /** Is killed, so to say, before it knows what it has started. */
  static final class JvmWithAGuardianAlone {
    private JvmWithAGuardianAlone() {}

    public static void main(String[] args) throws Exception {
      var unused = Guardian.start(new TaskMark(args[0]), true, Path.of(args[1]));
      Runtime.getRuntime().halt(3);
    }
  }

  private void start(String line) throws IOException {
    start(line, sandbox);
  }

  private void start(String line, Path folder) throws IOException {
    process =
        TaskProcess.start(
            TaskCommand.ofShell(
                line, folder, Map.of("PATH", System.getenv("PATH")), Optional.empty()));
  }

  private void startMarked(String line) throws IOException {
    TaskMark mark = TaskMark.random();
    process =
        TaskProcess.start(TaskCommand.ofShell(line, sandbox, marked(mark), Optional.of(mark)));
  }

  private static Map<String, String> marked(TaskMark mark) {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    mark.addTo(environment);
    return environment;
  }

  private void awaitFile(String name) {
    await().until(() -> Files.exists(sandbox.resolve(name)));
  }

  private long pid(String file) throws IOException {
    return Long.parseLong(Files.readString(sandbox.resolve(file)).strip());
  }
}
