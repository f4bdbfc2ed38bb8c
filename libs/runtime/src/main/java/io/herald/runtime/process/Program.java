package io.herald.runtime.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that ends by itself. Its input and outputs are files, so that no full pipe holds it up,
 * and a daemon that it leaves behind may keep them open without anybody waiting.
 *
 * @param words the program and its arguments; no shell reads them
 * @param environment variables beside those of this process
 * @param input its standard input; empty: nothing
 * @param output where its standard output goes
 * @param errors where its standard error goes; empty: with the output
 * @param timeout after which it is killed, with all that it has started
 */
public record Program(
    List<String> words,
    Map<String, String> environment,
    Optional<Path> input,
    Path output,
    Optional<Path> errors,
    Duration timeout) {

  private static final File NOTHING = new File("/dev/null");

  public Program {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** One without an input, both of whose outputs go into one file. */
  public Program(List<String> words, Path output, Duration timeout) {
    this(words, Map.of(), Optional.empty(), output, Optional.empty(), timeout);
  }

  /**
   * Runs it to its end.
   *
   * @return its exit status; empty: it took too long, and was killed
   * @throws IOException if it can't be started, with Java's own words
   * @throws InterruptedException if the thread is interrupted; the program was killed
   */
  public OptionalInt run() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(input.map(Path::toFile).orElse(NOTHING))
            .redirectOutput(output.toFile());
    if (errors.isPresent()) {
      builder.redirectError(errors.get().toFile());
    } else {
      builder.redirectErrorStream(true);
    }
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
  }

  private static void kill(Process process) {
    List<ProcessHandle> all;
    try (Stream<ProcessHandle> children = process.descendants()) {
      all = children.toList();
    }
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
