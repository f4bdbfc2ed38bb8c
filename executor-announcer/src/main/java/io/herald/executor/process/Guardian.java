package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Kills a process group when this JVM is gone, however it went.
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

  static Guardian of(ProcessGroup group) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "/bin/sh",
            "-c",
            "read -r word || kill -s KILL -- -" + group.id(),
            "herald-guardian");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Guardian(builder.start());
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
