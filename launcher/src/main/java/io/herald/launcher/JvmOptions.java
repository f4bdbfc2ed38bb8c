package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The options that the launcher script gives a JVM, for commands that Herald itself has others
 * start: read from {@code jvm.sh}, the one place that has them.
 */
final class JvmOptions {

  private static final String SCRIPT = "jvm.sh";

  private JvmOptions() {}

  /** Those of an executor, as words of a shell command. */
  static String ofExecutor() {
    String script = script();
    return value(script, "all_options") + " " + value(script, "executor_options");
  }

  /** Those of a command that answers and ends, or is to be there soon. */
  static List<String> ofShortCommands() {
    String script = script();
    return List.of(
        (value(script, "all_options") + " " + value(script, "short_options")).split(" ", -1));
  }

  /** What is between the quotes of {@code name='…'}. */
  private static String value(String script, String name) {
    String begin = name + "='";
    return script
        .lines()
        .filter(line -> line.startsWith(begin) && line.endsWith("'"))
        .map(line -> line.substring(begin.length(), line.length() - 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(SCRIPT + " has no line " + begin + "…'"));
  }

  private static String script() {
    try (InputStream resource = JvmOptions.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + SCRIPT + " is missing from this build");
      }
      return new String(resource.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + SCRIPT + " can't be read", e);
    }
  }
}
