package io.herald.balancer.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps them in a text file, one line {@code PORT KEY} each, which is replaced as a whole. */
public final class FilePortStore implements PortStore {

  private final Path file;

  public FilePortStore(Path file) {
    this.file = file;
  }

  @Override
  public SortedMap<String, Integer> load() throws IOException {
    SortedMap<String, Integer> ports = new TreeMap<>();
    if (!Files.exists(file)) {
      return ports;
    }
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      int blank = line.indexOf(' ');
      if (blank < 0 || !line.substring(0, blank).matches("[0-9]{1,5}")) {
        throw new IOException(
            file + ":" + number + ": this line isn't PORT KEY; repair or remove the file");
      }
      ports.put(line.substring(blank + 1), Integer.parseInt(line.substring(0, blank)));
    }
    return ports;
  }

  @Override
  public void save(SortedMap<String, Integer> ports) throws IOException {
    List<String> lines = new ArrayList<>();
    ports.forEach((key, port) -> lines.add(port + " " + key));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
