package io.herald.executor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What proc(5) says of a process at one moment.
 *
 * @param dead whether it has ended and is only waiting to be reaped
 * @param group id of its process group
 * @param start when it was started, in ticks since the machine was: with the id it tells a process
 *     from a later one of the same id
 */
record ProcessStat(long id, boolean dead, long group, long start) {

  static final Path PROC = Path.of("/proc");

  private static final int GROUP = 2;
  private static final int START = 19;

  /** Whether there is a proc file system to ask. */
  static boolean known() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /** The ids of all processes; none if there is no proc file system. */
  static List<Long> ids() throws IOException {
    List<Long> ids = new ArrayList<>();
    if (known()) {
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        processes.forEach(process -> ids.add(Long.parseLong(process.getFileName().toString())));
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return ids;
  }

  /** Absent if there is no such process. */
  static Optional<ProcessStat> of(long id) {
    String text;
    try {
      text = Files.readString(PROC.resolve(id + "/stat"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty(); // It ended.
    }
    // pid (name) state ppid pgrp ...; the name may hold blanks and brackets.
    String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
    return Optional.of(
        new ProcessStat(
            id,
            fields[0].equals("Z") || fields[0].equals("X"),
            Long.parseLong(fields[GROUP]),
            Long.parseLong(fields[START])));
  }

  /** Whether that very process still runs. */
  boolean alive() {
    return of(id).filter(now -> now.start == start && !now.dead).isPresent();
  }

  /** Asks that very process to end; nothing happens if it has. */
  void terminate() {
    if (alive()) {
      ProcessHandle.of(id).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Ends that very process; nothing happens if it has ended. */
  void kill() {
    if (alive()) {
      ProcessHandle.of(id).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
