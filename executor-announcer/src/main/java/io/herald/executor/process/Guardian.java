package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a process group, and what left it and carries the task's mark, when this JVM is gone,
 * however it ended. An agent that isolates with cgroups does the same; one that doesn't would leave
 * the task to init.
 *
 * <p>A small shell in a session of its own holds the read end of a pipe; the JVM holds the other.
 * It is there before the command: {@link #guard} writes which group that has, {@link #dismiss} a
 * second line, and the shell leaves. If the pipe ends before, the JVM was killed. One that was
 * killed in between leaves a command that is on its way: it may not have its group yet, or not even
 * be the program that it will be. So it is looked for some seconds long, by its mark.
 *
 * <p>For a child of its own the JVM has a thread that waits for its end, and closes the pipe then.
 * So the shell leaves the guarding to a child of its own and ends, where this process can open the
 * pipe once more (proc(5): {@code /proc/PID/fd/0}); elsewhere it stays.
 */
final class Guardian {

  private static final String DISMISSED = "dismissed";
  private static final String DETACH = "detach";
  private static final Duration POLL = Duration.ofMillis(5);

  private static final Logger log = LoggerFactory.getLogger(Guardian.class);

  /**
   * Its arguments are the mark, and {@code end} if what left the group is ended, too. Where the
   * group was found, all is looked through twice: the first round may miss what a process starts
   * before its turn comes.
   */
  private static final String SCRIPT =
      """
      mark=$1
      daemons=$2
      found=
      kill_marked() {
        for file; do
          if grep -q -s -e "$mark" "$file"; then
            process=${file#/proc/}
            kill -s KILL "${process%/environ}"
          fi
        done
      }
      guard() {
        if [ -n "$group" ]; then
          if [ "$group" = dismissed ] || read -r word; then exit; fi
        fi
        for round in 1 2 3 4 5 6 7 8 9 10; do
          if [ -n "$group" ] && kill -s KILL -- "-$group"; then found=yes; fi
          if [ -z "$group" ] || [ "$daemons" = end ]; then
            kill_marked /proc/[0-9]*/environ
          else
            kill_marked "/proc/$group/environ"
          fi
          if [ -z "$found" ]; then sleep 1; elif [ "$round" -gt 1 ]; then exit; fi
        done
      }
      read -r group
      if [ "$group" = detach ]; then
        exec 3<&0
        { group=; read -r group; guard; } <&3 3<&- &
      else
        guard
      fi
      """;

  private final Process shell;
  private final OutputStream pipe;
  private final boolean detached;

  private Guardian(Process shell, OutputStream pipe, boolean detached) {
    this.shell = shell;
    this.pipe = pipe;
    this.detached = detached;
  }

  /**
   * Starts one, before the command. It has to be kept until it is dismissed: a pipe that nobody
   * refers to is closed.
   *
   * @param mark in the environment of the command and of all that it starts
   * @param daemons whether what left the group is ended, too
   */
  static Guardian start(TaskMark mark, boolean daemons) throws IOException {
    return start(mark, daemons, ProcessStat.PROC);
  }

  /**
   * The same.
   *
   * @param proc the proc file system
   */
  static Guardian start(TaskMark mark, boolean daemons, Path proc) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "/bin/sh",
            "-c",
            SCRIPT,
            "herald-guardian",
            mark.id(),
            daemons ? "end" : "leave");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process shell = builder.start();
    Path input = proc.resolve(shell.pid() + "/fd/0");
    OutputStream opened;
    try {
      // Not through a channel, which an interruption would close.
      opened = new FileOutputStream(input.toFile());
    } catch (IOException e) {
      log.debug("{} can't be opened; the guardian stays a child", input, e);
      return new Guardian(shell, shell.getOutputStream(), false);
    }
    Guardian guardian = new Guardian(shell, opened, true);
    guardian.write(DETACH);
    CompletableFuture<?> unused = shell.onExit().thenAccept(Guardian::checkDetached);
    return guardian;
  }

  private static void checkDetached(Process shell) {
    if (shell.exitValue() != 0) {
      log.error(
          "the task's guardian process ended with code {}: if this process is killed, the task runs"
              + " on",
          shell.exitValue());
    }
  }

  /** The command has been started: this is its group, or will be in a moment. */
  void guard(ProcessGroup group) throws IOException {
    write(Long.toString(group.id()));
  }

  /** Sends the guardian away; the group is left as it is. */
  void dismiss() {
    try (OutputStream last = pipe) {
      write(DISMISSED);
    } catch (IOException e) {
      log.debug("the guardian has ended before", e);
    }
  }

  private void write(String line) throws IOException {
    pipe.write((line + "\n").getBytes(US_ASCII));
    pipe.flush();
  }

  /** Waits for its end after {@link #dismiss}. */
  void awaitEnd() throws IOException, InterruptedException {
    shell.waitFor();
    ProcessGroup left = new ProcessGroup(shell.pid());
    while (detached && left.alive()) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }
}
