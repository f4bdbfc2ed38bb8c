package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

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
 */
final class Guardian {

  private static final String DISMISSED = "dismissed";

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
      if read -r group; then
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
      """;

  private final Process shell;

  private Guardian(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts one, before the command.
   *
   * @param mark in the environment of the command and of all that it starts
   * @param daemons whether what left the group is ended, too
   */
  static Guardian start(TaskMark mark, boolean daemons) throws IOException {
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
    return new Guardian(builder.start());
  }

  /** The command has been started: this is its group, or will be in a moment. */
  void guard(ProcessGroup group) throws IOException {
    write(Long.toString(group.id()));
  }

  /** Sends the guardian away; the group is left as it is. */
  void dismiss() throws IOException {
    if (shell.isAlive()) {
      write(DISMISSED);
      shell.getOutputStream().close();
    }
  }

  private void write(String line) throws IOException {
    OutputStream pipe = shell.getOutputStream();
    pipe.write((line + "\n").getBytes(US_ASCII));
    pipe.flush();
  }

  /** Waits for its end after {@link #dismiss}. */
  void awaitEnd() throws InterruptedException {
    shell.waitFor();
  }
}
