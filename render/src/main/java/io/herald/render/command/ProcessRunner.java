package io.herald.render.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.process.Program;
import io.herald.runtime.text.Printable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs commands as programs. Their output goes to a file that is deleted afterwards; their input is
 * empty.
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
    Map<String, String> variables = new HashMap<>();
    places.forEach(
        (name, path) -> variables.put("HERALD_" + name.toUpperCase(Locale.ROOT), path.toString()));
    List<String> words = words(command, places);
    OptionalInt status;
    try {
      status =
          new Program(
                  words, variables, Optional.empty(), output, Optional.empty(), command.timeout())
              .run();
    } catch (IOException e) {
      return notRun("can't be started: " + why(words.get(0), e));
    }
    String said = end(output);
    if (status.isEmpty()) {
      double seconds = command.timeout().toMillis() / 1000.0;
      return new CommandResult(false, "took longer than " + seconds + " s and was killed", said);
    }
    int code = status.getAsInt();
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
