package io.herald.balancer.haproxy;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program that ends by itself.
 *
 * @param status 0: it succeeded
 * @param output what it wrote, as far as it fits
 */
record ProgramRun(int status, String output) {

  private static final int LONGEST = 1 << 20;

  /**
   * Runs it; what it writes goes through a file, so that it never waits for a reader.
   *
   * @throws IOException if it can't be started, or takes too long
   */
  static ProgramRun of(List<String> command, Path output, Duration timeout)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          command.get(0)
              + " can't be run; install HAProxy, or give haproxyProgram its whole path ("
              + Reason.of(e)
              + ")",
          e);
    }
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.get(0) + " didn't end within " + timeout.toSeconds() + " s, and was killed");
      }
    } finally {
      process.destroyForcibly();
    }
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(LONGEST);
    }
    return new ProgramRun(process.exitValue(), new String(bytes, StandardCharsets.UTF_8));
  }
}
