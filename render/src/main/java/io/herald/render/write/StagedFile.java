package io.herald.render.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content that is written beside its file, and goes again unless it took the file's place. */
public final class StagedFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StagedFile.class);

  private final Path path;

  StagedFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("{} can't be removed", path, e);
    }
  }
}
