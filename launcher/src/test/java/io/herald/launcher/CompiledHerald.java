package io.herald.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Herald from its compiled classes, for tests that run before it is packaged. */
final class CompiledHerald {

  private CompiledHerald() {}

  /** The words of a command line, to be continued. */
  static List<String> command(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Herald.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }
}
