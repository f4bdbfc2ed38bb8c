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
 * <p>It has a process group of its own, which is killed afterwards in any case. What it prints goes
 * through a pipe that is drained while it runs, so that it costs neither disk nor memory and never
 * stops the command; nothing waits for the pipe's end, which a stray child may hold open.
 */
public final class ShellRun {

  private static final List<Path> BASH = List.of(Path.of("/bin/bash"), Path.of("/usr/bin/bash"));
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  /** Pieces of output that are taken between two looks at the time. */
  private static final int PIECES = 16;

  private static final int PIECE = 16 * 1024;

  private ShellRun() {}

  /**
   * How it went.
   *
   * @param exit absent if it did not end in time
   * @param output the last of what it printed, errors too; begins with an ellipsis if there was
   *     more
   */
  public record Result(Optional<Exit> exit, String output) {}

  /**
   * Runs a command to its end.
   *
   * @param outputLimit bytes to keep
   */
  public static Result of(
      String command,
      Path folder,
      Map<String, String> environment,
      Duration timeout,
      int outputLimit)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("setsid", shell(), "-c", command);
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    long start = System.nanoTime();
    Process process = builder.start();
    OutputTail printed = new OutputTail(outputLimit);
    try (InputStream output = process.getInputStream()) {
      boolean ended = false;
      try {
        ended = awaitEnd(process, output, printed, start + timeout.toNanos());
      } finally {
        new ProcessGroup(process.pid()).signal(Signal.KILL);
        process.toHandle().destroyForcibly(); // The process' own method would close the pipe.
      }
      drain(output, printed);
      return new Result(
          ended ? Optional.of(new Exit(process.exitValue())) : Optional.empty(), printed.text());
    }
  }

  /** Whether it ended before that time. */
  private static boolean awaitEnd(
      Process process, InputStream output, OutputTail printed, long until)
      throws IOException, InterruptedException {
    long pause = SHORTEST_PAUSE.toNanos();
    while (true) {
      boolean chatty = drain(output, printed);
      pause = chatty ? SHORTEST_PAUSE.toNanos() : Math.min(2 * pause, LONGEST_PAUSE.toNanos());
      long left = until - System.nanoTime();
      if (process.waitFor(Math.min(pause, Math.max(0, left)), TimeUnit.NANOSECONDS)) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
  }

  /** Takes what is there without waiting; true if there was something. */
  private static boolean drain(InputStream output, OutputTail printed) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int i = 0; i < PIECES; i++) {
      int there = output.available();
      int taken = there <= 0 ? 0 : output.read(piece, 0, Math.min(there, PIECE));
      if (taken <= 0) {
        return i > 0;
      }
      printed.add(piece, taken);
    }
    return true;
  }

  private static String shell() {
    return BASH.stream()
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("/bin/sh");
  }
}
