package io.herald.minimesos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The folder of one run of an executor, where Mesos has it: {@code
 * slaves/<agent>/frameworks/<framework>/executors/<executor>/runs/<container>}. It stays when the
 * run is over.
 *
 * @param folder absolute
 * @param containerId a random UUID
 */
public record Sandbox(Path folder, String containerId) {

  /**
   * Makes a fresh one, and points {@code runs/latest} to it.
   *
   * @throws IOException if it can't be written, or an id is not fit for a path
   */
  public static Sandbox make(Path workDir, String agent, String framework, String executor)
      throws IOException {
    String container = UUID.randomUUID().toString();
    Path runs =
        workDir
            .toAbsolutePath()
            .resolve("slaves")
            .resolve(segment(agent))
            .resolve("frameworks")
            .resolve(segment(framework))
            .resolve("executors")
            .resolve(segment(executor))
            .resolve("runs");
    Path folder = Files.createDirectories(runs.resolve(container));
    Path latest = runs.resolve("latest");
    Files.deleteIfExists(latest);
    Files.createSymbolicLink(latest, folder);
    return new Sandbox(folder, container);
  }

  private static String segment(String id) throws IOException {
    if (id.isEmpty() || id.equals(".") || id.equals("..") || id.contains("/")) {
      throw new IOException("\"" + id + "\" can't be part of a sandbox's path");
    }
    return id;
  }
}
