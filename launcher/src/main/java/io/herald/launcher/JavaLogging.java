package io.herald.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends what libraries log with {@code java.util.logging}, as gRPC does, where Herald's own lines
 * go. Java makes it when the first of them logs, so that a process in which none does pays nothing.
 *
 * <p>Public, and with a constructor, for Java's sake, which finds it by a system property.
 */
public final class JavaLogging {

  private static final String CLASS = "java.util.logging.config.class";

  /** What a user may have chosen. */
  private static final String FILE = "java.util.logging.config.file";

  /** Called by Java. */
  public JavaLogging() throws IOException {
    String settings = "handlers = " + SLF4JBridgeHandler.class.getName() + "\n.level = INFO\n";
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(settings.getBytes(ISO_8859_1)));
  }

  /** Has Java make one when it is needed, unless the user's own settings are named. */
  static void install() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, JavaLogging.class.getName());
    }
  }
}
