package io.herald.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/** Where the running application itself is, for what starts it again. */
final class Application {

  private Application() {}

  /** The jar (or the folder of classes) that this runs from. */
  static Path jar() {
    try {
      return Path.of(Application.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the application's own place is not a path", e);
    }
  }

  /** The checkout that ./herald started this from; the current folder if it was another way. */
  static Path home() {
    String home = System.getenv("HERALD_HOME");
    return Path.of(home == null || home.isEmpty() ? "." : home).toAbsolutePath().normalize();
  }

  /** What the executor's command and the examples' tasks find in their environment. */
  static Map<String, String> executorEnvironment() {
    return Map.of("HERALD_JAR", jar().toString(), "JAVA_HOME", System.getProperty("java.home"));
  }

  /** Shell command of an executor: small and quick to start, since one runs beside every task. */
  static String executorCommand() {
    return "exec \"$JAVA_HOME/bin/java\" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        + " -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -Xmx64m -jar \"$HERALD_JAR\" executor";
  }
}
