package io.herald.executor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A short command with a time-out, run with {@code bash -c} where there is a bash and {@code sh -c}
 * elsewhere.
 *
 * <p>It has a process group of its own, which is killed afterwards in any case. Output goes to a
 * file: a pipe would stay open for as long as a stray child holds it.
 */
public final class ShellRun {

  private static final List<Path> BASH = List.of(Path.of("/bin/bash"), Path.of("/usr/bin/bash"));
  private static final String OUTPUT_PREFIX = ".herald-check-";

  private ShellRun() {}

  /**
   * How it went.
   *
   * @param exit absent if it did not end in time
   * @param output the first bytes of what it printed, errors too
   */
  public record Outcome(Optional<Exit> exit, byte[] output) {}

  /**
   * Runs a command to its end.
   *
   * @param outputLimit bytes to keep
   */
  public static Outcome of(
      String command,
      Path folder,
      Map<String, String> environment,
      Duration timeout,
      int outputLimit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, OUTPUT_PREFIX, "");
    try {
      ProcessBuilder builder = new ProcessBuilder("setsid", shell(), "-c", command);
      builder.directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(output.toFile());
      Process process = builder.start();
      boolean ended = false;
      try {
        ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
      } finally {
        new ProcessGroup(process.pid()).signal(Signal.KILL);
        process.destroyForcibly();
      }
      try (InputStream in = Files.newInputStream(output)) {
        byte[] printed = in.readNBytes(outputLimit);
        return new Outcome(
            ended ? Optional.of(new Exit(process.exitValue())) : Optional.empty(), printed);
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String shell() {
    return BASH.stream()
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("/bin/sh");
  }
}
