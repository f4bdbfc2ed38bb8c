package io.herald.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of Herald's commands as a process beside the demo, which ends it. */
final class HeraldChild implements AutoCloseable {

  private static final int SHOWN_OF_LOG = 2_000;

  private final Process process;
  private final Path log;

  private HeraldChild(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param herald the application's command line
   * @param log gets what it prints
   */
  static HeraldChild start(List<String> herald, Path log, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(herald);
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile())
            .start();
    return new HeraldChild(process, log);
  }

  /**
   * The end of what it printed, if it has ended by itself, which none of them should.
   *
   * @throws IllegalStateException with that
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "it has ended with " + process.exitValue() + ": " + logText().strip());
    }
  }

  private String logText() {
    try {
      String text = Files.readString(log, UTF_8);
      return text.substring(Math.max(0, text.length() - SHOWN_OF_LOG));
    } catch (IOException e) {
      throw new UncheckedIOException("its log can't be read: " + e.getMessage(), e);
    }
  }

  /** SIGTERM, and waits until it is gone. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
