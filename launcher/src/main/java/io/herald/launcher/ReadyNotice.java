package io.herald.launcher;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that a service of it ({@code Type=notify}) is up. By {@code systemd-notify}, which
 * is wherever systemd is: its socket takes datagrams, for which the JDK has no API. The unit needs
 * {@code NotifyAccess=all}.
 */
final class ReadyNotice {

  private static final Logger log = LoggerFactory.getLogger(ReadyNotice.class);

  private ReadyNotice() {}

  /** Does nothing in a process that systemd doesn't wait for; does not wait itself. */
  static void send(Map<String, String> environment) {
    if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
      return;
    }
    ProcessBuilder notify =
        new ProcessBuilder("systemd-notify", "--ready")
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      CompletableFuture<?> unused = notify.start().onExit().thenAccept(ReadyNotice::check);
    } catch (IOException e) {
      log.warn("systemd was not told that the service is up: {}", e.getMessage());
    }
  }

  private static void check(Process notify) {
    if (notify.exitValue() != 0) {
      log.warn(
          "systemd was not told that the service is up: systemd-notify ended with status {}",
          notify.exitValue());
    }
  }
}
