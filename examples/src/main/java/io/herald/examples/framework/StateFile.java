package io.herald.examples.framework;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.FailureLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A small text that outlives the process. It is replaced as a whole: after a crash it is the old
 * one or the new one. A failure to write is logged once until writing works again; failures stop
 * nothing.
 */
final class StateFile {

  private static final Logger log = LoggerFactory.getLogger(StateFile.class);

  private final Path file;
  private final String atStake;
  private final FailureLog failures = new FailureLog(log, Level.ERROR);

  /**
   * Of that name; nothing is read or written yet.
   *
   * @param atStake what it means for the user that the file can't be written, as a clause
   */
  StateFile(Path file, String atStake) {
    this.file = file.toAbsolutePath();
    this.atStake = atStake;
  }

  Path path() {
    return file;
  }

  /** What was written last; empty if there is no such file. */
  Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** False if it could not be written. */
  boolean replace(String text) {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(
          written,
          text,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      failures.succeeded("{} is written again", file);
      return true;
    } catch (IOException e) {
      failures.failed("{} can't be written: {}; {}", file, Reason.of(e), atStake);
      return false;
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.error("{} can't be deleted: {}; delete it", file, Reason.of(e));
    }
  }
}
