package io.herald.executor.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A variable in the environment of a task, by which all that it started is found, wherever it went:
 * into a session of its own, to another parent, a shell check's as the command's. What clears its
 * environment, or runs as another user, is not found. Tasks within tasks carry the marks of all.
 *
 * @param id of the task alone
 */
public record TaskMark(String id) {

  static final String VARIABLE = "HERALD_TASK_MARK";

  private static final String SEPARATOR = ":";

  /** A mark that no other task has. */
  public static TaskMark random() {
    return new TaskMark(UUID.randomUUID().toString());
  }

  /** Adds itself to a task's environment. */
  void addTo(Map<String, String> environment) {
    environment.merge(VARIABLE, id, (outer, own) -> outer + SEPARATOR + own);
  }

  /** The processes that carry it now; none where there is no proc file system. */
  List<ProcessStat> processes() throws IOException {
    List<ProcessStat> found = new ArrayList<>();
    for (long process : ProcessStat.ids()) {
      if (carries(process)) {
        ProcessStat.of(process).filter(stat -> !stat.dead()).ifPresent(found::add);
      }
    }
    return found;
  }

  private boolean carries(long process) {
    String environment;
    try {
      environment =
          new String(
              Files.readAllBytes(ProcessStat.PROC.resolve(process + "/environ")), ISO_8859_1);
    } catch (IOException e) {
      return false; // It ended, or is another user's.
    }
    for (String entry : environment.split("\0", -1)) {
      if (entry.startsWith(VARIABLE + "=") && entry.contains(id)) {
        return true;
      }
    }
    return false;
  }
}
