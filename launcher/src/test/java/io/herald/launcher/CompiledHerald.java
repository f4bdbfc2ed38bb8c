package io.herald.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Herald from its compiled classes, for tests that run before it is packaged. */
final class CompiledHerald {

  private static final List<String> QUICK =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private CompiledHerald() {}

  /** The words of a command line, to be continued. */
  static List<String> command(String... arguments) throws IOException {
    List<String> words = jvm();
    words.addAll(List.of("-cp", libraries().classPath(), Herald.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /**
   * The same as a line for a shell, without the class path: {@link #classPath()} comes by {@code
   * CLASSPATH}.
   */
  static String shell(String options, String arguments) throws IOException {
    String words = String.join("' '", jvm());
    return "exec '" + words + "' " + options + " " + Herald.class.getName() + " " + arguments;
  }

  private static List<String> jvm() throws IOException {
    List<String> words = new ArrayList<>(List.of(java()));
    words.addAll(QUICK);
    words.addAll(libraries().options());
    return words;
  }

  private static LibraryClasses libraries() {
    List<String> jvm = new ArrayList<>(List.of(java()));
    jvm.addAll(QUICK);
    return new LibraryClasses(jvm, System.getProperty("java.class.path"));
  }

  /** The command line of another main class, with these options of the JVM alone. */
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

  /** Jars first, as {@link #shell} wants it. */
  static String classPath() {
    return libraries().classPath();
  }
}
