package io.herald.executor.process;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A task's running command: {@code sh -c} in a session and process group of its own.
 *
 * <p>Output goes where the executor's goes (the agent points it at the sandbox's files), input is
 * empty. {@link #stop} leaves nothing of it behind, nor does the end of this JVM. Safe for use by
 * several threads. What left the group and was then orphaned is out of reach: that takes the
 * agent's cgroups.
 */
public final class TaskProcess {

  private static final Duration GROUP_POLL = Duration.ofMillis(20);
  private static final int SESSION_POLLS = 250;

  private final Process shell;
  private final ProcessGroup group;
  private final Guardian guardian;
  private final CompletableFuture<Exit> exit;

  private TaskProcess(Process shell, ProcessGroup group, Guardian guardian) {
    this.shell = shell;
    this.group = group;
    this.guardian = guardian;
    this.exit = shell.onExit().thenApply(ended -> new Exit(ended.exitValue()));
  }

  /**
   * Starts the command.
   *
   * @throws IOException with a sentence, if the folder is missing or a shell can't be started
   */
  public static TaskProcess start(TaskCommand command) throws IOException {
    File folder = command.folder().toFile();
    if (!folder.isDirectory()) {
      throw new IOException(
          "The task's folder " + folder + " does not exist; the agent makes it (MESOS_SANDBOX).");
    }
    // setsid(1) executes in place, as a child of a JVM never leads a group: the process id that
    // Java knows is the id of the new session and group.
    ProcessBuilder builder = new ProcessBuilder("setsid", "/bin/sh", "-c", command.line());
    builder.directory(folder);
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process shell;
    try {
      shell = builder.start();
    } catch (IOException e) {
      throw new IOException(
          "The task's shell could not be started with setsid (util-linux) and /bin/sh: "
              + e.getMessage(),
          e);
    }
    ProcessGroup group = new ProcessGroup(shell.pid());
    try {
      return new TaskProcess(shell, group, Guardian.of(group));
    } catch (IOException e) {
      shell.destroyForcibly();
      throw new IOException(
          "The task's guardian process could not be started: " + e.getMessage(), e);
    }
  }

  public long pid() {
    return shell.pid();
  }

  /** Completes when the shell ends; what it started may still run. */
  public CompletionStage<Exit> exit() {
    return exit.minimalCompletionStage();
  }

  /**
   * Waits for the shell to end.
   *
   * @return whether it has
   */
  public boolean awaitExit(Duration atMost) throws InterruptedException {
    return shell.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Ends all that the command started: SIGTERM, then, to what is left after the wait, SIGKILL.
   * Returns when nothing of it lives. Also to be called after the shell ended by itself, as it may
   * have left others behind.
   *
   * @param finalizationWait between the two signals; shorter if all end before
   */
  public void stop(Duration finalizationWait) throws IOException, InterruptedException {
    List<ProcessHandle> descendants = shell.descendants().toList();
    if (signal(Signal.TERM) && !awaitEnd(finalizationWait)) {
      signal(Signal.KILL);
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
    shell.waitFor();
    guardian.dismiss();
  }

  private boolean awaitEnd(Duration atMost) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (group.alive()) {
      if (System.nanoTime() - start >= atMost.toNanos()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(GROUP_POLL.toNanos());
    }
    return true;
  }

  /** In its first moments the child may not have made its group yet; then this waits for it. */
  private boolean signal(Signal signal) throws IOException, InterruptedException {
    for (int poll = 0; poll < SESSION_POLLS; poll++) {
      if (group.signal(signal)) {
        return true;
      }
      if (!shell.isAlive()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(GROUP_POLL.toNanos());
    }
    shell.destroyForcibly();
    return false;
  }
}
