package io.herald.balancer.haproxy;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.process.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * One run of HAProxy's program that ends by itself, and what it said.
 *
 * @param status 0: it succeeded
 * @param output what it wrote, as far as it fits
 */
record ProgramRun(int status, String output) {

  private static final int LONGEST = 1 << 20;

  /**
   * Runs it; what it writes goes into a file.
   *
   * @throws IOException if it can't be started, or takes too long
   */
  static ProgramRun of(List<String> command, Path output, Duration timeout)
      throws IOException, InterruptedException {
    OptionalInt status;
    try {
      status = new Program(command, output, timeout).run();
    } catch (IOException e) {
      throw new IOException(
          command.get(0)
              + " can't be run; install HAProxy, or give haproxyProgram its whole path ("
              + Reason.of(e)
              + ")",
          e);
    }
    if (status.isEmpty()) {
      throw new IOException(
          command.get(0) + " didn't end within " + timeout.toSeconds() + " s, and was killed");
    }
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(LONGEST);
    }
    return new ProgramRun(status.getAsInt(), new String(bytes, StandardCharsets.UTF_8));
  }
}
