package io.herald.examples.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the framework id over restarts, if there is a file for it. */
final class FrameworkIds {

  private static final Logger log = LoggerFactory.getLogger(FrameworkIds.class);

  private final Optional<Path> file;

  FrameworkIds(Optional<Path> file) {
    this.file = file;
  }

  /**
   * What was remembered.
   *
   * @throws IllegalArgumentException if the file can't be read
   */
  Optional<String> read() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      String id = Files.readString(file.get()).strip();
      return id.isEmpty() ? Optional.empty() : Optional.of(id);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--framework-id-file " + file.get() + " can't be read: " + e.getMessage(), e);
    }
  }

  void remember(String id) {
    if (file.isEmpty()) {
      return;
    }
    Path target = file.get().toAbsolutePath();
    Path written = target.resolveSibling(target.getFileName() + ".new");
    try {
      Files.writeString(written, id + "\n");
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.error(
          "{} can't be written ({}): after a restart this would be a new framework, beside the tasks"
              + " of this one",
          target,
          e.getMessage());
    }
  }

  void forget() {
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      log.error("{} can't be deleted: {}", file.get(), e.getMessage());
    }
  }
}
