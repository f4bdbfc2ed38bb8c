package io.herald.interop.debian;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A program of Debian's: what it prints, line by line; ended by the end of its input, or killed.
 */
final class ExternalProcess implements AutoCloseable {

  private final Process process;
  private final Path errors;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private ExternalProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it.
   *
   * @param debianPackage to install where it is missing
   */
  static ExternalProcess start(String debianPackage, Path folder, String... command)
      throws IOException {
    if (!Files.isExecutable(Path.of(command[0]))) {
      throw new IOException(
          command[0] + " is missing; install it with: apt-get install " + debianPackage);
    }
    Path errors = Files.createTempFile(folder, "errors", ".log");
    return new ExternalProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  List<String> lines() {
    return lines;
  }

  /** What it complained about, for the message of a failed test. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return "its errors can't be read: " + e;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.SECONDS)) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private void read() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
