package io.herald.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Herald from its compiled classes, for tests that run before it is packaged. */
final class CompiledHerald {

  private CompiledHerald() {}

  /** The words of a command line, to be continued. */
  static List<String> command(String... arguments) {
    return program(Herald.class, List.of("-XX:TieredStopAtLevel=1"), arguments);
  }

  /** The same for another main class, with these options of the JVM. */
  static List<String> program(Class<?> main, List<String> options, String... arguments) {
    List<String> words =
        new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-cp", classPath(), main.getName()));
    words.addAll(1, options);
    words.addAll(List.of(arguments));
    return words;
  }

  /** The program that runs this test. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }
}
