package io.herald.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HAProxy that the demo's load balancer starts. It goes on without Herald, as it should, but
 * not without the demo. Its folder is below {@code /tmp} wherever other temporary files are, since
 * the paths of its sockets must be short.
 */
final class DemoHaproxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DemoHaproxy.class);

  private @Nullable DemoFolder folder;

  /** A new folder for it. */
  synchronized Path folder() throws IOException {
    DemoFolder made = DemoFolder.createIn(Path.of("/tmp"));
    folder = made;
    return made.path();
  }

  /** Ends it and removes its folder. */
  @Override
  public synchronized void close() throws IOException {
    if (folder != null) {
      Path written = folder.path().resolve("haproxy.pid");
      if (Files.exists(written)) {
        for (String pid : Files.readAllLines(written)) {
          end(ProcessHandle.of(Long.parseLong(pid.strip())));
        }
      }
      folder.close();
    }
  }

  private static void end(Optional<ProcessHandle> process) {
    process.ifPresent(
        haproxy -> {
          haproxy.destroy();
          ProcessHandle ended = haproxy.onExit().join();
          log.info("HAProxy, process {}, has ended", ended.pid());
        });
  }
}
