package io.herald.render.write;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The former versions of a file, {@code NAME.1}, {@code NAME.2}, … in a folder: the highest number
 * is the latest. For one thread.
 */
public final class FileHistory {

  private final Path folder;
  private final String name;
  private final int most;
  private final Pattern version;

  /**
   * The history of one file.
   *
   * @param folder made when it is needed
   * @param most versions that are kept; 0: none
   */
  public FileHistory(Path folder, String name, int most) {
    this.folder = requireNonNull(folder, "folder");
    this.name = requireNonNull(name, "name");
    this.most = most;
    this.version = Pattern.compile(Pattern.quote(name) + "\\.(\\d{1,15})");
  }

  /** Keeps what the file holds now, before it is replaced; nothing if there is no such file. */
  public void keep(Path file) throws IOException {
    if (most == 0) {
      return;
    }
    Files.createDirectories(folder);
    NavigableMap<Long, Path> versions = versions();
    long next = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    try {
      // A copy, as a file that is overwritten in place would change what a link leads to.
      Files.copy(file, folder.resolve(name + "." + next), StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException e) {
      return;
    }
    while (versions.size() >= most) {
      Files.deleteIfExists(versions.pollFirstEntry().getValue());
    }
  }

  private NavigableMap<Long, Path> versions() throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher matcher = version.matcher(String.valueOf(file.getFileName()));
        if (matcher.matches()) {
          versions.put(Long.parseLong(matcher.group(1)), file);
        }
      }
    }
    return versions;
  }
}
