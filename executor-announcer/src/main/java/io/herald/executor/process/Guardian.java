package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Kills a process group, and what left it and carries the task's mark, when this JVM is gone,
 * however it ended.
 *
 * <p>A small shell in a session of its own holds the read end of a pipe; the JVM holds the other.
 * {@link #dismiss} writes a line and the shell leaves. If the pipe ends without it, the JVM was
 * killed, and the group with it. (A JVM killed between the task's start and the guardian's, some
 * milliseconds, leaves the task.) An agent that isolates with cgroups does the same; one that
 * doesn't would leave the task to init.
 */
final class Guardian {

  private final Process shell;

  private Guardian(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts one.
   *
   * @param mark of what left the group; absent: that is left alone
   */
  static Guardian of(ProcessGroup group, Optional<TaskMark> mark) throws IOException {
    String end = "kill -s KILL -- -" + group.id() + mark.map(Guardian::killMarked).orElse("");
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid", "/bin/sh", "-c", "read -r word || { " + end + "; }", "herald-guardian");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Guardian(builder.start());
  }

  /** Twice, as the first round may miss what a process starts before its turn comes. */
  private static String killMarked(TaskMark mark) {
    return "; for round in 1 2; do for file in /proc/[0-9]*/environ; do"
        + " grep -q -s -e "
        + mark.id()
        + " \"$file\" 2>/dev/null && process=${file#/proc/} && kill -s KILL \"${process%/environ}\";"
        + " done; done";
  }

  /** Sends the guardian away; the group is left as it is. */
  void dismiss() throws IOException, InterruptedException {
    if (shell.isAlive()) {
      try (OutputStream pipe = shell.getOutputStream()) {
        pipe.write("dismissed\n".getBytes(US_ASCII));
      }
    }
    shell.waitFor();
  }
}
