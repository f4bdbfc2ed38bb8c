package io.herald.dns.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.record.DnsName;
import io.herald.dns.transfer.SerialFile;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that keep the zones' serials. Each is opened once in a process, so that two
 * configurations never write one at the same time. Safe for any thread.
 */
final class SerialFiles {

  private final Clock clock;

  @GuardedBy("this")
  private final Map<Path, SerialFile> open = new HashMap<>();

  SerialFiles(Clock clock) {
    this.clock = clock;
  }

  /**
   * The file of a zone.
   *
   * @throws IllegalArgumentException if it can't be used; the message names it and the parameter
   */
  synchronized SerialFile of(Path directory, DnsName apex) {
    Path path = directory.resolve(apex + "serial");
    SerialFile file = open.get(path);
    if (file == null) {
      try {
        file = SerialFile.open(path, clock);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "\"stateDirectory\" = \"" + directory + "\" can't be used: " + Reason.of(e), e);
      }
      open.put(path, file);
    }
    return file;
  }
}
