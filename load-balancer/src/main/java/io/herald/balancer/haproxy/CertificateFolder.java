package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The PEM files of a folder, each with a certificate and its key, and when they have changed. */
final class CertificateFolder {

  private final Optional<Path> folder;

  CertificateFolder(Optional<Path> folder) {
    this.folder = folder.map(path -> path.toAbsolutePath().normalize());
  }

  /**
   * Its files, in the order of their names, each with its state.
   *
   * @throws IOException if the folder can't be read
   */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (folder.isEmpty()) {
      return files;
    }
    try (Stream<Path> all = Files.list(folder.get())) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".pem") && !name.startsWith(".") && !name.matches(".*[\\s#\\[\\]].*")) {
          files.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
      }
    }
    return files;
  }
}
