package io.herald.launcher;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP, which asks daemons to read their configuration again. Java has no API of its
 * own for it; {@code sun.misc.Signal} is part of every JDK (module jdk.unsupported) but can't be
 * compiled against without a warning, so it is called by its name.
 */
final class SighupHandler {

  private static final Logger log = LoggerFactory.getLogger(SighupHandler.class);

  private SighupHandler() {}

  /**
   * Runs this at each SIGHUP from now on, in a thread of its own, instead of ending the process. A
   * process that was started with the signal ignored can't hear it; Java leaves that as it is, so
   * the log warns of it.
   */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runsAction =
          Proxy.newProxyInstance(
              SighupHandler.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  run(action);
                }
                return null;
              });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runsAction);
      if (handler.getField("SIG_IGN").get(null).equals(before)) {
        log.warn(
            "SIGHUP is ignored, as this process was started under nohup or the like: changed files"
                + " need a restart; start it without nohup (with setsid or systemd, say) to have"
                + " SIGHUP read them");
      }
    } catch (ReflectiveOperationException e) {
      log.warn("SIGHUP can't be listened to; a changed configuration needs a restart", e);
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("reading the files again after SIGHUP failed", e);
    }
  }
}
