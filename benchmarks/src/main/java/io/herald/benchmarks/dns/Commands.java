package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short commands of the system. */
final class Commands {

  private Commands() {}

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws IOException if it isn't there or fails; the message has what it printed
   */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + output.strip());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command[0] + " ran", e);
    }
    return output;
  }
}
