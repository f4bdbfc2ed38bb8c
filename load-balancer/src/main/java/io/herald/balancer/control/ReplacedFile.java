package io.herald.balancer.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A text file that is replaced as a whole: whoever reads it, after a crash too, finds what was
 * there before or what is there now.
 */
record ReplacedFile(Path path) {

  /**
   * Its text; empty if there is no such file.
   *
   * @throws IOException with a sentence
   */
  Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException(path + ": it can't be read: " + Reason.of(path, e), e);
    }
  }

  /**
   * Replaces it; makes its folder.
   *
   * @throws IOException with a sentence
   */
  void write(String text) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
    try {
      Path folder = absolute.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(path + ": it can't be written: " + Reason.of(path, e), e);
    }
  }
}
