package io.herald.executor.process;

import static java.util.stream.Collectors.joining;

import io.herald.runtime.failure.Reason;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A task's running command, in a session and process group of its own.
 *
 * <p>Output goes where this process's goes (an agent points it at the sandbox's files). {@link
 * #stop} leaves nothing of it behind, nor does the end of this JVM. Safe for use by several
 * threads. What left the group, to a session of its own or another parent, is found by the
 * command's {@link TaskMark}; without one, or if it has cleared its environment, it is out of
 * reach: that takes the agent's cgroups.
 */
public final class TaskProcess {

  private static final Duration GROUP_POLL = Duration.ofMillis(20);
  private static final int SESSION_POLLS = 250;
  private static final Duration KILL_WAIT = Duration.ofSeconds(2);
  private static final int KILL_ROUNDS = 5;

  private final Process command;
  private final ProcessGroup group;
  private final Guardian guardian;
  private final Optional<TaskMark> mark;
  private final CompletableFuture<Exit> exit;

  private TaskProcess(
      Process command, ProcessGroup group, Guardian guardian, Optional<TaskMark> mark) {
    this.command = command;
    this.group = group;
    this.guardian = guardian;
    this.mark = mark;
    this.exit = command.onExit().thenApply(this::ended);
  }

  /** Not static: while the command runs, this is kept with it, and so is the guardian. */
  private Exit ended(Process process) {
    return new Exit(process.exitValue());
  }

  /**
   * Starts the command.
   *
   * @throws IOException with a sentence, if the folder is missing or the command can't be started
   */
  public static TaskProcess start(TaskCommand command) throws IOException {
    File folder = command.folder().toFile();
    if (!folder.isDirectory()) {
      throw new IOException(
          "The task's folder " + folder + " does not exist; the agent makes it (MESOS_SANDBOX).");
    }
    // setsid(1) executes in place, as a child of a JVM never leads a group: the process id that
    // Java knows is the id of the new session and group.
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(command.words());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(folder);
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    builder.redirectInput(
        command.ownInput()
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    // First, so that a JVM that is killed at any moment leaves no command behind.
    Guardian guardian = guardian(command, builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      guardian.dismiss();
      throw new IOException(
          "The command could not be started with setsid (util-linux): " + Reason.of(e), e);
    }
    ProcessGroup group = new ProcessGroup(process.pid());
    try {
      guardian.guard(group);
    } catch (IOException e) {
      process.destroyForcibly();
      throw new IOException("The task's guardian process has ended: " + Reason.of(e), e);
    }
    return new TaskProcess(process, group, guardian, command.mark());
  }

  /**
   * The guardian of a command that is about to start. It knows the command by a mark, also where
   * what leaves the command's group is left alone.
   */
  private static Guardian guardian(TaskCommand command, Map<String, String> environment)
      throws IOException {
    TaskMark mark =
        command
            .mark()
            .orElseGet(
                () -> {
                  TaskMark own = TaskMark.random();
                  own.addTo(environment);
                  return own;
                });
    try {
      return Guardian.start(mark, command.mark().isPresent());
    } catch (IOException e) {
      throw new IOException(
          "The task's guardian process could not be started with setsid (util-linux): "
              + Reason.of(e),
          e);
    }
  }

  public long pid() {
    return command.pid();
  }

  /** Completes when the command ends; what it started may still run. */
  public CompletionStage<Exit> exit() {
    return exit.minimalCompletionStage();
  }

  /**
   * Waits for the command to end.
   *
   * @return whether it has
   */
  public boolean awaitExit(Duration atMost) throws InterruptedException {
    return command.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Sends a signal to all that the command started. In its first moments the child may not have
   * made its group yet; then this waits for it.
   *
   * @return whether there was something to send it to
   */
  public boolean signalAll(Signal signal) throws IOException, InterruptedException {
    for (int poll = 0; poll < SESSION_POLLS; poll++) {
      if (group.signal(signal)) {
        return true;
      }
      if (!command.isAlive()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(GROUP_POLL.toNanos());
    }
    command.destroyForcibly();
    return false;
  }

  /** Sends a signal to the command alone, not to what it started. */
  public void signalCommand(Signal signal) throws IOException, InterruptedException {
    if (command.isAlive()) {
      group.signalFirst(signal);
    }
  }

  /**
   * Ends all that the command started: SIGTERM, then, to what is left after the wait, SIGKILL.
   * Returns when nothing of it lives. Also to be called after the command ended by itself, as it
   * may have left others behind.
   *
   * <p>Daemons of the command are asked and ended with it, also by SIGTERM and SIGKILL.
   *
   * @param finalizationWait between the two signals; shorter if all end before
   */
  public void stop(Duration finalizationWait) throws IOException, InterruptedException {
    stop(Signal.TERM, finalizationWait);
  }

  /** As {@link #stop(Duration)}, with another first signal. */
  public void stop(Signal first, Duration finalizationWait)
      throws IOException, InterruptedException {
    List<ProcessHandle> descendants = command.descendants().toList();
    List<ProcessStat> daemons = daemons();
    daemons.forEach(ProcessStat::terminate);
    boolean signalled = signalAll(first);
    if (!awaitEnd(daemons, finalizationWait) && signalled) {
      signalAll(Signal.KILL);
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    command.waitFor();
    try {
      killDaemons();
    } finally {
      guardian.dismiss();
      guardian.awaitEnd();
    }
  }

  /** What carries the mark and is not of the group. */
  private List<ProcessStat> daemons() throws IOException {
    return mark.isEmpty()
        ? List.of()
        : mark.get().processes().stream().filter(process -> !group.holds(process)).toList();
  }

  private void killDaemons() throws IOException, InterruptedException {
    List<ProcessStat> left = daemons();
    for (int round = 0; !left.isEmpty() && round < KILL_ROUNDS; round++) {
      left.forEach(ProcessStat::kill);
      awaitEnd(left, KILL_WAIT);
      left = daemons();
    }
    if (!left.isEmpty()) {
      throw new IOException(
          "these processes of the task survived SIGKILL: "
              + left.stream().map(process -> Long.toString(process.id())).collect(joining(", ")));
    }
  }

  private boolean awaitEnd(List<ProcessStat> daemons, Duration atMost)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (group.alive() || daemons.stream().anyMatch(ProcessStat::alive)) {
      if (System.nanoTime() - start >= atMost.toNanos()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(GROUP_POLL.toNanos());
    }
    return true;
  }
}
