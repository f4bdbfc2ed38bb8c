package io.herald.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the running application itself is, for what starts it again. It is a jar, or (an installed
 * package) a module of the Java runtime that runs it, which has its classes whatever its class path
 * says.
 */
final class Application {

  private Application() {}

  /** Where jffi looks for its native part before it unpacks it. */
  private static final String JFFI_LIBRARIES = "jffi.boot.library.path";

  /**
   * Has jffi take its native part from where an installed package has it, beside the JVM's own
   * libraries, where Netty's are found without being told. A jar has them in it, to be unpacked.
   */
  static void useOwnNativeLibraries() {
    if (isInRuntime() && System.getProperty(JFFI_LIBRARIES) == null) {
      System.setProperty(
          JFFI_LIBRARIES, Path.of(System.getProperty("java.home"), "lib").toString());
    }
  }

  private static boolean isInRuntime() {
    return Application.class.getModule().isNamed();
  }

  /** What to put on the class path: the jar, the folder of classes, or the runtime's own file. */
  static Path classPath() {
    if (isInRuntime()) {
      return Path.of(System.getProperty("java.home"), "lib", "modules");
    }
    try {
      return Path.of(Application.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the application's own place is not a path", e);
    }
  }

  /**
   * The checkout or installation that the launcher script started this from; the current folder if
   * it was another way.
   */
  static Path home() {
    String home = System.getenv("HERALD_HOME");
    return Path.of(home == null || home.isEmpty() ? "." : home).toAbsolutePath().normalize();
  }

  /** A command line that starts this application again, to be continued. */
  static List<String> commandLine() {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(JvmOptions.ofShortCommands());
    command.addAll(List.of("-cp", classPath().toString(), Herald.class.getName()));
    return command;
  }

  /** What the executor's command and the examples' tasks find in their environment. */
  static Map<String, String> executorEnvironment() {
    return Map.of(
        "HERALD_JAR", classPath().toString(), "JAVA_HOME", System.getProperty("java.home"));
  }

  /**
   * Shell command of an executor: small and quick to start, since one runs beside every task. An
   * installed package has an archive of the classes that it loads.
   */
  static String executorCommand() {
    String archive = "\"$JAVA_HOME/lib/server/agent.jsa\"";
    return "set --; [ ! -f "
        + archive
        + " ] || set -- -XX:SharedArchiveFile="
        + archive
        + "; exec \"$JAVA_HOME/bin/java\" \"$@\" "
        + JvmOptions.ofExecutor()
        + " -cp \"$HERALD_JAR\" "
        + Herald.class.getName()
        + " executor";
  }
}
