package io.herald.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processes that share one group id: a task's shell and all that it started, unless they left
 * the group on purpose.
 *
 * <p>Signals go out through the {@code kill} that every POSIX shell has built in: Java can signal a
 * single process only, a walk over {@link ProcessHandle#descendants} misses what a dead parent left
 * to init, and {@code /bin/kill} belongs to a package (procps) that small images lack.
 *
 * @param id the group's id: the process id of its first process
 */
record ProcessGroup(long id) {

  private static final Path PROC = Path.of("/proc");

  /**
   * Sends a signal to each process of the group.
   *
   * @return whether there was one to send it to
   */
  boolean signal(Signal signal) throws IOException, InterruptedException {
    return kill(signal.name(), -id);
  }

  /**
   * Sends a signal to the group's first process alone.
   *
   * @return whether it is still there
   */
  boolean signalFirst(Signal signal) throws IOException, InterruptedException {
    return kill(signal.name(), id);
  }

  /** Whether a process of the group lives. Dead ones that nobody has reaped yet don't count. */
  boolean alive() throws IOException, InterruptedException {
    if (!Files.isReadable(PROC.resolve("self/stat"))) {
      return kill("0", -id);
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("stat"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean kill(String signal, long whom) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- " + whom)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return kill.waitFor() == 0;
  }

  /** proc(5): {@code pid (name) state ppid pgrp ...}; the name may hold blanks and brackets. */
  private boolean holds(Path stat) {
    String text;
    try {
      text = Files.readString(stat, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return false; // It ended between the listing and now.
    }
    String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
    boolean dead = fields[0].equals("Z") || fields[0].equals("X");
    return !dead && Long.parseLong(fields[2]) == id;
  }
}
