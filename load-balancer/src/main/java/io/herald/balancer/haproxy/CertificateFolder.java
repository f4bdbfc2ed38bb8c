package io.herald.balancer.haproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The PEM files of a folder, each with a certificate and its key, and when they have changed. */
record CertificateFolder(Path folder) {

  /** What HAProxy loads from beside a PEM file, by its name and one of these. */
  private static final List<String> BESIDE = List.of(".key", ".ocsp", ".sctl", ".issuer");

  CertificateFolder {
    folder = folder.toAbsolutePath().normalize();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /**
   * The names of its PEM files, each with its state.
   *
   * @throws IOException if the folder can't be read
   */
  SortedMap<String, String> states() throws IOException {
    SortedMap<String, String> states = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".pem") && !name.startsWith(".") && !name.matches(".*[\\s#\\[\\]].*")) {
          StringBuilder state = new StringBuilder();
          for (Path each : filesOf(name)) {
            state.append(each.getFileName()).append(' ');
            state.append(Files.getLastModifiedTime(each)).append(' ').append(Files.size(each));
            state.append('\n');
          }
          states.put(name, state.toString());
        }
      }
    }
    return states;
  }

  /**
   * Reads one of them.
   *
   * @throws IOException if it, or what is beside it, can't be read
   */
  CertificateCopy read(String name) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (Path file : filesOf(name)) {
      files.put(file.getFileName().toString(), Files.readString(file, ISO_8859_1));
    }
    return new CertificateCopy(name, files);
  }

  private List<Path> filesOf(String name) {
    return Stream.concat(
            Stream.of(""), BESIDE.stream().filter(end -> Files.exists(path(name + end))))
        .map(end -> path(name + end))
        .toList();
  }
}
