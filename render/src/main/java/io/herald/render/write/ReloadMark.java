package io.herald.render.write;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a file's readers have yet to be told that it changed, on disk: set before the file
 * changes, and gone when the reload has succeeded, whichever process does it. Safe for any thread.
 */
public final class ReloadMark {

  private final Path mark;

  public ReloadMark(Path mark) {
    this.mark = requireNonNull(mark, "mark");
  }

  public boolean isSet() {
    return Files.exists(mark);
  }

  public synchronized void set() throws IOException {
    Files.createDirectories(requireNonNull(mark.getParent(), "a mark is in a folder"));
    try (FileChannel channel =
        FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  public synchronized void clear() throws IOException {
    Files.deleteIfExists(mark);
  }
}
