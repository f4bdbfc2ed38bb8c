package io.herald.balancer.haproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Copies of certificates and their keys in a folder of Herald's own, for its user alone. Each file
 * is replaced as a whole.
 */
final class CertificateCopies {

  private final CertificateFolder folder;

  CertificateCopies(Path folder) {
    this.folder = new CertificateFolder(folder);
  }

  /** Where HAProxy finds one. */
  Path path(String name) {
    return folder.path(name);
  }

  /** Of all that are there. */
  SortedSet<String> names() throws IOException {
    return Files.exists(folder.folder())
        ? new TreeSet<>(folder.states().keySet())
        : new TreeSet<>();
  }

  /** Whether this very one is there. */
  boolean has(CertificateCopy copy) throws IOException {
    return Files.exists(path(copy.name())) && folder.read(copy.name()).equals(copy);
  }

  /** Puts one there, instead of the one of that name. */
  void put(CertificateCopy copy) throws IOException {
    if (!Files.exists(folder.folder())) {
      Files.createDirectories(
          folder.folder(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (Files.exists(path(copy.name()))) {
      for (String file : folder.read(copy.name()).files().keySet()) {
        if (!copy.files().containsKey(file)) {
          Files.delete(path(file));
        }
      }
    }
    for (Map.Entry<String, String> file : copy.files().entrySet()) {
      write(path(file.getKey()), file.getValue());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ISO_8859_1.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    HaproxyFiles.move(fresh, file);
  }

  /** Deletes one with all of its files. */
  void remove(String name) throws IOException {
    if (Files.exists(path(name))) {
      for (String file : folder.read(name).files().keySet()) {
        Files.deleteIfExists(path(file));
      }
    }
  }
}
