package io.herald.render.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands as processes. Their output goes to a file that is deleted afterwards: a daemon that
 * a command leaves behind may hold it open without anybody waiting. Their input is empty.
 */
public final class ProcessRunner implements CommandRunner {

  private static final int OUTPUT_KEPT = 4000;

  @Override
  public CommandResult run(FileCommand command, Map<String, Path> places)
      throws InterruptedException {
    Path output;
    try {
      output = Files.createTempFile("herald-render", ".out");
    } catch (IOException e) {
      return notRun("can't be started: there is no place for its output: " + Reason.of(e));
    }
    try {
      return run(command, places, output);
    } finally {
      delete(output);
    }
  }

  private static CommandResult run(FileCommand command, Map<String, Path> places, Path output)
      throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words(command, places))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    places.forEach(
        (name, path) ->
            builder.environment().put("HERALD_" + name.toUpperCase(Locale.ROOT), path.toString()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return notRun("can't be started: " + why(builder.command().get(0), e));
    }
    boolean ended = false;
    try {
      ended = process.waitFor(command.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    String said = end(output);
    if (!ended) {
      double seconds = command.timeout().toMillis() / 1000.0;
      return new CommandResult(false, "took longer than " + seconds + " s and was killed", said);
    }
    int code = process.exitValue();
    return new CommandResult(code == 0, "exited with " + code, said);
  }

  /** Java's own sentence has the number of the error in the midst of it. */
  private static String why(String program, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    String name = '"' + Printable.of(program) + '"';
    if (said.contains("No such file") && !Files.exists(Path.of(program))) {
      return name + " isn't found; install it, or write its whole path";
    }
    if (said.contains("Permission denied")) {
      return "permission denied; make " + name + " executable for the user that Herald runs as";
    }
    return Reason.of(failure);
  }

  private static CommandResult notRun(String why) {
    return new CommandResult(false, why, "");
  }

  /** The paths are Herald's and the operator's, quoted all the same for a shell. */
  private static List<String> words(FileCommand command, Map<String, Path> places) {
    List<String> words = new ArrayList<>();
    if (command.shell()) {
      words.add("/bin/sh");
      words.add("-c");
    }
    for (String word : command.words()) {
      String filled = word;
      for (Map.Entry<String, Path> place : places.entrySet()) {
        String path = place.getValue().toString();
        String written = command.shell() ? "'" + path.replace("'", "'\\''") + "'" : path;
        filled = filled.replace("{" + place.getKey() + "}", written);
      }
      words.add(filled);
    }
    return words;
  }

  private static void kill(Process process) {
    List<ProcessHandle> all;
    try (Stream<ProcessHandle> children = process.descendants()) {
      all = children.toList();
    }
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static String end(Path output) {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      long length = file.length();
      byte[] kept = new byte[(int) Math.min(length, OUTPUT_KEPT)];
      file.seek(length - kept.length);
      file.readFully(kept);
      return new String(kept, UTF_8);
    } catch (IOException e) {
      return "(its output can't be read: " + Reason.of(e) + ")";
    }
  }

  private static void delete(Path output) {
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      output.toFile().deleteOnExit();
    }
  }
}
